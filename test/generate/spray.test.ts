import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generateSpray } from '../../src/generate/spray.js';

describe('the spray', () => {
  it('is the same bytes every time, and other ones for another seed', () => {
    const digest = (seed?: string): string => {
      const hash = createHash('sha256');
      const options = { width: 96, height: 64, frames: 5, ...(seed === undefined ? {} : { seed }) };
      for (const frame of generateSpray(options).frames()) hash.update(new Uint8Array(frame.buffer));
      return hash.digest('hex');
    };
    expect(digest()).toBe(digest());
    expect(digest()).toBe('60e7d560411fff1860fd7adb93a647839d9ee9609ac90bcfc539660df99b82da');
    expect(digest('other')).not.toBe(digest());
  });

  it('is darkest on the rims of its drops, and 12 bits deep', () => {
    const spray = generateSpray({ width: 256, height: 192, frames: 3 });
    let frame = 0;
    for (const image of spray.frames()) {
      expect(image.length).toBe(256 * 192);
      expect(image.reduce((most, value) => Math.max(most, value), 0)).toBeLessThanOrEqual(4095);
      const median = Uint16Array.from(image).sort()[image.length >> 1]!;
      for (const drop of spray.drops) {
        const [x256, y256] = drop.at(frame);
        const [x, y] = [x256 >> 8, y256 >> 8];
        if (x < 8 || y < 8 || x >= 248 || y >= 184 || drop.radius < 3) continue;
        expect(image[y * 256 + x + drop.radius - 1]!).toBeLessThan(0.75 * median);
      }
      frame += 1;
    }
    expect(frame).toBe(3);
  });

  it('refuses what is no picture', () => {
    expect(() => generateSpray({ width: 0, height: 64, frames: 1 })).toThrowError(expect.objectContaining({ code: 'out-of-range' }));
    expect(() => generateSpray({ width: 64, height: 64, frames: 0 })).toThrowError(expect.objectContaining({ code: 'out-of-range' }));
  });
});
