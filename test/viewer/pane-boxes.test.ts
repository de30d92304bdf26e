import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paneBoxes } from '../../src/viewer/player/pane-boxes.js';

test('views side by side are of one size, fill the stage but for a hairline, and are in reading order', () => {
  const side = fc.integer({ min: 8, max: 8_000 });
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 4), side, side, (count, width, height) => {
      const boxes = paneBoxes(count, { width, height });
      expect(boxes).toHaveLength(count);
      const [first] = boxes;
      const last = boxes.at(-1);
      for (const box of boxes) {
        expect([box.width, box.height]).toEqual([first?.width, first?.height]);
        for (const value of [box.left, box.top, box.width, box.height]) expect(Number.isInteger(value)).toBe(true);
      }
      expect([(last?.left ?? 0) + (last?.width ?? 0), (last?.top ?? 0) + (last?.height ?? 0)]).toEqual([width, height]);
      const gaps = boxes.slice(1).map((box, index) => {
        const before = boxes[index] ?? box;
        return box.top === before.top ? box.left - before.left - before.width : 1;
      });
      for (const gap of gaps) expect([1, 2]).toContain(gap);
      expect(boxes.map(({ left, top }) => [top, left])).toEqual(
        boxes.map(({ left, top }) => [top, left]).sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!),
      );
    }),
  );
});

test('two views of a stage that is higher than wide lie one above the other', () => {
  expect(paneBoxes(2, { width: 801, height: 601 })).toEqual([
    { left: 0, top: 0, width: 400, height: 601 },
    { left: 401, top: 0, width: 400, height: 601 },
  ]);
  expect(paneBoxes(2, { width: 601, height: 801 }).map(({ top }) => top)).toEqual([0, 401]);
});
