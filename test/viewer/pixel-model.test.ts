import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer, AnswerOf } from '../../src/protocol/answers.js';
import { Questions } from '../../src/protocol/questions.js';
import type { Request } from '../../src/protocol/requests.js';
import { pixelRows } from '../../src/viewer/player/pixel-card.js';
import { PixelModel } from '../../src/viewer/player/pixel-model.js';
import type { Frame } from '../../src/viewer/state/view-state.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const at = { x: 10, y: 20 };
const frame = { width: 8, height: 6, fromMicros: 1_000, toMicros: 11_000, playing: false } as Frame;

function setUp() {
  const sent: Request[] = [];
  let tell: (answer: Answer) => void = () => undefined;
  const questions = new Questions({
    send: (request) => sent.push(request),
    listen: (listener) => {
      tell = listener;
      return () => undefined;
    },
    watchConnection: () => () => undefined,
    close: () => undefined,
  });
  const pixel = new PixelModel(questions, 'a');
  const answer = (request: number): AnswerOf<'pixel'> => ({ type: 'pixel', request, x: 3, y: 4, on: 1, off: 0, quality: 'exact' });
  return { sent, pixel, tell: (request: number) => tell(answer(request)) };
}

describe('the card of a pixel', () => {
  it('is asked for where the cursor rests, once', () => {
    const { sent, pixel, tell } = setUp();
    pixel.point({ x: 2, y: 4, at }, frame);
    vi.advanceTimersByTime(200);
    pixel.point({ x: 3, y: 4, at }, frame);
    vi.advanceTimersByTime(299);
    expect(sent).toEqual([]);
    pixel.point({ x: 3, y: 4, at: { x: 11, y: 21 } }, frame);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual([{ type: 'pixel', request: 1, recording: 'a', x: 3, y: 4, fromMicros: 1_000, toMicros: 11_000 }]);
    tell(1);
    expect(pixel.card.value).toMatchObject({ x: 3, y: 4, at, toMicros: 11_000, events: { on: 1 } });
    vi.advanceTimersByTime(1_000);
    expect(sent).toHaveLength(1);
  });

  it('goes when the cursor does, and the question with it', () => {
    const { sent, pixel, tell } = setUp();
    pixel.point({ x: 3, y: 4, at }, frame);
    vi.advanceTimersByTime(300);
    pixel.point(undefined, frame);
    expect(sent.at(-1)).toEqual({ type: 'cancel', request: 1 });
    tell(1);
    expect(pixel.card.value).toBeUndefined();
  });

  it('is asked for anew with another window, and not while frames go by or beside the picture', () => {
    const { sent, pixel, tell } = setUp();
    pixel.point({ x: 3, y: 4, at }, frame);
    vi.advanceTimersByTime(300);
    tell(1);
    pixel.point({ x: 3, y: 4, at }, { ...frame, toMicros: 12_000 });
    expect(pixel.card.value).toBeUndefined();
    vi.advanceTimersByTime(300);
    expect(sent.at(-1)).toMatchObject({ type: 'pixel', toMicros: 12_000 });
    const before = sent.length;
    pixel.point({ x: 3, y: 4, at }, { ...frame, playing: true, toMicros: 13_000 });
    pixel.point({ x: 8, y: 4, at }, frame);
    pixel.point({ x: 0, y: -1, at }, frame);
    vi.advanceTimersByTime(1_000);
    expect(sent.slice(before).filter(({ type }) => type === 'pixel')).toEqual([]);
  });

  it('says how many events there were, the first, the last and what is between', () => {
    const rows = (told: Partial<AnswerOf<'pixel'>>) =>
      pixelRows({ x: 0, y: 0, at, fromMicros: 0, toMicros: 10_000, events: { ...empty, ...told } }, 1_000).map(({ name, text }) =>
        `${name}: ${text}`.replaceAll('\u00a0', ' '),
      );
    const empty: AnswerOf<'pixel'> = { type: 'pixel', request: 1, x: 0, y: 0, on: 0, off: 0, quality: 'exact' };
    const first = { micros: 2_000, polarity: 1 } as const;
    expect(rows({})).toEqual([]);
    expect(rows({ on: 1, first, last: first })).toEqual(['events: 1 in 10 ms', 'on, off: 1, 0', 'at: 0:00.001 000 on']);
    expect(rows({ on: 2, off: 1, first, last: { micros: 8_000, polarity: 0 }, quality: 'provisional' })).toEqual([
      'events: 3 in 10 ms',
      'on, off: 2, 1',
      'first: 0:00.001 000 on',
      'last: 0:00.007 000 off',
      'between: 3 ms on average',
      'quality: provisional',
    ]);
  });
});
