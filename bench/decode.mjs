// Streaming decode: every event of a file, one thread, ours beside the peers; two threads beside one; text readers.
// node bench/decode.mjs [--events 2.6e7] [--rounds 5] [--formats dat,evt2,evt3,gzip,contiguous,text]
import { statSync } from 'node:fs';
import { closeEngines, readAll, survey } from './harness/engine.mjs';
import { interleave } from './harness/interleave.mjs';
import { describeMachine } from './harness/machine.mjs';
import { benchOptions } from './harness/options.mjs';
import { askOnce, PeerProcess, peersPython } from './harness/peer-process.mjs';
import { endings, Recordings, warmPageCache } from './harness/recordings.mjs';
import { ratio, report, withSpread } from './harness/report.mjs';

const options = benchOptions({ events: 2.6e7, rounds: 5 });
const formats = options.formats ?? Object.keys(endings);
const peers = peersPython() !== undefined;
const recordings = new Recordings(options);
const machine = describeMachine(peers ? (await askOnce({ measure: 'versions' })).versions : {});
const peer = peers ? new PeerProcess({ threads: 1 }) : undefined;
const rate = ({ events, seconds, cpuSeconds }) => ({ wall: events / seconds / 1e6, cpu: events / cpuSeconds / 1e6 });

const decoding = [];
const threads = [];
const readers = [];
const refusals = [];
const data = {};

for (const format of formats) {
  if (['contiguous', 'text'].includes(format) && !peers) continue;
  const path = await recordings.make(format, { events: options.events, rate: 3_300_000 });
  const bytes = warmPageCache(path);
  const contenders = { ours: () => readAll(path, options.events), columns: () => readAll(path, options.events, 'columns') };
  if (peer !== undefined) {
    contenders.evutils = async () => rate(await peer.ask({ measure: 'stream', file: path }));
    for (const name of ['faery', 'expelliarmus'])
      contenders[name] = async () => rate(await peer.ask({ measure: 'whole', peer: name, file: path }));
  }
  await contenders.ours();
  const figures = await interleave(options.rounds, contenders);
  // A whole-file load into a table takes gigabytes: once, in a process of its own.
  if (peers)
    figures.evlib = (
      await interleave(1, { evlib: async () => rate(await askOnce({ measure: 'whole', peer: 'evlib', file: path })) })
    ).evlib;
  for (const [name, figure] of Object.entries(figures)) {
    if (figure.error === undefined) continue;
    // Messages name files, and where they lie is nobody's business.
    figure.error = figure.error.replaceAll(`${recordings.folder}/`, '');
    refusals.push(`${name} on ${format}: ${figure.error}`);
  }
  const theirs = figures.evutils?.median;
  decoding.push([
    format,
    withSpread(figures.ours),
    withSpread(figures.columns),
    ...['evutils', 'faery', 'expelliarmus', 'evlib'].map((name) => (figures[name] === undefined ? '–' : withSpread(figures[name]))),
    ratio(figures.ours.median, theirs),
    ratio(figures.ours.cpu?.median, figures.evutils?.cpu?.median),
    format === 'gzip' ? '1.5 ×' : '1.0 ×',
  ]);
  data[format] = { bytes, figures };

  for (const workers of [0, 1, 2]) await survey(path, workers);
  const surveys = await interleave(options.rounds, {
    here: () => survey(path, 0),
    one: () => survey(path, 1),
    two: () => survey(path, 2),
  });
  threads.push([
    format,
    withSpread(surveys.here),
    withSpread(surveys.one),
    withSpread(surveys.two),
    ratio(surveys.two.median, surveys.one.median),
    ratio(surveys.two.median, surveys.here.median),
    '1.7 ×',
  ]);
  data[format].surveys = surveys;
}

if (formats.includes('text') && peer !== undefined) {
  const path = await recordings.make('text', { events: options.events, rate: 3_300_000 });
  const megabytes = statSync(path).size / 1e6;
  const wide = new PeerProcess();
  const speed = async (asked) => {
    const { seconds, cpuSeconds } = await asked;
    return { wall: megabytes / seconds, cpu: megabytes / cpuSeconds };
  };
  const figures = await interleave(options.rounds, {
    ours: async () => {
      const { wall, cpu } = await readAll(path, options.events);
      const megabytesPerEvent = megabytes / (options.events / 1e6);
      return { wall: wall * megabytesPerEvent, cpu: cpu * megabytesPerEvent };
    },
    'Polars, one thread': () => speed(peer.ask({ measure: 'text', peer: 'polars', file: path })),
    'Polars, its default': () => speed(wide.ask({ measure: 'text', peer: 'polars', file: path })),
    pandas: () => speed(peer.ask({ measure: 'text', peer: 'pandas', file: path })),
    'pandas with pyarrow': () => speed(wide.ask({ measure: 'text', peer: 'pandas-pyarrow', file: path })),
  });
  figures['NumPy loadtxt'] = (
    await interleave(1, { loadtxt: () => speed(askOnce({ measure: 'text', peer: 'loadtxt', file: path })) })
  ).loadtxt;
  await wide.close();
  for (const [name, figure] of Object.entries(figures)) {
    readers.push([
      name,
      withSpread(figure),
      ratio(figures.ours.median, figure.median),
      ratio(figures.ours.cpu?.median, figure.cpu?.median),
    ]);
  }
  data.textReaders = { megabytes, figures };
}

await peer?.close();
await closeEngines();
recordings.clear();
report(
  'decode',
  {
    title: `Streaming decode of ${options.events.toExponential(1)} events, 1280×720`,
    machine,
    notes: [
      'File in the page cache, opened anew each round; median (least–greatest) of interleaved runs. `ours` hands every event to the caller as lent columns (`streamEvents`), “our iterator” is `EventSource.columns`, which keeps what it read; evutils hands on batches of 100 000; faery, expelliarmus and evlib load the whole file. Without a decoding thread threads of the system read ahead, so that more than one core is used; decoding threads read for themselves, and the thread that puts the chunks together is beside them.',
      ...(refusals.length === 0 ? [] : [`Refused: ${refusals.join('; ')}.`]),
    ],
    tables: [
      {
        caption: 'One thread, million events a second',
        head: ['format', 'ours', 'our iterator', 'evutils', 'faery', 'expelliarmus', 'evlib', 'ours : evutils', 'by CPU time', 'goal'],
        rows: decoding,
      },
      {
        caption: 'Reading everything (index, integrity, rate curve) with so many decoding threads, million events a second',
        head: ['format', 'no decoding thread', 'one', 'two', 'two : one', 'two : none', 'goal'],
        rows: threads,
      },
      ...(readers.length === 0
        ? []
        : [
            {
              caption: 'Text, MB a second (goal: 3 × the faster of Polars and pandas)',
              head: ['reader', 'MB/s', 'ours : it', 'by CPU time'],
              rows: readers,
            },
          ]),
    ],
    data,
  },
  options,
);
