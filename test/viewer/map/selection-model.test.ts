import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Questions } from '../../../src/protocol/questions.js';
import { SelectionModel } from '../../../src/viewer/map/selection-model.js';
import type { SelectionWant } from '../../../src/viewer/state/map-state.js';
import { FakeProvider } from '../fake-provider.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function open() {
  const provider = new FakeProvider();
  const selection = new SelectionModel(new Questions(provider), 'atlas');
  const asked = () => provider.sent.flatMap((request) => (request.type === 'select' ? [request] : []));
  const answer = () => {
    provider.say({
      type: 'selection',
      request: asked().at(-1)?.request ?? 0,
      visible: undefined,
      visibleCount: 900,
      selected: new Uint8Array([1]),
      selectedCount: 1,
      composition: [],
      final: true,
    });
  };
  return { selection, asked, answer };
}

function above(from: number): SelectionWant {
  return { filters: [], steps: [{ op: 'add', set: { kind: 'range', column: { kind: 'obs', name: 'n_genes' }, from } }] };
}

test('while a range is dragged the last place is asked for, not every one', () => {
  const { selection, asked } = open();
  for (const from of [1, 2, 3, 4]) selection.want(above(from));
  vi.runAllTimers();
  expect(asked().map(({ want }) => want)).toEqual([above(1), above(4)]);
  selection.close();
});

test('a range that is brought back at once to what was asked stays with that answer', () => {
  const { selection, asked, answer } = open();
  selection.want(above(1));
  answer();
  selection.want(above(2));
  expect(selection.pending.value).toBe(true);
  selection.want(above(1));
  expect(selection.pending.value).toBe(false);
  vi.runAllTimers();
  expect(asked().map(({ want }) => want)).toEqual([above(1)]);
  selection.close();
});

test('asking again asks for what is wanted now; where nothing is selected there is nothing to ask', () => {
  const { selection, asked, answer } = open();
  selection.want(above(1));
  answer();
  selection.again();
  vi.runAllTimers();
  expect(asked()).toHaveLength(2);
  answer();
  selection.want({ filters: [], steps: [] });
  expect(selection.answer.value).toBeUndefined();
  selection.again();
  vi.runAllTimers();
  expect(asked()).toHaveLength(2);
  expect(selection.pending.value).toBe(false);
  selection.close();
});
