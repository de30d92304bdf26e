// Resident memory of the server under a budget while a client plays and seeks a large recording.
// node bench/memory.mjs [--events 1e9] [--formats dat]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { connectClient, startServer } from './harness/firstlight-server.mjs';
import { quantile } from './harness/interleave.mjs';
import { describeMachine } from './harness/machine.mjs';
import { benchOptions } from './harness/options.mjs';
import { Recordings } from './harness/recordings.mjs';
import { figure, report } from './harness/report.mjs';
import { sampleResident } from './harness/resident.mjs';

const options = benchOptions({ events: 1e9, rounds: 4 });
const formats = options.formats ?? ['dat'];
const seconds = options.short ? 1 : 20;
const machine = describeMachine();
const recordings = new Recordings(options);
const rows = [];
const data = {};
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

for (const format of formats) {
  const path = await recordings.make(format, { events: options.events, folder: 'memory' });
  const cache = mkdtempSync(join(tmpdir(), 'firstlight-cache-'));
  const server = await startServer(join(recordings.folder, 'memory'), ['--memory', '512MB', '--cache-dir', cache]);
  const client = await connectClient(server.url);
  const samples = sampleResident(server.pid);
  const phases = [];
  try {
    client.send({ type: 'list', request: 1 });
    const { entries } = await client.next(
      (answer) => answer.type === 'entries' && answer.entries.some(({ name }) => name === basename(path)),
    );
    const { recording } = entries.find(({ name }) => name === basename(path));
    client.send({ type: 'describe', request: 2, recording });
    const { facts } = await client.next((answer) => answer.type === 'facts');
    const firstMicros = facts.firstMicros.value;
    const lastMicros = facts.lastMicros.value;
    const want = (endMicros) => ({
      kind: 'events',
      endMicros,
      window: { kind: 'time', micros: 10_000 },
      representation: 'polarity',
      tauMicros: 10_000,
      regions: [],
    });
    let revision = 0;
    let frames = 0;
    client.listen((answer) => {
      if (answer.type !== 'frame') return;
      frames += 1;
      client.send({ type: 'credit', view: 1, frames: 1 });
    });
    const started = performance.now();
    const note = (what) => phases.push([Number(((performance.now() - started) / 1000).toFixed(1)), what, frames]);
    for (let round = 0; round < options.rounds; round += 1) {
      note('play');
      revision += 1;
      const from = firstMicros + Math.floor(((lastMicros - firstMicros) * (round + 0.1)) / options.rounds);
      client.send({ type: 'play', view: 1, revision, recording, want: want(from), speed: 1, strideMicros: 0, displayHz: 60 });
      await pause(seconds * 1000);
      note('seek');
      const until = performance.now() + seconds * 1000;
      while (performance.now() < until) {
        revision += 1;
        const expected = revision;
        const answered = client.next((answer) => answer.type === 'frame' && answer.revision === expected && answer.quality !== 'coarse');
        client.send({
          type: 'view',
          view: 1,
          revision,
          recording,
          want: want(firstMicros + 10_000 + Math.floor(Math.random() * (lastMicros - firstMicros - 10_000))),
        });
        await answered;
      }
    }
    note('end');
  } finally {
    await client.close();
  }
  const taken = samples.stop();
  await server.close();
  rmSync(cache, { recursive: true, force: true });
  const bytes = taken.map(([, resident]) => resident);
  const quarter = (index) =>
    bytes.slice(Math.floor((bytes.length * index) / 4), Math.floor((bytes.length * (index + 1)) / 4)).sort((a, b) => a - b);
  rows.push([
    format,
    options.events.toExponential(1),
    ...[0, 1, 2, 3].map((index) => figure(quantile(quarter(index), 0.5) / 1e6)),
    figure(Math.max(...bytes) / 1e6),
    String(phases.at(-1)?.[2] ?? 0),
  ]);
  data[format] = { samples: taken, phases };
}
recordings.clear();
report(
  'memory',
  {
    title: 'Resident memory of the server with --memory 512MB while playing and seeking',
    machine,
    notes: [
      `MB (10⁶ bytes), sampled four times a second while a client plays at 1× and then seeks at random as fast as it is answered, ${seconds} s each in turn; the survey in the background runs from the start. Goal: ≤ 700 MB, flat.`,
    ],
    tables: [
      {
        caption: 'Median of each quarter of the run, and the greatest',
        head: ['format', 'events', '1st quarter', '2nd', '3rd', '4th', 'greatest', 'frames'],
        rows,
      },
    ],
    data,
  },
  options,
);
