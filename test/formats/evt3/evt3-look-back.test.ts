import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evt3Coding } from '../../../src/formats/evt3/evt3-coding.js';
import { lookBackEvt3 } from '../../../src/formats/evt3/evt3-look-back.js';
import { readEvt3State } from '../../../src/kernels/evt3-state.js';
import { anyEvt3, bytesOf16 } from '../raw/words.js';
import { kernels } from '../read-recording.js';

/** High and low word of the clock, as the decoder and as a look back have them after all words. */
function clocks(data: Uint8Array) {
  const behind = data.subarray(0, data.length & ~1);
  const decoder = kernels.decoder(evt3Coding.spec(1280, 720));
  decoder.decode(behind, () => undefined);
  const clock = (state: Float64Array) => {
    const { haveTime, high, low } = readEvt3State(state);
    return haveTime ? [high, low] : [];
  };
  return { straight: clock(decoder.state()), back: clock(lookBackEvt3(behind, new Uint8Array(0), true).state) };
}

describe('looking back in EVT3', () => {
  it('finds the clock that decoding from the start has', () => {
    fc.assert(
      fc.property(anyEvt3, (data) => {
        const { straight, back } = clocks(data);
        expect(back).toEqual(straight);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['put back to 0 by another TIME_HIGH', [0x8000, 0x6001, 0x8001], [1, 0]],
    ['kept by the same TIME_HIGH', [0x8000, 0x8001, 0x6005, 0x8001, 0x8001], [1, 5]],
    ['set after the last TIME_HIGH', [0x8001, 0x6003, 0x8002, 0x6004], [2, 4]],
    ['0 where none was said', [0x8003], [3, 0]],
  ])('has the TIME_LOW %s', (_what, words, expected) => {
    expect(clocks(bytesOf16(words))).toEqual({ straight: expected, back: expected });
  });

  it('is not done where the TIME_HIGH before the last is not seen', () => {
    const behind = bytesOf16([0x6001, 0x0005, 0x3007, 0x8001]);
    expect(lookBackEvt3(behind, new Uint8Array(0), false)).toMatchObject({ complete: false });
  });
});
