import { describe, expect, it } from 'vitest';
import { datState, readDatState } from '../../src/kernels/dat-state.js';
import type { DecoderSpec } from '../../src/kernels/event-kernels.js';
import { evt2State, evt2StateMicros, shiftEvt2State } from '../../src/kernels/evt2-state.js';
import { evt3State, evt3StateMicros, shiftEvt3State } from '../../src/kernels/evt3-state.js';
import { builds } from './builds.js';
import { collector, decodeAll, hex, words16 } from './collect-events.js';

const size = { width: 1280, height: 720 } as const;
const dat: DecoderSpec = { kind: 'dat', version: 2, recordType: 'cd', ...size };
const evt3: DecoderSpec = { kind: 'evt3', ...size };
const uzh: DecoderSpec = { kind: 'text', order: ['t', 'x', 'y', 'p'], separator: 32, microsDigits: 6, polarity: '01', ...size };
const ascii = (text: string) => new TextEncoder().encode(text);

describe.each(builds)('decoders (%s)', (_name, kernels) => {
  it('reads DAT version 2, version 1 and triggers', () => {
    expect(decodeAll(kernels.decoder(dat), hex('4a 00 00 00 05 c0 00 10'))).toEqual([[74, 5, 3, 1]]);
    const version1 = kernels.decoder({ kind: 'dat', version: 1, recordType: 'cd', width: 304, height: 240 });
    expect(decodeAll(version1, hex('4a 00 00 00 05 06 02 00'))).toEqual([[74, 5, 3, 1]]);
    const triggers = kernels.decoder({ kind: 'dat', version: 2, recordType: 'trigger', ...size });
    expect(decodeAll(triggers, hex('4a 00 00 00 01 00 00 18'))).toEqual([]);
    expect(triggers.takeTriggers()).toEqual([{ micros: 74, id: 6, edge: 1 }]);
    expect(triggers.takeTriggers()).toEqual([]);
    expect(triggers.tally).toMatchObject({ triggers: 1, events: 0 });
  });

  it('continues the DAT clock past 2³² µs and keeps jitter as a decrease', () => {
    const decoder = kernels.decoder(dat);
    const bytes = hex('f0 ff ff ff 00 00 00 00 05 00 00 00 00 00 00 00 03 00 00 00 00 00 00 00');
    expect(decodeAll(decoder, bytes).map(([t]) => t)).toEqual([2 ** 32 - 16, 2 ** 32 + 5, 2 ** 32 + 3]);
    expect(decoder.tally).toMatchObject({
      wraps: 1,
      timeDecreases: 1,
      firstMicros: 2 ** 32 - 16,
      lastMicros: 2 ** 32 + 3,
      minMicros: 2 ** 32 - 16,
      maxMicros: 2 ** 32 + 5,
    });
    expect(readDatState(decoder.state())).toEqual({ loop: 1, clock: 3, previousMicros: 2 ** 32 + 3 });
    expect(decodeAll(kernels.decoder(dat, datState({ loop: 2 })), bytes)[0]![0]).toBe(3 * 2 ** 32 - 16);
  });

  it('reads EVT2, drops what comes before the first TIME_HIGH and counts what it does not know', () => {
    const decoder = kernels.decoder({ kind: 'evt2', ...size });
    const bytes = hex('03 28 80 12 01 00 00 80 03 28 80 12 01 06 80 a2 00 00 00 30 00 00 00 e0 00');
    expect(decodeAll(decoder, bytes)).toEqual([[74, 5, 3, 1]]);
    expect(decoder.tally).toMatchObject({ droppedWords: 1, unknownWords: 1, triggers: 1, truncatedBytes: 1, on: 1 });
    expect(decoder.takeTriggers()).toEqual([{ micros: 74, id: 6, edge: 1 }]);
    expect(evt2StateMicros(decoder.state())).toBe(64);
    expect(evt2StateMicros(shiftEvt2State(decoder.state(), 1))).toBe(64 + 2 ** 34);
  });

  it('continues the EVT2 clock past 2³⁴ µs', () => {
    const decoder = kernels.decoder({ kind: 'evt2', ...size });
    const bytes = hex('ff ff ff 8f 00 00 c0 0f 00 00 00 80 00 00 00 10 05 00 00 80 00 00 00 10 00 00 00 80 00 00 00 10');
    expect(decodeAll(decoder, bytes).map(([t]) => t)).toEqual([2 ** 34 - 1, 2 ** 34, 2 ** 34 + 320, 2 ** 34]);
    expect(decoder.tally).toMatchObject({ wraps: 1, timeDecreases: 1, on: 3 });
  });

  it('reads EVT2.1 in both orders', () => {
    const little = kernels.decoder({ kind: 'evt21', order: 'little', ...size });
    const legacy = kernels.decoder({ kind: 'evt21', order: 'legacy', ...size });
    const events = [64, 66, 95].map((x) => [74, x, 3, 1]);
    expect(decodeAll(little, hex('00 00 00 00 01 00 00 80 | 05 00 00 80 03 00 82 12'))).toEqual(events);
    expect(decodeAll(legacy, hex('01 00 00 80 00 00 00 00 | 03 00 82 12 05 00 00 80'))).toEqual(events);
    expect(
      decodeAll(
        kernels.decoder({ kind: 'evt21', order: 'legacy', ...size }, evt2State({ high: 1, haveTime: true })),
        hex('01 06 80 a2 00 00 00 00'),
      ),
    ).toEqual([]);
  });

  it('reads EVT3 word by word', () => {
    const decoder = kernels.decoder(evt3);
    expect(decodeAll(decoder, words16('8000 6001 0000 2000 300A 4001 4000 80FF 2001'))).toEqual([
      [1, 0, 0, 0],
      [1, 10, 0, 0],
      [1_044_480, 1, 0, 0],
    ]);
    expect(evt3StateMicros(decoder.state())).toBe(1_044_480);
    expect(evt3StateMicros(shiftEvt3State(decoder.state(), 2))).toBe(1_044_480 + 2 * 2 ** 24);
  });

  it('reads EVT3 vectors, triggers, padding and rows that do not exist', () => {
    const decoder = kernels.decoder(evt3);
    const words = '2005 8001 2005 0003 b000 4001 3805 4802 50ff a601 9999 e000 7000 f000 02d0 2001 4003 0002 2fff 4001';
    expect(decodeAll(decoder, words16(words))).toEqual([
      [4096, 6, 3, 1],
      [4096, 16, 3, 1],
      ...[17, 18, 19, 20, 21, 22, 23, 24].map((x) => [4096, x, 3, 1]),
      [4096, 2047, 2, 1],
      [4096, 37, 2, 1],
    ]);
    expect(decoder.tally).toMatchObject({ droppedWords: 3, unknownWords: 1, triggers: 1, outOfRange: 4, on: 12 });
    expect(decoder.takeTriggers()).toEqual([{ micros: 4096, id: 6, edge: 1 }]);
  });

  it('unwraps EVT3 time and keeps a TIME_LOW that falls as a decrease', () => {
    const decoder = kernels.decoder(evt3, evt3State({ haveRow: true, y: 7 }));
    const events = decodeAll(decoder, words16('8fff 6fff 2001 8000 2002 632b 2003 6320 2004 8000 2005'));
    expect(events.map(([t]) => t)).toEqual([2 ** 24 - 1, 2 ** 24, 2 ** 24 + 0x32b, 2 ** 24 + 0x320, 2 ** 24 + 0x320]);
    expect(decoder.tally).toMatchObject({ wraps: 1, timeDecreases: 1, events: 5 });
  });

  it('reads text as the UZH writes it, and numbers in every form', () => {
    const decoder = kernels.decoder(uzh);
    const lines = [
      '# header',
      '0.003811000 96 133 0',
      '',
      '0.0000005 1 2 1\r',
      '  1.586e+09\t12.0 1.3e1 -1 ',
      '1.5e-3 1 1 1.0',
      '-0.0000015 0 0 1',
      '1 2 3',
      '1 2 3 4 5',
      'a b c d',
      '1 -2 3 1',
      '1 2.5 3 1',
      '% 1 1 1 1',
      '9007199255 1 1 1',
      '2 2000 3 +1',
    ];
    expect(decodeAll(decoder, ascii(lines.join('\n')))).toEqual([
      [3811, 96, 133, 0],
      [1, 1, 2, 1],
      [1_586_000_000_000_000, 12, 13, 0],
      [1500, 1, 1, 1],
      [-1, 0, 0, 1],
      [2_000_000, 2000, 3, 1],
    ]);
    expect(decoder.tally).toMatchObject({ droppedWords: 6, outOfRange: 1, on: 4, truncatedBytes: 0 });
  });

  it('reads text with other separators, units and columns', () => {
    const csv = { kind: 'text', separator: 44, polarity: 'signed', ...size } as const;
    const nanoseconds = kernels.decoder({ ...csv, order: ['x', 'y', 'p', 't'], microsDigits: -3 });
    expect(decodeAll(nanoseconds, ascii('1,2,-1,1500\n3, 4 ,1,1499,\n,2,1,5\n'))).toEqual([
      [2, 1, 2, 0],
      [1, 3, 4, 1],
    ]);
    const skipping = kernels.decoder({ ...csv, order: ['-', 't', 'x', 'y', 'p'], microsDigits: 0 });
    expect(decodeAll(skipping, ascii('any thing,5,1,2,1\n,6,1,2,0'))).toEqual([
      [5, 1, 2, 1],
      [6, 1, 2, 0],
    ]);
    const milliseconds = kernels.decoder({ ...csv, order: ['t', 'x', 'y', 'p'], microsDigits: 3, separator: 59 });
    expect(decodeAll(milliseconds, ascii('0.0015;1;2;1'))).toEqual([[2, 1, 2, 1]]);
  });

  it('drops a line that is too long, but not a comment', () => {
    const decoder = kernels.decoder(uzh);
    const bytes = ascii(`#${'a'.repeat(5000)}\n${'1'.repeat(5000)}\n1 2 3 1\n`);
    expect(decodeAll(decoder, bytes, [700, 1400, 5600])).toEqual([[1_000_000, 2, 3, 1]]);
    expect(decoder.tally.droppedWords).toBe(1);
  });

  it('splits a block where time does not fit', () => {
    const decoder = kernels.decoder({ ...uzh, microsDigits: 0 });
    const { events, sink } = collector();
    decoder.decode(ascii('0 1 1 1\n4294967295 1 1 1\n4294967296 1 1 1\n5 1 1 1\n'), sink);
    decoder.finish(sink);
    expect(events.map(([t]) => t)).toEqual([0, 2 ** 32 - 1, 2 ** 32, 5]);
  });
});
