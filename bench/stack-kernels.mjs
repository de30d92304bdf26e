// The kernels on planes: 200 × 512² floats beside the same loops in C (gcc -O3, one thread), beside numba on two threads and NumPy
// (bench/peers/stack_kernels.py), and on one and two workers of our own; and what showing one plane of 1024² costs.
// node bench/stack-kernels.mjs [--rounds 5]
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { interleave } from './harness/interleave.mjs';
import { describeMachine } from './harness/machine.mjs';
import { hasCompiler } from './harness/native-kernels.mjs';
import { compileNativePlanes } from './harness/native-planes.mjs';
import { benchOptions } from './harness/options.mjs';
import { PeerProcess, peersPython } from './harness/peer-process.mjs';
import { fillCube, loadPlaneKernels, planeMeasures, room } from './harness/plane-kernels.mjs';
import { figure, ratio, report, withSpread } from './harness/report.mjs';
import { repository } from './harness/repository.mjs';

const passes = 5;
const kinds = { fused: 'subtract and divide', mean: 'mean', std: 'standard deviation', sliding: 'sliding mean of 10' };

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** The fastest of several passes, milliseconds by the clock and by processor time. */
function fastest(run, times = passes) {
  const least = { wall: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY };
  for (let pass = 0; pass < times; pass += 1) {
    const [started, used] = [performance.now(), process.cpuUsage()];
    run();
    const wall = performance.now() - started;
    const { user, system } = process.cpuUsage(used);
    least.wall = Math.min(least.wall, wall);
    least.cpu = Math.min(least.cpu, (user + system) / 1000);
  }
  return least;
}

/** A peer's answer as a figure, once its results were found to be ours. */
function checked(answer, total, name) {
  if (Math.abs(answer.total - total) > 1e-4 * Math.abs(total)) throw new Error(`${name} makes ${answer.total}, ours ${total}`);
  return { wall: 1000 * answer.seconds, cpu: 1000 * answer.cpuSeconds };
}

/** Measures the kernels; returns tables for `report` and the figures behind them. */
export async function measurePlanes({ rounds, short }) {
  const [planes, side] = short ? [24, 64] : [200, 512];
  const pixels = side * side;
  const folder = mkdtempSync(join(tmpdir(), 'firstlight-planes-'));
  const peer = peersPython() === undefined ? undefined : new PeerProcess();
  const data = {};
  try {
    const kernels = await loadPlaneKernels(8 * planes * pixels + (128 << 20));
    const cube = room(kernels, Float32Array, planes * pixels);
    fillCube(cube);
    const file = join(folder, 'cube');
    writeFileSync(file, new Uint8Array(cube.buffer, cube.byteOffset, cube.byteLength));
    const native = hasCompiler() ? compileNativePlanes(folder) : undefined;
    const measures = await planeMeasures(kernels, cube, planes, pixels, ['fused']);
    const outside = await planeMeasures(kernels, cube.slice(), planes, pixels, []);
    const ask = async (kind, way, total) =>
      checked(await peer.ask({ measure: 'planes', file, kind, way, planes, side, passes }), total, `${way} ${kind}`);

    const besideNative = [];
    const besideNumba = [];
    for (const [kind, name] of Object.entries(kinds)) {
      const total = sum(measures[kind]());
      const ways = kind === 'fused' ? ['published', 'kept'] : ['published', 'rows'];
      const figures = await interleave(rounds, {
        ours: () => fastest(measures[kind]),
        ...(kind === 'fused' ? {} : { outside: () => fastest(outside[kind]) }),
        ...(native === undefined ? {} : { native: () => checked(native(kind, file, planes, pixels, passes), total, `native ${kind}`) }),
        ...(peer === undefined ? {} : Object.fromEntries(ways.map((way) => [way, () => ask(kind, way, total)]))),
        ...(peer === undefined || kind === 'fused' || kind === 'sliding' ? {} : { numpy: () => ask(kind, 'numpy', total) }),
      });
      data[kind] = figures;
      besideNative.push(nativeRow(name, figures));
      if (peer !== undefined) besideNumba.push(numbaRow(name, figures, ways));
    }
    const medians = await measureMedians(measures, rounds, peer && ((total) => ask('median', 'numpy', total)));
    data.median = medians.figures;
    const shown = await measureShown(kernels, rounds, short ? 128 : 1024);
    data.shown = shown.figures;
    const workers = await measureWorkers(cube, planes, side, rounds);
    data.workers = workers.figures;
    return {
      data,
      tables: [
        {
          caption: `${planes} × ${side}² floats, one thread, milliseconds of processor time`,
          head: ['kernel', 'ours', 'gcc -O3', 'speed, ours : gcc', 'goal', "ours, planes outside the kernels' memory"],
          rows: besideNative,
        },
        ...(besideNumba.length === 0
          ? []
          : [
              {
                caption: 'The same, one thread of ours beside two threads of numba, milliseconds by the clock (by processor time)',
                head: [
                  'kernel',
                  'ours',
                  'numba, as published',
                  'speed, ours : numba',
                  'goal',
                  'numba, arranged for the caches',
                  'speed, ours : numba',
                ],
                rows: besideNumba,
              },
            ]),
        medians.table,
        shown.table,
        workers.table,
      ],
    };
  } finally {
    await peer?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function nativeRow(name, { ours, outside, native }) {
  const [theirs, copied] = [native, outside].map((spread) => (spread === undefined ? '–' : withSpread(spread.cpu ?? spread)));
  return [name, withSpread(ours.cpu), theirs, speed(ours.cpu, native?.cpu), '0.8 ×', copied];
}

function numbaRow(name, figures, [published, other]) {
  const { ours } = figures;
  // Other work holds two threads up more than one: half of both threads' processor time is the best that numba's clock can show.
  const both = (theirs) => `${ratio(theirs.median, ours.median)} (${ratio(theirs.cpu.median / 2, ours.cpu.median)})`;
  const times = (spread) => `${withSpread(spread)} (${figure(spread.cpu.median)})`;
  return [name, times(ours), times(figures[published]), both(figures[published]), '1.0 ×', times(figures[other]), both(figures[other])];
}

const speed = (ours, theirs) => (theirs === undefined ? '–' : ratio(theirs.median, ours.median));

async function measureMedians(measures, rounds, askNumPy) {
  const total = sum(measures.median());
  const figures = await interleave(rounds, {
    ours: () => fastest(measures.median, 2),
    ...(askNumPy === undefined ? {} : { numpy: () => askNumPy(total) }),
  });
  const share = figures.numpy === undefined ? '–' : ratio(figures.ours.median, figures.numpy.median);
  return {
    figures,
    table: {
      caption: 'Median of the same planes, exact, one thread, milliseconds',
      head: ['kernel', 'ours', 'NumPy', 'time, ours : NumPy', 'goal'],
      rows: [['median', withSpread(figures.ours), figures.numpy === undefined ? '–' : withSpread(figures.numpy), share, '0.3 ×']],
    },
  };
}

/** What lies between a plane in memory and its picture: the chain, then its range and histogram and the levels from them. */
async function measureShown(kernels, rounds, side) {
  const { planChain } = await import(join(repository, 'dist/stacks/chain-plan.js'));
  const { ChainRunner } = await import(join(repository, 'dist/stacks/chain-runner.js'));
  const { measurePlane } = await import(join(repository, 'dist/stacks/plane-histogram.js'));
  const { automaticLevels } = await import(join(repository, 'dist/picture/value-levels.js'));
  const sizes = { width: side, height: side, channels: 1, t: 100, c: 1, z: 1 };
  const by = (of) => ({ kind: 'range', of, first: 0, last: 9 });
  const chain = [
    { kind: 'subtract', by: by('mean'), amount: 1 },
    { kind: 'divide', by: by('std'), amount: 0.5 },
  ];
  const plan = planChain({ place: { t: 0, c: 0, z: 0 }, axis: 'T', chain }, sizes);
  const references = new Map(plan.references.map(({ key }) => [key, new Float32Array(side * side)]));
  for (const values of references.values()) fillCube(values);
  const floats = new Float32Array(side * side);
  fillCube(floats);
  const inputs = { float32: floats, uint16: Uint16Array.from(floats, (value) => 30 * (value - 1000)) };
  const figures = {};
  const rows = [];
  for (const [type, samples] of Object.entries(inputs)) {
    const runner = new ChainRunner(kernels, plan);
    const spread = await interleave(rounds, {
      chain: () => fastest(() => runner.apply({ samples, type }, references), 20),
      all: () => fastest(() => automaticLevels(measurePlane(kernels, runner.apply({ samples, type }, references), 512)), 20),
    });
    runner.release();
    figures[type] = spread;
    rows.push([type, withSpread(spread.chain.cpu), withSpread(spread.all.cpu), '2 ms']);
  }
  return {
    figures,
    table: {
      caption: `One plane of ${side}² shown, plane and references outside the kernels' memory, milliseconds of processor time`,
      head: ['samples', 'subtract and divide', 'with histogram and levels', 'goal'],
      rows,
    },
  };
}

async function measureWorkers(cube, planes, side, rounds) {
  const figures = {};
  const rows = [];
  for (const [kind, name] of Object.entries({ ...kinds, median: 'median' })) {
    const [one, two] = [await startWorkers(kind, cube, planes, side, 1), await startWorkers(kind, cube, planes, side, 2)];
    figures[kind] = await interleave(rounds, { one: one.measure, two: two.measure });
    await Promise.all([one.close(), two.close()]);
    const { one: alone, two: shared } = figures[kind];
    const byCpu = ratio(alone.cpu.median, shared.cpu.median / 2);
    rows.push([name, withSpread(alone), withSpread(shared), ratio(alone.median, shared.median), byCpu, '1.7 ×']);
  }
  return {
    figures,
    table: {
      caption: 'One and two workers, each with its share of the rows, milliseconds by the clock',
      head: ['kernel', 'one', 'two', 'speed, two : one', 'by processor time', 'goal'],
      rows,
    },
  };
}

/** Workers that hold their rows of the cube and run passes together. */
async function startWorkers(kind, cube, planes, side, count) {
  const rows = side / count;
  const workers = Array.from({ length: count }, () => new Worker(new URL('harness/plane-worker.mjs', import.meta.url)));
  const told = (worker, message) => {
    worker.postMessage(message);
    return once(worker, 'message');
  };
  await Promise.all(
    workers.map((worker, at) => {
      const pixels = rows * side;
      const share = new Float32Array(planes * pixels);
      for (let t = 0; t < planes; t += 1) {
        const from = t * side * side + at * pixels;
        share.set(cube.subarray(from, from + pixels), t * pixels);
      }
      return told(worker, { kind, cube: share, planes, pixels });
    }),
  );
  return {
    async measure() {
      const least = { wall: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY };
      for (let pass = 0; pass < passes; pass += 1) {
        const [started, used] = [performance.now(), process.cpuUsage()];
        await Promise.all(workers.map((worker) => told(worker, 'go')));
        least.wall = Math.min(least.wall, performance.now() - started);
        const { user, system } = process.cpuUsage(used);
        least.cpu = Math.min(least.cpu, (user + system) / 1000);
      }
      return least;
    },
    close: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = benchOptions({ events: 0, rounds: 5 });
  const { data, tables } = await measurePlanes(options);
  report(
    'stack-kernels',
    {
      title: 'Kernels on stacks of planes',
      machine: describeMachine(),
      notes: [
        'Planes in memory; the fastest of five passes of each round, median (least–greatest) of interleaved rounds. All sides make the same numbers: their sums are compared. Ours leaves out samples that are not finite and keeps sliding sums that do not drift; C keeps them too, but looks for nothing that is not finite in its sums; numba does neither, and slides in single precision. “As published”: into a new array (subtract and divide), or one pixel after the other, time innermost. “Arranged for the caches”: into an array that is kept, or row by row, planes after planes.',
      ],
      tables,
      data,
    },
    options,
  );
}
