import { describe, expect, it } from 'vitest';
import type { ChainStep, PlaneWant } from '../../src/stacks/plane-want.js';
import { estimatePlane, estimateTrace, type StackBudget } from '../../src/stacks/stack-memory.js';

const stack: StackBudget = {
  sizes: { width: 1024, height: 1024, channels: 1, t: 1000, c: 1, z: 1 },
  dtype: 'uint16',
  budgetBytes: 64 << 20,
};
const plane = 2 << 20;
const floats = 4 << 20;

const want = (chain: readonly ChainStep[] = [], reduction?: PlaneWant['reduction']): PlaneWant => ({
  place: { t: 500, c: 0, z: 0 },
  axis: 'T',
  chain,
  reduction,
});
const subtract: ChainStep = { kind: 'subtract', by: { kind: 'range', of: 'mean', first: 0, last: 9 }, amount: 1 };
const divide: ChainStep = { kind: 'divide', by: { kind: 'sliding', planes: 10, placement: 'trailing', gap: 0 }, amount: 1 };

describe('memory before it is tried', () => {
  it('of a plane as it is: the plane alone, however long the stack', () => {
    expect(estimatePlane(want(), stack)).toEqual({ bytes: plane, readBytes: plane, parts: [{ what: 'plane', bytes: plane }], fits: true });
    const longer = { ...stack, sizes: { ...stack.sizes, t: 40_000_000 } };
    expect(estimatePlane(want(), longer).bytes).toBe(plane);
  });

  it('of a chain: its references and windows, and only the planes it looks at', () => {
    expect(estimatePlane(want([subtract]), stack)).toEqual({
      bytes: plane + floats + 3 * floats + floats,
      readBytes: 10 * plane + plane,
      parts: [
        { what: 'plane', bytes: plane },
        { what: 'references', bytes: floats },
        { what: 'sums', bytes: 3 * floats },
        { what: 'result', bytes: floats },
      ],
      fits: true,
    });
    // Sixteen bytes of sums, counts and means a pixel, and ten planes as stored; one plane moved is a window read, not a stack.
    const sliding = estimatePlane(want([divide]), stack);
    expect(sliding.parts[1]).toEqual({ what: 'windows', bytes: 4 * floats + 10 * plane });
    expect(sliding.readBytes).toBe(11 * plane);
    expect(estimatePlane(want([divide]), { ...stack, dtype: 'float32' }).parts[1]).toEqual({
      what: 'windows',
      bytes: 6 * floats + 10 * floats,
    });
  });

  it('of a reduction: its sums, not the stack; of a median: blocks in what is left, and how often all is read', () => {
    const mean = estimatePlane(want([], { of: 'mean', first: 0, last: 999 }), stack);
    expect(mean).toMatchObject({ bytes: plane + floats + 3 * floats, readBytes: 1000 * plane, fits: true });
    const median = estimatePlane(want([], { of: 'median', first: 0, last: 999 }), stack);
    // A row of 1,000 planes takes 4,096,000 bytes, 14 of them fit beside plane and result.
    expect(median.parts.at(-1)).toEqual({ what: 'median', bytes: 14 * 4_096_000 });
    expect(median.readBytes).toBe(74 * 1000 * plane);
    expect(median.fits).toBe(true);
    expect(() => estimatePlane(want([], { of: 'median', first: 0, last: 999 }), { ...stack, budgetBytes: 8 << 20 })).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });

  it('says where it does not fit', () => {
    const std = want([], { of: 'std', first: 0, last: 999 });
    expect(estimatePlane(std, { ...stack, budgetBytes: 26 << 20 })).toMatchObject({ bytes: 26 << 20, fits: true });
    expect(estimatePlane(std, { ...stack, budgetBytes: (26 << 20) - 1 }).fits).toBe(false);
  });

  it('of a trace: a plane and 33 bytes a point', () => {
    const trace = estimateTrace({ place: { t: 0, c: 0, z: 0 }, axis: 'T', chain: [], first: 0, last: 5000 }, stack);
    expect(trace).toMatchObject({ bytes: plane + 33_000, readBytes: 1000 * plane, fits: true });
  });

  it('counts what a crop makes once, not twice', () => {
    const crop: ChainStep = { kind: 'crop', rectangle: { x0: 0, y0: 0, x1: 512, y1: 512 } };
    expect(estimatePlane(want([crop]), stack).parts).toEqual([
      { what: 'plane', bytes: plane },
      { what: 'result', bytes: plane / 4 },
    ]);
    // Corrected, it is cut out as stored and made of floats, and so is its reference; turned, it is made twice.
    expect(estimatePlane(want([crop, subtract]), stack).parts).toEqual([
      { what: 'plane', bytes: plane },
      { what: 'references', bytes: floats + floats / 4 },
      { what: 'sums', bytes: 3 * floats },
      { what: 'result', bytes: plane / 4 + floats / 4 },
    ]);
    expect(estimatePlane(want([{ kind: 'rotate' }]), stack).parts.at(-1)).toEqual({ what: 'result', bytes: plane });
    expect(estimatePlane(want([subtract, { kind: 'rotate' }]), stack).parts.at(-1)).toEqual({ what: 'result', bytes: 2 * floats });
  });
});
