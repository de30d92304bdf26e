import { describe, expect, it } from 'vitest';
import type { FrameWant } from '../../src/events/frame-want.js';
import type { Answer } from '../../src/protocol/answers.js';
import type { Provider } from '../../src/protocol/provider.js';
import { ProviderClient } from '../../src/protocol/provider-client.js';
import type { Request } from '../../src/protocol/requests.js';

/** A provider whose answers and connection the test makes. */
class HandMadeProvider implements Provider {
  readonly sent: Request[] = [];
  say: (answer: Answer) => void = () => undefined;
  be: (state: 'open' | 'lost' | 'closed') => void = () => undefined;
  closed = false;

  send(request: Request): void {
    this.sent.push(request);
  }

  listen(listener: (answer: Answer) => void): () => void {
    this.say = listener;
    return () => undefined;
  }

  watchConnection(listener: (state: 'open' | 'lost' | 'closed') => void): () => void {
    this.be = listener;
    return () => undefined;
  }

  close(): void {
    this.closed = true;
  }
}

const want: FrameWant = { endMicros: 10, window: { kind: 'time', micros: 5 }, representation: 'polarity', tauMicros: 1, regions: [] };
const frame = (revision: number, toMicros = 10): Answer => ({
  type: 'frame',
  view: 1,
  revision,
  recording: 'a',
  quality: 'exact',
  representation: 'polarity',
  width: 1,
  height: 1,
  fromMicros: 0,
  toMicros,
  events: 0,
  on: 0,
  least: 0,
  greatest: 0,
  regions: [],
  skipped: 0,
  dropped: 0,
  playing: true,
  timing: { read: 0, decode: 0, accumulate: 0 },
  pixels: new Uint8Array(1),
});

describe('ProviderClient', () => {
  it('answers questions by their numbers and turns error answers into rejections', async () => {
    const provider = new HandMadeProvider();
    const client = new ProviderClient(provider);
    const first = client.thumbnail('a', 10, 10);
    const second = client.thumbnail('b', 10, 10);
    provider.say({ type: 'error', request: 2, error: { code: 'corrupt', message: 'Bad', path: 'b' } });
    await expect(second).rejects.toMatchObject({ name: 'FirstlightError', code: 'corrupt', message: 'Bad', path: 'b' });
    const answer: Answer = {
      type: 'thumbnail',
      request: 1,
      recording: 'a',
      width: 1,
      height: 1,
      rgba: new Uint8Array(4),
      sparkline: new Float32Array(1),
      facts: {
        kind: 'events',
        format: 'DAT',
        events: { value: 0, exactness: 'exact' },
        triggers: { value: 0, exactness: 'exact' },
        timeBase: 'recording',
        notices: [],
      },
    };
    provider.say(answer);
    provider.say(answer);
    expect(await first).toBe(answer);
    expect(provider.sent.map(({ type }) => type)).toEqual(['hello', 'thumbnail', 'thumbnail']);
  });

  it('cancels with the signal, and asks lasting questions and views again after the connection came back', async () => {
    const provider = new HandMadeProvider();
    const client = new ProviderClient(provider);
    const controller = new AbortController();
    const facts: number[] = [];
    const described = client.describe('a', ({ byteLength }) => facts.push(byteLength), { signal: controller.signal });
    const known = {
      kind: 'events',
      format: 'DAT',
      events: { value: 0, exactness: 'exact' },
      triggers: { value: 0, exactness: 'exact' },
      timeBase: 'recording',
      notices: [],
    } as const;
    const say = (byteLength: number, request = 1): void =>
      provider.say({ type: 'facts', request, recording: 'a', fingerprint: 'f', byteLength, facts: { ...known, notices: [] } });
    say(1);
    await described;
    say(2);
    const view = client.openView({ onFrame: () => undefined });
    view.play({ recording: 'a', want, speed: 1, strideMicros: 0, displayHz: 50 });
    provider.say({ ...frame(1, 1234), view: view.view } as Answer);
    const passing = client.survey('a');
    provider.sent.length = 0;
    provider.be('lost');
    await expect(passing).rejects.toMatchObject({ code: 'network' });
    provider.be('open');
    expect(provider.sent).toMatchObject([
      { type: 'hello' },
      { type: 'describe', request: 4 },
      { type: 'play', revision: 2, want: { endMicros: 1234 } },
    ]);
    say(3, 4);
    say(9, 1);
    controller.abort();
    say(4, 4);
    expect(facts).toEqual([1, 2, 3]);
    expect(provider.sent.at(-1)).toEqual({ type: 'cancel', request: 4 });
  });

  it('pays back every part of a map but the last, and none that nobody waits for', async () => {
    const provider = new HandMadeProvider();
    const client = new ProviderClient(provider);
    const points = client.ask('points', { type: 'points', recording: 'a', embedding: 'u' });
    const part = (request: number, from: number, final: boolean): Answer => ({
      type: 'points',
      request,
      embedding: 'u',
      dims: 2,
      cells: 2,
      part: { kind: 'run', from },
      coordinates: new Float32Array(2),
      bounds: new Float64Array(4),
      missing: 0,
      final,
    });
    provider.sent.length = 0;
    provider.say(part(1, 0, false));
    provider.say(part(7, 0, false));
    expect(provider.sent).toEqual([{ type: 'credit', request: 1, frames: 1 }]);
    provider.say(part(1, 1, true));
    await points;
    expect(provider.sent.filter(({ type }) => type === 'credit')).toHaveLength(1);
  });

  it('hands on frames of the last want only, and gives credit for every frame', async () => {
    const provider = new HandMadeProvider();
    const client = new ProviderClient(provider);
    const shown: number[] = [];
    const stopped: number[] = [];
    let present: () => void = () => undefined;
    const view = client.openView({
      onFrame: ({ revision }) => {
        shown.push(revision);
        return new Promise((resolve) => {
          present = resolve;
        });
      },
      onStopped: (micros) => stopped.push(micros),
    });
    view.show('a', want);
    view.show('a', want);
    provider.sent.length = 0;
    provider.say(frame(1));
    expect(provider.sent).toEqual([{ type: 'credit', view: 1, frames: 1 }]);
    provider.say(frame(2));
    expect(provider.sent.length).toBe(1);
    present();
    await Promise.resolve();
    await Promise.resolve();
    expect(provider.sent.length).toBe(2);
    expect(shown).toEqual([2]);
    provider.say({ type: 'stopped', view: 1, revision: 1, at: 5 });
    provider.say({ type: 'stopped', view: 1, revision: 2, at: 6 });
    expect(stopped).toEqual([6]);
    view.close();
    provider.say(frame(3));
    expect(shown).toEqual([2]);
    client.close();
    expect(provider.closed).toBe(true);
  });
});
