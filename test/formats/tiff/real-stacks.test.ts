import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openStack } from '../open-planes.js';

const data = '../shared/data/stacks';
interface Facts {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly sha256: string;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

describe.skipIf(!existsSync(`${data}/expected.json`))('real stacks, as a second decoder reads them', () => {
  const expected: Readonly<Record<string, Facts>> = existsSync(`${data}/expected.json`)
    ? JSON.parse(readFileSync(`${data}/expected.json`, 'utf8')).files
    : {};
  it.each(Object.entries(expected))('%s', async (name, facts) => {
    const stack = await openStack(readFileSync(`${data}/${name}`), name);
    const { sha256, min, max, mean } = await stack.survey();
    const { frames, height, width, channels, dtype } = stack.facts;
    expect({ sha256, dtype, min, max }).toEqual({ sha256: facts.sha256, dtype: facts.dtype, min: facts.min, max: facts.max });
    expect(mean).toBeCloseTo(facts.mean, 6);
    expect(frames.value * height * width * channels).toBe(facts.shape.reduce((product, size) => product * size, 1));
  });
});
