import { expect, test } from 'vitest';
import { csvText } from '../../src/viewer/format/csv-text.js';
import { parseNumber, parsePlace } from '../../src/viewer/format/parse-figures.js';
import { formatArea, formatEnds, formatInterval, formatLength, formatMoment, formatValue } from '../../src/viewer/format/quantities.js';

test('values have the figures that say something', () => {
  const shown = (values: readonly number[]): string[] => values.map((value) => formatValue(value));
  expect(shown([0, -0, 301, -20.8, 1234567, 12345678, 1234.5678, 0.021_499, 0.000_012, 1.5e12])).toEqual([
    '0',
    '0',
    '301',
    '−20.8',
    '1234567',
    '1.2346e+7',
    '1234.6',
    '0.021499',
    '1.2e-5',
    '1.5e+12',
  ]);
  expect(shown([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toEqual(['NaN', '+∞', '−∞']);
  expect(formatValue(4_000_007_963, 10)).toBe('4000007963');
});

test('ends of a range are told apart however near they are', () => {
  expect(formatEnds(0, 100, 4)).toEqual(['0', '100']);
  expect(formatEnds(4_000_000_000, 4_000_007_963, 4)).toEqual(['4000000000', '4000007963']);
  expect(formatEnds(47.4912, 47.4915, 4)).toEqual(['47.4912', '47.4915']);
  expect(formatEnds(7.123_456, 7.123_456, 4)).toEqual(['7.123', '7.123']);
});

test('moments are as long as their neighbours', () => {
  expect([0, 0.02, 4.22].map((seconds) => formatMoment(seconds, 0.02, 12))).toEqual(['0.00\u00a0s', '0.02\u00a0s', '4.22\u00a0s']);
  expect(formatMoment(0.000_42, 1e-5, 0.12)).toBe('0.42\u00a0ms');
  expect(formatMoment(125.4, 0.1, 600)).toBe('2:05.4\u00a0min');
  expect(formatMoment(3_725, 1, 7_200)).toBe('1:02:05\u00a0h');
  expect([4e-8, 1e-5, 0.0333, 1.5, 751, 7_500].map(formatInterval)).toEqual([
    '40\u00a0ns',
    '10\u00a0µs',
    '33.3\u00a0ms',
    '1.5\u00a0s',
    '12:31\u00a0min',
    '2:05:00\u00a0h',
  ]);
});

test('lengths and areas have their unit', () => {
  expect(formatLength(0.325, 'µm')).toBe('0.325\u00a0µm');
  expect(formatArea(2_419_200, 'µm')).toBe('2,419,000\u00a0µm²');
  expect(formatArea(12, '')).toBe('12\u00a0px²');
});

test('frames are typed by number or by time', () => {
  expect(parsePlace('4218', 0.02)).toBe(4218);
  expect(parsePlace('4.2k', undefined)).toBe(4200);
  expect(parsePlace('42 ms', 1e-5)).toBe(4200);
  expect(parsePlace('42 ms', undefined)).toBeUndefined();
  expect(parsePlace('-3', 1)).toBeUndefined();
  expect([parseNumber('−1,024.5'), parseNumber('1e-3'), parseNumber('12 px'), parseNumber('')]).toEqual([
    -1024.5,
    0.001,
    undefined,
    undefined,
  ]);
});

test('columns as text leave out what is not finite', () => {
  const text = csvText(
    [
      { name: 't', at: (row) => row },
      { name: 'mean', at: (row) => [1.5, Number.NaN][row] },
    ],
    2,
  );
  expect(text).toBe('t,mean\n0,1.5\n1,\n');
});
