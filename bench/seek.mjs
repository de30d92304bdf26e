// Random access: seek and read a window of 10 ms at random places, ours beside evutils.
// node bench/seek.mjs [--events 1e8] [--rounds 4] [--formats evt3,evt2,dat,gzip]
import { closeEngines, withRecording } from './harness/engine.mjs';
import { quantile } from './harness/interleave.mjs';
import { describeMachine } from './harness/machine.mjs';
import { benchOptions } from './harness/options.mjs';
import { askOnce, PeerProcess, peersPython } from './harness/peer-process.mjs';
import { Recordings, warmPageCache } from './harness/recordings.mjs';
import { figure, ratio, report } from './harness/report.mjs';

const windowMicros = 10_000;
const options = benchOptions({ events: 1e8, rounds: 4 });
const formats = options.formats ?? ['evt3', 'evt2', 'dat', 'gzip'];
const jumps = options.short ? 20 : 1000;
const recordings = new Recordings(options);
const peers = peersPython() !== undefined;
const machine = describeMachine(peers ? (await askOnce({ measure: 'versions' })).versions : {});

/** The same places for both sides, from a small generator with a fixed seed. */
function places(count, lastMicros) {
  let state = 0x2545f491;
  return Array.from({ length: count }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * (lastMicros - windowMicros));
  });
}

/** Opens the recording and jumps: milliseconds of opening, of the first jump and of all others. */
function jump(path, times) {
  return withRecording(path, async (recording, openMillis) => {
    const millis = [];
    let events = 0;
    for (const fromMicros of times) {
      const before = performance.now();
      for await (const columns of recording.columns({ fromMicros, toMicros: fromMicros + windowMicros })) events += columns.length;
      millis.push(performance.now() - before);
    }
    return { openMillis, firstMillis: millis[0], millis: millis.slice(1), events, bytesRead: recording.bytesRead };
  });
}

const rows = [];
const data = {};
for (const format of formats) {
  const path = await recordings.make(format, { events: options.events });
  warmPageCache(path);
  const lastMicros = await withRecording(path, async (recording) => recording.facts.lastMicros.value);
  const times = places(jumps, lastMicros);
  const share = Math.ceil(jumps / options.rounds);
  const sides = { ours: [], theirs: [] };
  const peer = peers ? new PeerProcess() : undefined;
  for (let round = 0; round < options.rounds; round += 1) {
    const part = times.slice(round * share, (round + 1) * share);
    sides.ours.push(await jump(path, part));
    if (peer !== undefined) sides.theirs.push(await peer.ask({ measure: 'seek', file: path, times: part, windowMicros }));
  }
  await peer?.close();
  const sorted = (side, key) => side.flatMap((run) => run[key]).sort((a, b) => a - b);
  const ours = sorted(sides.ours, 'millis');
  const theirs = sorted(sides.theirs, 'millis');
  const events = (side) => side.reduce((sum, run) => sum + run.events, 0);
  const p99 = quantile(ours, 0.99);
  rows.push([
    format,
    figure(quantile(ours, 0.5)),
    figure(p99),
    figure(quantile(sorted(sides.ours, 'firstMillis'), 0.5)),
    figure(quantile(sorted(sides.ours, 'openMillis'), 0.5)),
    figure(quantile(theirs, 0.5)),
    figure(quantile(theirs, 0.99)),
    figure(quantile(sorted(sides.theirs, 'firstMillis'), 0.5)),
    ratio(p99, quantile(theirs, 0.99)),
    `${(sides.ours.reduce((sum, run) => sum + run.bytesRead, 0) / jumps / 1e6 || 0).toFixed(2)} MB`,
  ]);
  data[format] = { ours: sides.ours, theirs: sides.theirs, events: [events(sides.ours), events(sides.theirs)] };
}
await closeEngines();
recordings.clear();
report(
  'seek',
  {
    title: `Seek and read 10 ms, ${jumps} random jumps in ${options.events.toExponential(1)} events, 1280×720`,
    machine,
    notes: [
      `Milliseconds. File in the page cache; ours reads without an index; rounds of both sides alternate, each opening the recording anew. Goal: p99 ≤ 16 ms and ≤ 0.5 × evutils’, no first-seek cost.`,
    ],
    tables: [
      {
        caption: 'Random jumps',
        head: [
          'format',
          'p50',
          'p99',
          'first jump',
          'opening',
          'evutils p50',
          'evutils p99',
          'evutils first',
          'p99 ours : evutils',
          'read a jump',
        ],
        rows,
      },
    ],
    data,
  },
  options,
);
