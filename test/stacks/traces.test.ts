import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlaneShape } from '../../src/stacks/plane-want.js';
import { shapeSpans } from '../../src/stacks/shape-spans.js';
import { TraceBuilder } from '../../src/stacks/trace-builder.js';
import { builds } from '../kernels/builds.js';

const { NaN: none } = Number;

/** A picture of the pixels in a shape. */
function drawn(shape: PlaneShape | undefined, width: number, height: number): string[] {
  const spans = shapeSpans(shape, { width, height, channels: 1 });
  const pixels = new Array<string>(width * height).fill('.');
  for (let span = 0; span < spans.length; span += 2) pixels.fill('#', spans[span], spans[span + 1]);
  return Array.from({ length: height }, (_, y) => pixels.slice(y * width, (y + 1) * width).join(''));
}

describe('shapes', () => {
  it('are made of the pixels whose centres they hold', () => {
    expect(drawn({ kind: 'rectangle', x0: 1, y0: 1, x1: 3, y1: 3 }, 4, 4)).toEqual(['....', '.##.', '.##.', '....']);
    expect(drawn({ kind: 'ellipse', x0: 0, y0: 0, x1: 7, y1: 5 }, 8, 5)).toEqual([
      '.#####..',
      '#######.',
      '#######.',
      '#######.',
      '.#####..',
    ]);
    expect(drawn({ kind: 'ellipse', x0: 0, y0: 0, x1: 4, y1: 4 }, 4, 4)).toEqual(['.##.', '####', '####', '.##.']);
    expect(drawn({ kind: 'ellipse', x0: -2, y0: -2, x1: 2, y1: 2 }, 3, 3)).toEqual(['##.', '#..', '...']);
    expect(drawn(undefined, 2, 2)).toEqual(['##', '##']);
    expect(drawn({ kind: 'rectangle', x0: 9, y0: 9, x1: 12, y1: 12 }, 4, 4).join('')).not.toContain('#');
  });

  it('hold what the equation of an ellipse says', () => {
    const corner = fc.integer({ min: -5, max: 20 });
    fc.assert(
      fc.property(corner, corner, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), (x0, y0, w, h) => {
        const picture = drawn({ kind: 'ellipse', x0, y0, x1: x0 + w, y1: y0 + h }, 16, 16);
        for (let y = 0; y < 16; y += 1) {
          for (let x = 0; x < 16; x += 1) {
            const distance = ((2 * (x - x0) + 1 - w) / w) ** 2 + ((2 * (y - y0) + 1 - h) / h) ** 2;
            if (Math.abs(distance - 1) < 1e-9) continue;
            if ((picture[y]![x] === '#') !== distance < 1) throw new Error(`Pixel ${x}, ${y} at ${distance}`);
          }
        }
      }),
    );
  });

  it('that span whole rows are one run, with all samples of their pixels', () => {
    expect([...shapeSpans({ kind: 'rectangle', x0: 0, y0: 1, x1: 4, y1: 3 }, { width: 4, height: 4, channels: 3 })]).toEqual([12, 36]);
    expect([...shapeSpans({ kind: 'rectangle', x0: 1, y0: 1, x1: 2, y1: 3 }, { width: 4, height: 4, channels: 3 })]).toEqual([
      15, 18, 27, 30,
    ]);
  });
});

describe.each(builds)('traces (%s)', (_name, kernels) => {
  const size = { width: 3, height: 2, channels: 1 };
  const plane = (...values: number[]) => ({ ...size, samples: Float32Array.from(values), type: 'float32' as const });

  it('know each plane once it was measured, in any order', () => {
    const trace = new TraceBuilder(kernels, { first: 10, last: 13 }, { kind: 'rectangle', x0: 0, y0: 0, x1: 2, y1: 2 }, size);
    trace.add(12, plane(1, 2, 100, 3, 4, 100));
    trace.add(10, plane(5, 5, 100, 5, none, 100));
    expect(trace.glance()).toEqual({
      first: 10,
      mean: Float64Array.of(5, none, 2.5, none),
      least: Float64Array.of(5, none, 1, none),
      greatest: Float64Array.of(5, none, 4, none),
      deviation: Float64Array.of(0, none, Math.sqrt(1.25), none),
      done: 2,
    });
    expect([trace.has(10), trace.has(11), trace.complete]).toEqual([true, false, false]);
    trace.add(10, plane(1, 1, 0, 1, 1, 0));
    trace.add(11, plane(none, none, 3, none, none, 3));
    trace.add(13, plane(0, 0, 3, 0, 0, 3));
    expect(trace.glance()).toMatchObject({ done: 4, mean: Float64Array.of(1, none, 2.5, 0) });
    expect(trace.complete).toBe(true);
  });

  it('measure samples of any type as stored', () => {
    const trace = new TraceBuilder(kernels, { first: 0, last: 0 }, undefined, size);
    trace.add(0, { ...size, samples: Uint16Array.of(1, 2, 3, 4, 5, 65_535), type: 'uint16' });
    expect(trace.glance()).toMatchObject({ mean: Float64Array.of(65_550 / 6), greatest: Float64Array.of(65_535) });
  });
});
