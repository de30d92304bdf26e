import { afterEach, expect, test } from 'vitest';
import kernelsUrl from '../../dist/kernels/kernels.wasm?url';
import { generateEvents } from '../../src/generate/generate-events.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import type { Answer, AnswerOf } from '../../src/protocol/answers.js';
import type { Provider } from '../../src/protocol/provider.js';
import type { Request } from '../../src/protocol/requests.js';
import { makeDemo } from '../../src/web/make-demo.js';
import type { TabSource } from '../../src/web/worker-messages.js';
import { WorkerProvider } from '../../src/web/worker-provider.js';

const opened: Provider[] = [];
let worker: Worker | undefined;

function openTab(source: TabSource): Provider {
  const createWorker = (): Worker => {
    worker = new Worker(new URL('../../src/web/engine-worker.ts', import.meta.url), { type: 'module' });
    return worker;
  };
  const provider = new WorkerProvider({ source, createWorker, kernelsUrl });
  opened.push(provider);
  return provider;
}

afterEach(() => {
  for (const provider of opened.splice(0)) provider.close();
});

/** The first answer that fits, to a request sent after the ear is open. */
function answerTo<Type extends Answer['type']>(
  provider: Provider,
  request: Request,
  type: Type,
  fits: (answer: AnswerOf<Type>) => boolean = () => true,
): Promise<AnswerOf<Type>> {
  return new Promise((resolve, reject) => {
    const stop = provider.listen((answer) => {
      if (answer.type === 'error') {
        stop();
        reject(new Error(`${answer.error.code}: ${answer.error.message}`));
      }
      if (answer.type !== type || !fits(answer as AnswerOf<Type>)) return;
      stop();
      resolve(answer as AnswerOf<Type>);
    });
    provider.send(request);
  });
}

/** Polarity of the last event of each pixel in a half-open window, from the generator itself. */
function bruteForce(fromMicros: number, toMicros: number): { readonly pixels: Uint8Array; readonly events: number } {
  const pixels = new Uint8Array(640 * 480);
  let events = 0;
  for (const { columns } of generateEvents('fan', { width: 640, height: 480, events: 1_000_000 })) {
    for (let index = 0; index < columns.length; index += 1) {
      const micros = columns.baseMicros + (columns.t[index] ?? 0);
      if (micros < fromMicros || micros >= toMicros) continue;
      pixels[(columns.y[index] ?? 0) * 640 + (columns.x[index] ?? 0)] = columns.p[index] === 1 ? 2 : 1;
      events += 1;
    }
  }
  return { pixels, events };
}

const want = (endMicros: number) => ({
  kind: 'events' as const,
  endMicros,
  window: { kind: 'time' as const, micros: 10_000 },
  representation: 'polarity' as const,
  tauMicros: 20_000,
  regions: [],
});

test('a dropped file opens in a worker of the tab, its frames equal a brute-force rendering', async () => {
  const { bytes, fileName } = await makeDemo('fan', createTwinKernels());
  const file = new File([new Uint8Array(bytes)], fileName);
  const provider = openTab({ kind: 'files', files: [{ name: 'lab/fan.dat', file }], title: 'dropped files' });
  const welcome = await answerTo(provider, { type: 'hello', protocol: 1 }, 'welcome');
  expect(welcome).toMatchObject({ place: 'tab', title: 'dropped files', kernels: 'wasm' });
  const { entries } = await answerTo(provider, { type: 'list', request: 1 }, 'entries', (answer) => answer.entries.length > 0);
  expect(entries.map(({ name, folder, kind }) => ({ name, folder, kind }))).toEqual([{ name: 'fan.dat', folder: 'lab', kind: 'events' }]);
  const recording = entries[0]?.recording ?? '';
  const { facts } = await answerTo(provider, { type: 'describe', request: 2, recording }, 'facts');
  expect(facts).toMatchObject({ format: 'DAT', geometry: { width: 640, height: 480, source: 'header' } });
  for (const [revision, endMicros] of [
    [1, 60_000],
    [2, 200_001],
  ] as const) {
    const frame = await answerTo(
      provider,
      { type: 'view', view: 9, revision, recording, want: want(endMicros) },
      'frame',
      (answer) => answer.revision === revision && answer.quality === 'exact',
    );
    const { pixels, events } = bruteForce(endMicros - 10_000, endMicros);
    expect(frame.events).toBe(events);
    expect(events).toBeGreaterThan(1_000);
    expect(frame.pixels).toEqual(pixels);
    provider.send({ type: 'credit', view: 9, frames: 1 });
  }
});

test('a worker that dies is replaced, and the viewer is told to ask again', async () => {
  const provider = openTab({ kind: 'demo', name: 'fan' });
  await answerTo(provider, { type: 'hello', protocol: 1 }, 'welcome');
  const states: string[] = [];
  const back = new Promise<void>((resolve) => {
    provider.watchConnection((state) => {
      states.push(state);
      if (state === 'open') resolve();
    });
  });
  worker?.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));
  await back;
  expect(states).toEqual(['lost', 'open']);
  const { entries } = await answerTo(provider, { type: 'list', request: 5 }, 'entries', (answer) => answer.entries.length > 0);
  expect(entries[0]?.name).toBe('fan.dat');
});

test('what cannot be opened is an answer', async () => {
  const provider = openTab({ kind: 'url', url: new URL('/no-such-recording.raw', window.location.href).href });
  await expect(answerTo(provider, { type: 'list', request: 1 }, 'entries', (answer) => answer.entries.length > 0)).rejects.toThrow(
    /^[a-z-]+: /,
  );
});

test.each([
  ['fan', { kind: 'events', format: 'DAT', events: { value: 1_000_000 } }],
  ['spray', { kind: 'stack', format: 'NPY', frames: { value: 120 }, width: 320, height: 240 }],
  ['atlas', { kind: 'cells', format: 'AnnData HDF5', cells: 20_000, genes: 500 }],
] as const)('the demo %s is made in the tab and opens', async (name, expected) => {
  const provider = openTab({ kind: 'demo', name });
  const { entries } = await answerTo(provider, { type: 'list', request: 1 }, 'entries', (answer) => answer.entries.length > 0);
  const recording = entries[0]?.recording ?? '';
  const { facts } = await answerTo(provider, { type: 'describe', request: 2, recording }, 'facts');
  expect(facts).toMatchObject(expected);
});
