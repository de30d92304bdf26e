import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type GenerateOptions, generateEvents } from '../../src/generate/generate-events.js';
import { type SceneName, sceneNames } from '../../src/generate/scene.js';
import type { Trigger } from '../../src/shapes/event-columns.js';

/** SHA-256 over packed little-endian t:u64 x:u16 y:u16 p:u8, then over triggers as text. */
function digest(scene: SceneName, options: GenerateOptions): string {
  const hash = createHash('sha256');
  const triggers: Trigger[] = [];
  for (const run of generateEvents(scene, options)) {
    const { baseMicros, length, t, x, y, p } = run.columns;
    const packed = new DataView(new ArrayBuffer(13 * length));
    for (let i = 0; i < length; i += 1) {
      packed.setBigUint64(13 * i, BigInt(baseMicros + t[i]!), true);
      packed.setUint16(13 * i + 8, x[i]!, true);
      packed.setUint16(13 * i + 10, y[i]!, true);
      packed.setUint8(13 * i + 12, p[i]!);
    }
    hash.update(new Uint8Array(packed.buffer));
    triggers.push(...run.triggers);
  }
  hash.update(triggers.map(({ micros, id, edge }) => `${micros},${id},${edge}\n`).join(''));
  return hash.digest('hex');
}

describe('generated events', () => {
  const digests: [scene: SceneName, options: GenerateOptions, sha256: string][] = [
    ['fan', { width: 240, height: 180, events: 200_000 }, 'e1705aff7f1e0875cb56c7542a698e39963dce489da08a1ff2d56546f3a3049e'],
    [
      'fan',
      { width: 320, height: 240, events: 200_000, rpm: 300, rpmTo: 900, blades: 5, seed: 'another' },
      '8453e080f1d9f0b2299d94394e9de86165694a6d0fc16bbf75cb1e1fa2e8f8dc',
    ],
    ['drone', { width: 320, height: 240, events: 200_000 }, 'd6f9fa0f0849b92a9a2676c0adc3b3d93d3e7cd725e19fd0b61a588429811c56'],
    ['slider', { width: 320, height: 240, events: 200_000 }, '6b9ce32274f454504155935f451ff6bf8ffc279e57f8956d2db18ecf520ac575'],
    ['star', { width: 240, height: 180, events: 200_000 }, 'ad28528be666bc679105384c55604292a38d5840e0c523c2f123797773ef819e'],
    ['noise', { width: 1920, height: 1080, events: 200_000 }, 'e41f1ff544122be49aa5234d8fd00d84b786bc49d7ffd9a48e5fef7de7dc0a78'],
    ['stress', { width: 240, height: 180, events: 400_000 }, 'd91a2f0dd0c2400684a732a6b89ccf33b0e60f49f7dc5c212f37235c9cf2365b'],
  ];
  it.each(digests)('%s %o are the same everywhere and for ever', (scene, options, sha256) => {
    expect(digest(scene, options)).toBe(sha256);
  });

  it.each(sceneNames)('%s: exactly as many as asked for, ascending, row-major inside a microsecond, inside the sensor', (scene) => {
    const options = { width: 200, height: 150, events: 123_457 };
    let count = 0;
    let previousTime = -1;
    let previousPlace = -1;
    let previousTrigger = -1;
    let on = 0;
    for (const { columns, triggers } of generateEvents(scene, options)) {
      const { baseMicros, length, t, x, y, p } = columns;
      expect(length).toBeGreaterThan(0);
      for (let i = 0; i < length; i += 1) {
        const time = baseMicros + t[i]!;
        const place = y[i]! * 2048 + x[i]!;
        if (time < previousTime || (time === previousTime && place <= previousPlace) || x[i]! >= 200 || y[i]! >= 150 || p[i]! > 1) {
          expect.fail(`event ${count + i}: t ${time} after ${previousTime}, x ${x[i]}, y ${y[i]}, p ${p[i]}`);
        }
        previousTime = time;
        previousPlace = place;
        on += p[i]!;
      }
      count += length;
      for (const { micros } of triggers) {
        expect(micros).toBeGreaterThanOrEqual(previousTrigger);
        expect(micros).toBeLessThanOrEqual(previousTime);
        previousTrigger = micros;
      }
    }
    expect(count).toBe(123_457);
    expect(on / count).toBeGreaterThan(0.4);
    expect(on / count).toBeLessThan(0.6);
  });

  it.each(['fan', 'drone', 'slider', 'star', 'noise'] as const)('%s keeps the rate that was asked for', (scene) => {
    const rate = 400_000;
    let last = 0;
    // Eight seconds: two of the slider's periods.
    for (const { columns } of generateEvents(scene, { width: 200, height: 150, events: rate * 8, rate })) {
      last = columns.baseMicros + columns.t[columns.length - 1]!;
    }
    expect(Math.abs(last / 8_000_000 - 1)).toBeLessThan(0.12);
  });

  it('refuses what makes no sense', () => {
    const run = (scene: string, options: GenerateOptions) => () => [...generateEvents(scene as SceneName, options)];
    expect(run('fan', { width: 4096 })).toThrow(/width is not between 16 and 2048: 4096/);
    expect(run('fan', { events: 1.5 })).toThrow(/events is not a whole number/);
    expect(run('fan', { events: 0 })).toThrow(/events is not between/);
    expect(run('fan', { rpm: Number.NaN })).toThrow(/rpm is not between/);
    expect(run('cat', {})).toThrow(/There is no scene "cat"/);
  });

  it('other seeds give other events', () => {
    const options = { width: 240, height: 180, events: 1000 };
    expect(digest('fan', { ...options, seed: 'a' })).not.toBe(digest('fan', { ...options, seed: 'b' }));
  });
});

describe('stress', () => {
  it('crosses three powers of two, is silent for 20 s and flashes the whole array within 200 µs', () => {
    const options = { width: 240, height: 180, events: 600_000 };
    const pixels = 240 * 180;
    const counts = new Map<number, number>();
    const gaps: number[] = [];
    let previous = Number.NaN;
    const triggers: Trigger[] = [];
    const flashes: number[] = [];
    for (const run of generateEvents('stress', options)) {
      triggers.push(...run.triggers);
      flashes.push(...run.triggers.filter(({ id }) => id === 0).map(({ micros }) => micros));
      for (let i = 0; i < run.columns.length; i += 1) {
        const time = run.columns.baseMicros + run.columns.t[i]!;
        if (time - previous > 1_000_000) gaps.push(time - previous);
        previous = time;
        const slot = Math.floor(time / 256);
        counts.set(slot, (counts.get(slot) ?? 0) + 1);
      }
    }
    expect(gaps.map((gap) => Math.round(gap / 1e6))).toEqual([
      20,
      Math.round((2 ** 32 - 2 ** 24) / 1e6) - 20,
      Math.round((2 ** 34 - 2 ** 32) / 1e6),
    ]);
    expect(previous).toBeGreaterThan(2 ** 34);
    expect(triggers.filter(({ id }) => id === 1).map(({ micros }) => micros)).toEqual([
      2 ** 24,
      2 ** 24 + 1,
      2 ** 32,
      2 ** 32 + 1,
      2 ** 34,
      2 ** 34 + 1,
    ]);
    expect(flashes.length).toBe(2);
    for (const flash of flashes) expect(counts.get(flash / 256)).toBeGreaterThan(pixels * 0.99);
    expect(triggers.filter(({ id }) => id === 3).length).toBe(38);
  });
});
