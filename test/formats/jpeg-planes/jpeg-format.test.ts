import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../../src/bytes/memory-source.js';
import { openPlaneSource } from '../../../src/engine/open-plane-source.js';
import { nodeImageDecoder } from '../../../src/node/node-image-decoder.js';
import { openStack, shared } from '../open-planes.js';

const decoding = { ...shared, ports: { ...shared.ports, images: nodeImageDecoder } };
const ramp = Buffer.from(Uint8Array.from({ length: 64 * 48 * 3 }, (_, i) => i % 251));

describe('JPEG images', () => {
  it.each([
    ['colours', false, 3],
    ['grey', true, 1],
  ] as const)('are decoded by the platform: %s', async (_, grey, channels) => {
    const drawn = sharp(ramp, { raw: { width: 64, height: 48, channels: 3 } });
    const file = await (grey ? drawn.toColourspace('b-w') : drawn).jpeg().toBuffer();
    const stack = await openPlaneSource(new MemorySource(file), 'a.jpg', decoding);
    expect(stack.facts).toMatchObject({ format: 'JPEG', width: 64, height: 48, channels, dtype: 'uint8' });
    expect(stack.facts.notices.map(({ code }) => code)).toEqual(['lossy']);
    const { samples, damage } = await stack.plane(0);
    expect(damage).toBeUndefined();
    const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    const expected = data.filter((_, at) => info.channels === channels || at % 3 === 0);
    expect(Buffer.from(samples as Uint8Array).equals(expected)).toBe(true);
    const cut = await openPlaneSource(new MemorySource(file.subarray(0, 700)), 'a.jpg', decoding);
    expect((await cut.plane(0)).damage?.code).toBe('corrupt');
  });

  it('say where nothing decodes them', async () => {
    const file = await sharp(ramp, { raw: { width: 64, height: 48, channels: 3 } })
      .jpeg()
      .toBuffer();
    await expect((await openStack(file, 'a.jpg')).plane(0)).rejects.toMatchObject({ code: 'unsupported' });
  });

  it.each([
    ['a file that ends early', [0xff, 0xd8, 0xff, 0xe0, 0, 200, 1, 2], 'truncated'],
    ['data before a header', [0xff, 0xd8, 0xff, 0xda, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0], 'corrupt'],
    ['a marker that is none', [0xff, 0xd8, 0xff, 0xe0, 0, 2, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7], 'corrupt'],
    ['samples of 12 bits', [0xff, 0xd8, 0xff, 0xc1, 0, 11, 12, 0, 1, 0, 1, 1, 0, 0, 0], 'unsupported'],
  ])('refuses %s', async (_, bytes, code) => {
    await expect(openStack(Uint8Array.from(bytes), 'a.jpg')).rejects.toMatchObject({ code });
  });
});
