import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatRate,
  formatShares,
  formatSpeed,
  formatTick,
  formatWhole,
  formatWindowLength,
} from '../../src/viewer/format/figures.js';
import { parseClock, parseCount, parseDuration, parseSpeed } from '../../src/viewer/format/parse-figures.js';
import { renderCommand } from '../../src/viewer/format/render-command.js';
import { tickStep } from '../../src/viewer/player/rate-strip-drawing.js';
import { initialViewState } from '../../src/viewer/state/view-state.js';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('figures', () => {
  test('of whole numbers have their thousands apart as the platform writes them', () => {
    const whole = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
    fc.assert(fc.property(whole, (value) => formatWhole(value) === value.toLocaleString('en-US')));
  });

  test('have a unit and sensible digits', () => {
    expect([10, 12_500, 9_537_214, 751_000_000, 7_500_000_000].map(formatDuration).map(plain)).toEqual([
      '10 µs',
      '12.5 ms',
      '9.537 s',
      '12:31 min',
      '2:05:00 h',
    ]);
    expect(plain(formatClock(9_537_214))).toBe('0:09.537 214');
    expect(plain(formatClock(-1_500_000))).toBe('−0:01.500 000');
    expect(plain(formatClock(3_723_000_001))).toBe('1:02:03.000 001');
    expect([850, 26_418_204, 999_600, 1_000_000_000].map(formatCount).map(plain)).toEqual(['850', '26.4 M', '1.00 M', '1.00 G']);
    expect(plain(formatRate(2_771_000))).toBe('2.77 Mev/s');
    expect([999, 618_052, 74_100_000, 6_300_000_000].map(formatBytes).map(plain)).toEqual(['999 B', '618 kB', '74.1 MB', '6.30 GB']);
    expect([0.25, 1, 100].map(formatSpeed)).toEqual(['0.25×', '1.00×', '100×']);
    expect(formatShares(61, 39)).toBe('0.61 : 0.39');
    expect(formatShares(0, 0)).toBe('–');
    expect([10, 2_500, 10_000, 1_000_000].map(formatWindowLength).map(plain)).toEqual(['10 µs', '2.50 ms', '10.0 ms', '1.00 s']);
    expect(plain(formatTick(11_719_000, 1_000))).toBe('11.719 s');
    expect(plain(formatTick(913_720_000, 10_000))).toBe('15:13.72');
  });

  test('read what they write', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 42), max: 2 ** 42 }), (micros) => {
        expect(parseClock(formatClock(micros)) === micros || micros === 0).toBe(true);
      }),
    );
    expect(parseDuration('12.5 ms')).toBe(12_500);
    expect(parseDuration('200us')).toBe(200);
    expect(parseDuration('3')).toBe(3_000);
    expect(parseDuration('3 parsec')).toBeUndefined();
    expect(parseClock('1:02.5')).toBe(62_500_000);
    expect(parseClock('850 ms')).toBe(850_000);
    expect(parseClock('1:x')).toBeUndefined();
    expect(parseCount('20k')).toBe(20_000);
    expect(parseCount('26,418,204')).toBe(26_418_204);
    expect(parseSpeed('2×')).toBe(2);
    expect(parseSpeed('fast')).toBeUndefined();
  });

  test('ticks are 1, 2 or 5 times a power of ten, or round minutes, and never too many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 10 ** 12 }), fc.integer({ min: 2, max: 30 }), (span, ticks) => {
        expect(span / tickStep(span, ticks)).toBeLessThanOrEqual(Math.max(ticks, span / 86_400e6));
      }),
    );
  });

  test('the command line quotes what a shell would split', () => {
    const entry = { recording: '0:a', name: "it's a.raw", folder: 'lab', kind: 'events' as const, byteLength: 1 };
    expect(renderCommand(entry, initialViewState, 50_000)).toBe(
      "firstlight render 'lab/it'\\''s a.raw' -o frame.png --from 40000us --to 50000us --window 10000us",
    );
  });
});
