import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { digestOf, openRecording } from '../read-recording.js';

const folder = '../shared/data/events';

interface Expected {
  readonly events: number;
  readonly geometry: readonly [number, number];
  readonly t_first_us: number;
  readonly t_last_us: number;
  readonly decoded_sha256: string;
}

const names = ['gen3-evt2.raw', 'gen4-evt3.raw', 'derived/gen4.dat', 'derived/gen4-evt2.raw', 'derived/gen4-evt21.raw'];

describe.skipIf(!existsSync(folder))('recordings whose events a second decoder has listed', () => {
  it.each(names)('%s', async (name) => {
    const expected = (JSON.parse(readFileSync(`${folder}/expected.json`, 'utf8')) as { files: Record<string, Expected> }).files[name]!;
    const { layout, source, cost } = await openRecording(readFileSync(`${folder}/${name}`), name.split('/').at(-1)!);
    const { facts } = layout;
    expect([facts.geometry?.width, facts.geometry?.height]).toEqual(expected.geometry);
    expect(facts.firstMicros).toEqual({ value: expected.t_first_us, exactness: 'exact' });
    expect(facts.lastMicros?.value).toBe(expected.t_last_us);
    expect(facts.events.value / expected.events).toBeGreaterThan(0.7);
    expect(facts.events.value / expected.events).toBeLessThan(1.4);
    expect(cost.rounds).toBe(1);
    for (const entries of ['carried', 'looked-back'] as const) {
      expect(await digestOf(layout, source, entries)).toBe(expected.decoded_sha256);
    }
  });
});
