import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Questions } from '../../../src/protocol/questions.js';
import { TraceModel } from '../../../src/viewer/stack/trace-model.js';
import type { TraceWant } from '../../../src/viewer/state/stack-state.js';
import { FakeProvider } from '../fake-provider.js';
import { stackEntries } from '../fake-stack.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function open() {
  const provider = new FakeProvider({ stacks: true });
  const trace = new TraceModel(new Questions(provider), stackEntries[0]!.recording);
  const asked = () => provider.sent.flatMap((request) => (request.type === 'trace' ? [request.want] : []));
  return { trace, asked };
}

const along: TraceWant = { place: { t: 0, c: 0, z: 0 }, axis: 'T', chain: [], first: 0, last: 9 };

test('a region that is brought back at once to where its trace is of is not outdated', () => {
  const { trace, asked } = open();
  trace.ask(along);
  trace.ask({ ...along, shape: { kind: 'rectangle', x0: 0, y0: 0, x1: 4, y1: 4 } });
  expect(trace.outdated.value).toBe(true);
  trace.ask(along);
  expect(trace.outdated.value).toBe(false);
  vi.runAllTimers();
  expect(asked()).toEqual([along]);
  trace.close();
});

test('another axis has no trace until it is answered, and going back at once asks again', () => {
  const { trace, asked } = open();
  trace.ask(along);
  trace.ask({ ...along, axis: 'Z' });
  expect(trace.trace.value).toBeUndefined();
  trace.ask(along);
  vi.runAllTimers();
  expect(trace.trace.value?.mean.length).toBe(10);
  expect(asked()).toEqual([along, along]);
  trace.close();
});
