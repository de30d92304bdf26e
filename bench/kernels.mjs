// The kernels alone, one thread, bytes in memory: decoding and drawing beside the same loops in C (gcc -O3, same output,
// same totals), inflating and deflating beside node:zlib. CPU time, the fastest pass of each round.
// node bench/kernels.mjs [--events 4e6] [--rounds 5]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync, inflateSync } from 'node:zlib';
import { interleave } from './harness/interleave.mjs';
import { describeMachine } from './harness/machine.mjs';
import { compileNative, hasCompiler } from './harness/native-kernels.mjs';
import { benchOptions } from './harness/options.mjs';
import { peersPython } from './harness/peer-process.mjs';
import { Recordings } from './harness/recordings.mjs';
import { ratio, report, withSpread } from './harness/report.mjs';
import { repository } from './harness/repository.mjs';

const [width, height] = [1280, 720];
const passes = 8;
const pieceBytes = 1 << 20;

const specs = {
  dat: { kind: 'dat', version: 2, recordType: 'cd', width, height },
  evt2: { kind: 'evt2', width, height },
  evt3: { kind: 'evt3', width, height },
  text: { kind: 'text', order: ['t', 'x', 'y', 'p'], separator: 32, microsDigits: 0, polarity: '01', width, height },
};

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Least CPU seconds of several runs. */
function fastest(run) {
  let least = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < passes; pass += 1) {
    const started = cpuSeconds();
    run();
    least = Math.min(least, cpuSeconds() - started);
  }
  return least;
}

/** Bytes of a recording after its header. */
function payloadOf(format, path) {
  const bytes = readFileSync(path);
  if (format === 'text') return bytes;
  let at = 0;
  while (bytes[at] === 0x25) at = bytes.indexOf(10, at) + 1;
  return bytes.subarray(format === 'dat' ? at + 2 : at);
}

/** Decodes lent bytes in pieces, as they are read from a file. */
function decodeOnce(kernels, spec, input, sink) {
  const decoder = kernels.decoder(spec);
  for (let at = 0; at < input.length; at += pieceBytes) decoder.decode(input.subarray(at, at + pieceBytes), sink);
  decoder.finish(sink);
  return decoder.tally;
}

/** All columns of a recording in the kernels' memory, and the same as bytes for the native program. */
function collectColumns(kernels, spec, payload) {
  const { events } = decodeOnce(kernels, spec, payload, () => {});
  const bytes = kernels.lendInput(9 * events + 64);
  const { buffer, byteOffset } = bytes;
  const columns = {
    baseMicros: 0,
    length: events,
    t: new Uint32Array(buffer, byteOffset, events),
    x: new Uint16Array(buffer, byteOffset + 4 * events, events),
    y: new Uint16Array(buffer, byteOffset + 6 * events, events),
    p: new Uint8Array(buffer, byteOffset + 8 * events, events),
  };
  let from = 0;
  decodeOnce(kernels, spec, payload, ({ length, t, x, y, p }) => {
    columns.t.set(t.subarray(0, length), from);
    columns.x.set(x.subarray(0, length), from);
    columns.y.set(y.subarray(0, length), from);
    columns.p.set(p.subarray(0, length), from);
    from += length;
  });
  const head = Buffer.alloc(4);
  head.writeUInt32LE(events);
  return { columns, file: Buffer.concat([head, bytes.subarray(0, 9 * events)]) };
}

/** Draws all events, into one frame (`eventsPerFrame` 0) or into a new frame every so many. */
function drawAll(accumulator, columns, eventsPerFrame) {
  const step = eventsPerFrame || columns.length;
  for (let at = 0; at + step <= columns.length; at += step) {
    if (eventsPerFrame > 0) accumulator.begin({ endMicros: columns.t[at + step - 1], tauMicros: 30_000 });
    accumulator.add(columns, at, at + step);
    accumulator.pixels();
  }
  return Math.floor(columns.length / step) * step;
}

/** Measures the kernels; returns tables for `report` and the figures behind them. */
export async function measureKernels(options) {
  const { instantiateKernels } = await import(join(repository, 'dist/kernels/load-kernels.js'));
  const module = new WebAssembly.Module(readFileSync(join(repository, 'dist/kernels/kernels.wasm')));
  const kernels = instantiateKernels(module, { maximumBytes: 1 << 30 });
  const recordings = new Recordings(options);
  const folder = mkdtempSync(join(tmpdir(), 'firstlight-kernels-'));
  const data = {};
  try {
    const native = hasCompiler() ? compileNative(folder) : undefined;
    const decoding = [];
    for (const [format, spec] of Object.entries(specs)) {
      // Text recordings are written by a peer.
      if (format === 'text' && peersPython() === undefined) continue;
      const payload = payloadOf(format, await recordings.make(format, { events: options.events, rate: 10_000_000 }));
      const file = join(folder, format);
      writeFileSync(file, payload);
      const input = kernels.lendInput(payload.length);
      input.set(payload);
      const ours = () => {
        let events = 0;
        const seconds = fastest(() => {
          events = decodeOnce(kernels, spec, input, () => {}).events;
        });
        return events / seconds / 1e6;
      };
      ours();
      const figures = await interleave(options.rounds, {
        ours,
        ...(native === undefined || format === 'text' ? {} : { native: () => native.decode(format, file, width, height, passes) }),
      });
      decoding.push(rowOf(format, figures, 'native', '0.8 ×'));
      data[format] = figures;
      rmSync(file);
    }

    const drawing = [];
    const payload = payloadOf('evt3', await recordings.make('evt3', { events: options.events, rate: 10_000_000 }));
    const { columns, file } = collectColumns(kernels, specs.evt3, payload);
    const columnFile = join(folder, 'columns');
    writeFileSync(columnFile, file);
    for (const kind of ['polarity', 'signedCount', 'perPolarityCount', 'timeSurface']) {
      const accumulator = kernels.accumulator(kind, width, height);
      for (const eventsPerFrame of [0, 100_000]) {
        accumulator.begin({ endMicros: 0, tauMicros: 30_000 });
        const figures = await interleave(options.rounds, {
          ours: () => {
            let events = 0;
            const seconds = fastest(() => {
              events = drawAll(accumulator, columns, eventsPerFrame);
            });
            return events / seconds / 1e6;
          },
          ...(native === undefined ? {} : { native: () => native.frames(kind, columnFile, width, height, passes, eventsPerFrame) }),
        });
        const name = eventsPerFrame === 0 ? kind : `${kind}, cleared every 100 000`;
        drawing.push(rowOf(name, figures, 'native', '0.8 ×'));
        data[name] = figures;
      }
      accumulator.release();
    }

    const inflating = [];
    for (const [name, bytes] of Object.entries(chunksOf(columns))) {
      const packed = deflateSync(bytes, { level: 1 });
      const output = new Uint8Array(bytes.length);
      const rate = (run) => () => (bytes.length * 20) / fastest(() => repeat(20, run)) / 1e6;
      const figures = await interleave(options.rounds, {
        ours: rate(() => kernels.inflate(packed, output, 'zlib')),
        zlib: rate(() => inflateSync(packed, { chunkSize: bytes.length })),
      });
      inflating.push(rowOf(`${name}, ${bytes.length} bytes from ${packed.length}`, figures, 'zlib', '1.0 ×'));
      data[name] = figures;
    }
    const deflating = [];
    for (const [name, bytes] of Object.entries(withShuffled(chunksOf(columns)))) {
      const theirs = () => deflateSync(bytes, { level: 6, chunkSize: bytes.length + 1024 });
      const rate = (run) => () => (bytes.length * 4) / fastest(() => repeat(4, run)) / 1e6;
      const figures = await interleave(options.rounds, { ours: rate(() => kernels.deflate(bytes, 'zlib')), zlib: rate(theirs) });
      const [ourBytes, theirBytes] = [kernels.deflate(bytes, 'zlib').length, theirs().length];
      const [chunk, ...speed] = rowOf(`${name}, ${bytes.length} bytes to ${ourBytes}`, figures, 'zlib', '1.0 ×');
      deflating.push([chunk, ...speed, ratio(ourBytes, theirBytes), '1.1 ×']);
      data[`deflating ${name}`] = { ...figures, ourBytes, theirBytes };
    }
    return {
      data,
      tables: [
        { caption: 'Decoding, million events a second', head: ['format', 'ours', 'native', 'ours : native', 'goal'], rows: decoding },
        {
          caption: 'Drawing into 1280×720, million events a second',
          head: ['frame', 'ours', 'native', 'ours : native', 'goal'],
          rows: drawing,
        },
        { caption: 'Inflating, MB a second', head: ['chunk', 'ours', 'node:zlib', 'ours : node:zlib', 'goal'], rows: inflating },
        {
          caption: 'Deflating, MB a second, and the bytes it makes; node:zlib at level 6',
          head: ['chunk', 'ours', 'node:zlib', 'ours : node:zlib', 'goal', 'bytes ours : node:zlib', 'goal'],
          rows: deflating,
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    recordings.clear();
  }
}

function rowOf(name, figures, peer, goal) {
  const theirs = figures[peer];
  return [
    name,
    withSpread(figures.ours),
    theirs === undefined ? '–' : withSpread(theirs),
    theirs === undefined ? '–' : ratio(figures.ours.median, theirs.median),
    theirs === undefined ? '–' : goal,
  ];
}

function repeat(times, run) {
  for (let i = 0; i < times; i += 1) run();
}

/** Chunks of 100,000 events as HDF5 recordings hold them: t of 64 bits, x and y of 16, p of 8. */
function chunksOf({ t, x, y, p }) {
  const events = Math.min(100_000, t.length);
  const times = BigInt64Array.from({ length: events }, (_, i) => BigInt(t[i]));
  return {
    t: new Uint8Array(times.buffer),
    x: new Uint8Array(x.slice(0, events).buffer),
    y: new Uint8Array(y.slice(0, events).buffer),
    p: p.slice(0, events),
  };
}

/** The chunks, and those of wide numbers also as HDF5's shuffle leaves them. */
function withShuffled(chunks) {
  return { ...chunks, 't shuffled': shuffled(chunks.t, 8), 'x shuffled': shuffled(chunks.x, 2) };
}

/** All first bytes of the elements, then all second ones, and so on. */
function shuffled(bytes, elementSize) {
  const elements = bytes.length / elementSize;
  return Uint8Array.from(bytes, (_, at) => bytes[(at % elements) * elementSize + Math.floor(at / elements)]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = benchOptions({ events: 4e6, rounds: 5 });
  const { data, tables } = await measureKernels(options);
  report(
    'kernels',
    {
      title: `Kernels alone, ${options.events.toExponential(1)} events, 1280×720`,
      machine: describeMachine(),
      notes: [
        'Bytes in memory, one thread, CPU time, fastest pass of each round; median (least–greatest) of interleaved rounds. Both count the same totals.',
      ],
      tables,
      data,
    },
    options,
  );
}
