// Frames of 100 000 events from columns that are already in memory, one thread, beside evutils.
// node bench/frames.mjs [--rounds 5]
import { join } from 'node:path';
import { closeEngines, withRecording } from './harness/engine.mjs';
import { interleave } from './harness/interleave.mjs';
import { describeMachine } from './harness/machine.mjs';
import { benchOptions } from './harness/options.mjs';
import { askOnce, PeerProcess, peersPython } from './harness/peer-process.mjs';
import { Recordings } from './harness/recordings.mjs';
import { ratio, report, withSpread } from './harness/report.mjs';
import { repository } from './harness/repository.mjs';

const built = (path) => import(join(repository, 'dist', path));
const { loadNodeKernels } = await built('node/node-kernels.js');
const { frameToRgba } = await built('picture/frame-to-rgba.js');
const { eventPalettes } = await built('picture/palettes.js');

const perFrame = 100_000;
const windows = 8;
const options = benchOptions({ events: perFrame * windows, rounds: 5 });
const seconds = options.short ? 0.05 : 1;
const sizes = options.short ? ['240x180'] : ['240x180', '640x480', '1280x720', '1920x1080'];
const peers = peersPython() !== undefined;
const machine = describeMachine(peers ? (await askOnce({ measure: 'versions' })).versions : {});
const recordings = new Recordings(options);
const { kernels } = await loadNodeKernels();
const peer = peers ? new PeerProcess() : undefined;

/** The first windows of a recording, copied out of the engine's memory. */
function holdWindows(path) {
  return withRecording(path, async (recording) => {
    const held = [];
    for (let i = 0; i < windows; i += 1) {
      const window = {
        baseMicros: 0,
        length: perFrame,
        t: new Uint32Array(perFrame),
        x: new Uint16Array(perFrame),
        y: new Uint16Array(perFrame),
        p: new Uint8Array(perFrame),
      };
      let at = 0;
      for await (const run of recording.columns({ fromIndex: i * perFrame, toIndex: (i + 1) * perFrame })) {
        for (let j = 0; j < run.length; j += 1) window.t[at + j] = run.baseMicros + run.t[j];
        for (const name of ['x', 'y', 'p']) window[name].set(run[name].subarray(0, run.length), at);
        at += run.length;
      }
      if (at !== perFrame) throw new Error(`${at} events instead of ${perFrame}`);
      held.push(window);
    }
    return held;
  });
}

/** Frames a second of `frame`, called with one window after another. */
function framesPerSecond(held, frame) {
  let frames = 0;
  const started = performance.now();
  for (;;) {
    frame(held[frames % held.length]);
    frames += 1;
    const took = (performance.now() - started) / 1000;
    if (took >= seconds) return frames / took;
  }
}

function frameMaker(kind, width, height) {
  const accumulator = kernels.accumulator(kind, width, height);
  return {
    make(window) {
      accumulator.begin({ endMicros: window.baseMicros + window.t[window.length - 1] + 1, tauMicros: 10_000 });
      accumulator.add(window, 0, window.length);
      return accumulator.pixels();
    },
    release: () => accumulator.release(),
  };
}

const rows = [];
const data = {};
for (const size of sizes) {
  const [width, height] = size.split('x').map(Number);
  const path = await recordings.make('dat', { events: perFrame * windows, size, rate: 10_000_000 });
  const held = await holdWindows(path);
  const makers = Object.fromEntries(['polarity', 'signedCount', 'timeSurface'].map((kind) => [kind, frameMaker(kind, width, height)]));
  const rgba = new Uint8ClampedArray(width * height * 4);
  const theirs = (kind) => async () => {
    const { frames, seconds: took } = await peer.ask({
      measure: 'frames',
      file: path,
      width,
      height,
      kind,
      batch: perFrame,
      seconds,
      windows,
    });
    return frames / took;
  };
  const pairs = [
    ['16-bit signed count', 'frame_diff', 0.75, makers.signedCount.make],
    ['time surface', 'timesurface', 2, makers.timeSurface.make],
    [
      'ready-to-draw pixels (polarity)',
      'frame_rgb',
      5,
      (window) => frameToRgba('polarity', makers.polarity.make(window), eventPalettes.dark, { lo: 0, hi: 1 }, rgba),
    ],
  ];
  for (const [ours, kind, goal, frame] of pairs) {
    framesPerSecond(held, frame);
    const figures = await interleave(options.rounds, {
      ours: () => framesPerSecond(held, frame),
      ...(peer === undefined ? {} : { theirs: theirs(kind) }),
    });
    rows.push([
      `${width}×${height}`,
      ours,
      withSpread(figures.ours),
      kind,
      figures.theirs === undefined ? '–' : withSpread(figures.theirs),
      ratio(figures.ours.median, figures.theirs?.median),
      `${goal} ×`,
    ]);
    data[`${size} ${kind}`] = figures;
  }
  for (const maker of Object.values(makers)) maker.release();
}
await peer?.close();
await closeEngines();
recordings.clear();
report(
  'frames',
  {
    title: 'Frames of 100 000 events, one thread',
    machine,
    notes: [
      `Frames a second, median (least–greatest) of interleaved runs of ${seconds} s; eight windows in turn from columns in memory; the frame is cleared, summed and finished each time. evutils’ count wraps at 8 bits, ours is exact to 16; its surface is float32 of one exponential an event. Kernels: ${kernels.build}.`,
    ],
    tables: [{ caption: 'Frames a second', head: ['size', 'ours', 'frames/s', 'evutils', 'frames/s', 'ours : evutils', 'goal'], rows }],
    data,
  },
  options,
);
