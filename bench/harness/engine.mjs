// Our reader, as a program that runs in Node uses it.
import { join } from 'node:path';
import { repository } from './repository.mjs';

const built = (path) => import(join(repository, 'dist', path));

const { createNodeEngine } = await built('node/node-engine.js');
const { openPath } = await built('node/open-path.js');
const { streamEvents } = await built('engine/stream-events.js');
const { makeFrame } = await built('engine/make-frame.js');
const { FrameAccumulators } = await built('events/frame-accumulators.js');
const engines = new Map();

/** The engine with so many decoding threads (0: in this thread); it keeps nothing on disk and lives as long as this process. */
function engineWith(workers) {
  let engine = engines.get(workers);
  if (engine === undefined) {
    engine = createNodeEngine({ cacheFolder: false, workers, budgetBytes: 128 << 20 });
    engines.set(workers, engine);
  }
  return engine;
}

/**
 * Opens a recording, hands it to `use` with the milliseconds that opening took, and closes it.
 * @template Result
 * @param {string} path
 * @param {(recording: import('../../src/engine/event-recording.js').EventRecording, openMillis: number) => Promise<Result>} use
 * @param {number} [workers]
 * @returns {Promise<Result>}
 */
export async function withRecording(path, use, workers = 0) {
  const { shared } = await engineWith(workers);
  const started = performance.now();
  const recording = await openPath(path, shared);
  try {
    return await use(recording, performance.now() - started);
  } finally {
    await recording.close();
  }
}

/** Ends the engines’ threads. */
export async function closeEngines() {
  for (const engine of engines.values()) await (await engine).close();
  engines.clear();
}

/**
 * Million events a second of opening a file and reading every event once in this thread, by the clock and by processor
 * time. `how`: `stream` hands lent columns to a function, `columns` is the iterator that keeps what it read.
 */
export async function readAll(path, expected, how = 'stream') {
  await engineWith(0);
  const used = process.cpuUsage();
  const started = performance.now();
  const events = await withRecording(path, async (recording) => {
    let count = 0;
    if (how === 'stream') {
      await streamEvents(recording, ({ length }) => {
        count += length;
      });
    } else {
      for await (const { length } of recording.columns({ fromMicros: 0, toMicros: Number.MAX_SAFE_INTEGER })) count += length;
    }
    return count;
  });
  if (events !== expected) throw new Error(`${events} events instead of ${expected}`);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(used);
  return { wall: events / seconds / 1e6, cpu: events / (user + system) };
}

/** Million events a second of a full survey (index, integrity, rate) with so many decoding threads. */
export function survey(path, workers) {
  return withRecording(
    path,
    async (recording) => {
      const started = performance.now();
      await recording.survey();
      return recording.facts.events.value / (performance.now() - started) / 1000;
    },
    workers,
  );
}

/** Bytes that opening a recording and making its first frame of 10 ms read, as the page asks for it. */
export async function firstFrameBytes(path) {
  const { shared } = await engineWith(0);
  return withRecording(path, async (recording) => {
    const endMicros = recording.facts.firstMicros.value + 10_000;
    const want = { endMicros, window: { kind: 'time', micros: 10_000 }, representation: 'polarity', tauMicros: 10_000, regions: [] };
    await makeFrame(recording, new FrameAccumulators(shared.kernels), want);
    return recording.bytesRead;
  });
}

const { openAnyPath } = await built('node/open-path.js');
const { StackSeries } = await built('engine/stack-series.js');
const { closeSource } = await built('engine/open-source.js');

/** Opens a stack, hands it and the engine to `use`, and closes it. */
async function withStack(path, use, workers = 0) {
  const { shared } = await engineWith(workers);
  const opened = await openAnyPath(path, shared, { kind: 'stack' });
  try {
    return await use(opened.stack, shared);
  } finally {
    await closeSource(opened);
  }
}

/** Bytes that opening a stack and reading the plane in its middle read. */
export function firstPlaneBytes(path) {
  return withStack(path, async (stack) => {
    await stack.plane(stack.facts.frames.value >> 1);
    return stack.bytesRead;
  });
}

/** Seconds of opening a stack and reading every plane once, with so many decoding threads. */
export function readPlanes(path, workers) {
  const started = performance.now();
  return withStack(
    path,
    async (stack, shared) => {
      const series = new StackSeries(stack.facts, { place: { t: 0, c: 0, z: 0 }, axis: 'T' });
      const places = Array.from({ length: series.length }, (_, at) => at);
      let planes = 0;
      for await (const batch of shared.planes.of(stack).stream(series, places, { together: 8 })) planes += batch.length;
      if (planes !== places.length) throw new Error(`${planes} planes instead of ${places.length}`);
      return (performance.now() - started) / 1000;
    },
    workers,
  );
}
