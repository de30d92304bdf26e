import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PacedQuestion } from '../../../src/viewer/link/paced-question.js';

const restMillis = 50;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function ask() {
  const asked: { readonly want: number; readonly atMillis: number }[] = [];
  let running = 0;
  let mostRunning = 0;
  const question = new PacedQuestion<number>(restMillis, (want) => {
    asked.push({ want, atMillis: performance.now() });
    running += 1;
    mostRunning = Math.max(mostRunning, running);
    return () => {
      running -= 1;
    };
  });
  return { question, asked, wants: () => asked.map(({ want }) => want), running: () => running, mostRunning: () => mostRunning };
}

test('after any wants the last is the one that was asked last, one at a time and never faster than its pace', () => {
  const step = fc.record({ want: fc.integer({ min: 1, max: 3 }), thenMillis: fc.integer({ min: 0, max: 2 * restMillis }) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1 }), (steps) => {
      const { question, asked, running, mostRunning } = ask();
      for (const { want, thenMillis } of steps) {
        question.want(want);
        expect(question.waits.value).toBe(asked.at(-1)?.want !== want);
        vi.advanceTimersByTime(thenMillis);
      }
      vi.runAllTimers();
      expect(asked.at(-1)?.want).toBe(steps.at(-1)?.want);
      expect(question.waits.value).toBe(false);
      expect([running(), mostRunning()]).toEqual([1, 1]);
      for (const [at, { want, atMillis }] of asked.slice(1).entries()) {
        expect(atMillis - asked[at]!.atMillis).toBeGreaterThanOrEqual(restMillis);
        expect(want).not.toBe(asked[at]!.want);
      }
      question.close();
      expect(running()).toBe(0);
    }),
  );
});

test('a want that waits is dropped when what was asked is wanted again', () => {
  const { question, wants, running } = ask();
  question.want(1);
  question.want(2);
  question.want(1);
  vi.runAllTimers();
  expect(wants()).toEqual([1]);
  expect(running()).toBe(1);
});

test('closed it asks nothing more, and the next want even where it is the same', () => {
  const { question, wants, running } = ask();
  question.want(1);
  question.want(2);
  question.close();
  vi.runAllTimers();
  expect(wants()).toEqual([1]);
  expect([running(), question.waits.value]).toEqual([0, false]);
  question.want(1);
  vi.runAllTimers();
  expect(wants()).toEqual([1, 1]);
});
