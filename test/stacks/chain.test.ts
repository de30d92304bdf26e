import { describe, expect, it } from 'vitest';
import { FirstlightError } from '../../src/base/errors.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { chainKey, planChain } from '../../src/stacks/chain-plan.js';
import { ChainRunner } from '../../src/stacks/chain-runner.js';
import type { ChainStep } from '../../src/stacks/plane-want.js';
import { maskSamples, referenceValues } from '../../src/stacks/reference-plane.js';
import type { StackSizes } from '../../src/stacks/stack-sizes.js';

const kernels = createTwinKernels();
const sizes: StackSizes = { width: 3, height: 2, channels: 1, t: 20, c: 1, z: 1 };
const place = { t: 0, c: 0, z: 0 };
const range = { kind: 'range', of: 'mean', first: 2, last: 5 } as const;

function plan(chain: readonly ChainStep[], other: Partial<StackSizes> = {}) {
  return planChain({ place, axis: 'T', chain }, { ...sizes, ...other });
}

function run(chain: readonly ChainStep[], values: readonly number[], references: Record<string, readonly number[]> = {}) {
  const runner = new ChainRunner(kernels, plan(chain));
  const made = new Map(Object.entries(references).map(([key, numbers]) => [key, Float32Array.from(numbers)]));
  const { samples, width, height, type } = runner.apply({ samples: Float32Array.from(values), type: 'float32' }, made);
  return { values: [...samples].map(Number), width, height, type };
}

const key = plan([{ kind: 'subtract', by: range, amount: 1 }]).references[0]!.key;
const plane = [1, 2, 3, 4, 5, 6];

describe('turns', () => {
  it('rotates clockwise and flips, in order', () => {
    expect(run([{ kind: 'rotate' }], plane)).toMatchObject({ values: [4, 1, 5, 2, 6, 3], width: 2, height: 3 });
    expect(run([{ kind: 'flipX' }], plane)).toMatchObject({ values: [3, 2, 1, 6, 5, 4], width: 3, height: 2 });
    expect(run([{ kind: 'flipY' }], plane).values).toEqual([4, 5, 6, 1, 2, 3]);
    expect(run([{ kind: 'rotate' }, { kind: 'flipX' }], plane).values).toEqual([1, 4, 2, 5, 3, 6]);
    expect(run([{ kind: 'flipX' }, { kind: 'rotate' }], plane).values).toEqual([6, 3, 5, 2, 4, 1]);
    const round = Array.from({ length: 4 }, (): ChainStep => ({ kind: 'rotate' }));
    expect(plan(round).changesNothing).toBe(true);
    expect(plan([{ kind: 'flipX' }, { kind: 'flipY' }, { kind: 'rotate' }, { kind: 'rotate' }]).changesNothing).toBe(true);
  });

  it('keeps the samples of a pixel together and their type', () => {
    const runner = new ChainRunner(kernels, plan([{ kind: 'rotate' }], { width: 2, height: 1, channels: 3 }));
    const turned = runner.apply({ samples: Uint16Array.of(1, 2, 3, 4, 5, 6), type: 'uint16' });
    expect(turned).toEqual({ width: 1, height: 2, channels: 3, type: 'uint16', samples: Uint16Array.of(1, 2, 3, 4, 5, 6) });
  });
});

describe('crop and masks', () => {
  it('crops in pixels of the file, whatever was turned before', () => {
    const crop: ChainStep = { kind: 'crop', rectangle: { x0: 1, y0: 0, x1: 3, y1: 2 } };
    expect(run([{ kind: 'rotate' }, crop], plane)).toEqual(run([crop, { kind: 'rotate' }], plane));
    expect(run([crop], plane)).toEqual({ values: [2, 3, 5, 6], width: 2, height: 2, type: 'float32' });
    expect(() => plan([crop, { kind: 'crop', rectangle: { x0: 0, y0: 0, x1: 1, y1: 2 } }])).toThrow(FirstlightError);
  });

  it('masks pixels whose centres are outside, inside, or 0 in a file, and corrections do not bring them back', () => {
    const rectangle: ChainStep = { kind: 'mask', inverted: false, shape: { kind: 'rectangle', x0: 0, y0: 0, x1: 2, y1: 1 } };
    expect(run([rectangle], plane).values).toEqual([1, 2, Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    const inverted: ChainStep = { ...rectangle, inverted: true };
    const subtract: ChainStep = { kind: 'subtract', by: range, amount: 1 };
    expect(run([inverted, subtract], plane, { [key]: [1, 1, 1, 1, 1, Number.NaN] }).values).toEqual([Number.NaN, Number.NaN, 2, 3, 4, 0]);
    const masked = plan([{ kind: 'maskFile', recording: 'dots' }]);
    const kept = maskSamples(kernels, { ...sizes, samples: Uint8Array.of(0, 1, 255, 1, 0, 1), type: 'uint8' }, sizes);
    const { samples } = new ChainRunner(kernels, masked, new Map([['dots', kept]])).apply({
      samples: Uint8Array.from(plane),
      type: 'uint8',
    });
    expect(samples).toEqual(Float32Array.of(Number.NaN, 2, 3, 4, Number.NaN, 6));
    // Masks are of the chain, not of the samples: without them everything is there again.
    expect(run([], plane).values).toEqual(plane);
  });
});

describe('corrections', () => {
  const subtract = (amount: number): ChainStep => ({ kind: 'subtract', by: range, amount });
  const divide = (amount: number): ChainStep => ({ kind: 'divide', by: { ...range, of: 'std' }, amount });
  const divideKey = plan([divide(1)]).references[0]!.key;

  it('follows the formulas, with amounts and the finite rule', () => {
    const references = { [key]: [1, 1, 1, 1, 1, 1], [divideKey]: [2, 0, 4, Number.NaN, Number.POSITIVE_INFINITY, 2] };
    expect(run([subtract(0.5)], plane, references).values).toEqual([0.5, 1.5, 2.5, 3.5, 4.5, 5.5]);
    expect(run([divide(1)], plane, references).values).toEqual([0.5, 0, 0.75, 0, 0, 3]);
    expect(run([divide(0.5)], plane, references).values).toEqual([1 / 1.5, 4, 3 / 2.5, 0, 0, 4].map(Math.fround));
    expect(run([subtract(1), divide(1)], plane, references).values).toEqual([0, 0, 0.5, 0, 0, 2.5]);
    expect(run([divide(1), subtract(1)], plane, references).values).toEqual([-0.5, -1, -0.25, -1, -1, 2]);
  });

  it('lets neither NaN nor infinity of the plane through', () => {
    const broken = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1, 2, 3];
    const ones = [1, 1, 1, 1, 1, 1];
    for (const chain of [[subtract(1)], [divide(1)], [subtract(1), divide(1)], [subtract(1), divide(0.5)]]) {
      const { values } = run(chain, broken, { [key]: ones, [divideKey]: ones });
      expect(values.slice(0, 3)).toEqual([0, 0, 0]);
      expect(values.every(Number.isFinite)).toBe(true);
    }
    // Nothing is done to them where nothing is asked.
    expect(run([subtract(0)], broken).values).toEqual(broken);
  });

  it('leaves out a step with amount 0 or without its reference, and says which', () => {
    expect(plan([subtract(0)]).changesValues).toBe(false);
    const beyond = plan([{ kind: 'flipX' }, { kind: 'subtract', by: { ...range, first: 30, last: 40 }, amount: 1 }]);
    expect(beyond.dropped).toEqual([{ step: 1, reason: 'The series has 20 planes, 30 to 40 are not among them' }]);
    expect(run([subtract(1)], plane).values).toEqual(plane);
  });

  it('combines a range and a sliding mean, each by its own window and amount', () => {
    const sliding: ChainStep = { kind: 'divide', by: { kind: 'sliding', planes: 3, placement: 'trailing', gap: 0 }, amount: 1 };
    const { references, corrections } = plan([subtract(0.25), sliding]);
    expect(references.map(({ kind }) => kind)).toEqual(['range', 'sliding']);
    expect(corrections.map(({ amount }) => amount)).toEqual([0.25, 1]);
    const made = { [references[0]!.key]: [4, 4, 4, 4, 4, 4], [references[1]!.key]: [2, 2, 2, 2, 2, 2] };
    expect(run([subtract(0.25), sliding], plane, made).values).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
  });

  it('refuses a reference of another size, and spreads one of a single channel', () => {
    const samples = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect(() => referenceValues(kernels, { ...sizes, samples, type: 'uint8' }, { ...sizes, width: 4 })).toThrow(FirstlightError);
    const spread = referenceValues(
      kernels,
      { width: 2, height: 1, channels: 1, samples: samples.subarray(0, 2), type: 'uint8' },
      {
        width: 2,
        height: 1,
        channels: 3,
      },
    );
    expect([...spread]).toEqual([1, 1, 1, 2, 2, 2]);
  });
});

it('names chains that do the same alike', () => {
  const chain: ChainStep[] = [{ kind: 'subtract', by: range, amount: 1 }];
  expect(chainKey(chain)).toBe(chainKey([{ amount: 1, by: { last: 5, first: 2, of: 'mean', kind: 'range' }, kind: 'subtract' }]));
  expect(chainKey(chain)).not.toBe(chainKey([{ kind: 'divide', by: range, amount: 1 }]));
});
