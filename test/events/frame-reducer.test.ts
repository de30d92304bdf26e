import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameAccumulators } from '../../src/events/frame-accumulators.js';
import { FrameReducer } from '../../src/events/frame-reducer.js';
import { representations } from '../../src/events/frame-want.js';
import { builds } from '../kernels/builds.js';

const [width, height] = [9, 7];

describe.each(builds)('frames reduced from columns (%s)', (_name, kernels) => {
  const accumulators = new FrameAccumulators(kernels);

  it('tell their events, those that are ON, and the range of their pixels', () => {
    const event = fc.tuple(fc.nat(width - 1), fc.nat(height - 1), fc.nat(1));
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 200 }), fc.constantFrom(...representations), (events, representation) => {
        const columns = {
          baseMicros: 0,
          length: events.length,
          t: Uint32Array.from(events, (_, i) => i),
          x: Uint16Array.from(events, ([x]) => x),
          y: Uint16Array.from(events, ([, y]) => y),
          p: Uint8Array.from(events, ([, , p]) => p),
        };
        const want = { endMicros: 1000, window: { kind: 'time', micros: 1000 }, representation, tauMicros: 500, regions: [] } as const;
        const reducer = new FrameReducer(kernels, accumulators, want, width, height);
        const half = events.length >> 1;
        if (half > 0) reducer.add(columns, 0, half);
        reducer.add(columns, half, events.length);
        const frame = reducer.finish();
        expect([frame.events, frame.on]).toEqual([events.length, events.filter(([, , p]) => p === 1).length]);
        const fixed = { polarity: [0, 2], timeSurface: [-32_767, 32_767] } as const;
        const range =
          representation === 'polarity' || representation === 'timeSurface'
            ? fixed[representation]
            : [Math.min(...frame.pixels), Math.max(...frame.pixels)];
        expect([frame.least, frame.greatest]).toEqual(range);
      }),
    );
  });
});
