import { throwIfAborted } from '../../base/abort.js';
import { FirstlightError } from '../../base/errors.js';
import type { EventRecording } from '../../engine/event-recording.js';
import type { EventWriter } from '../../formats/event-format.js';
import { FileSink } from '../../node/file-sink.js';
import { createNodeEngine } from '../../node/node-engine.js';
import { openPath } from '../../node/open-path.js';
import type { EventFacts } from '../../shapes/event-facts.js';
import { isPartial } from '../info/info-record.js';
import { grouped } from '../info/info-table.js';
import { ProgressLine } from '../progress-line.js';
import { eventOpenOptions, type ReadingOptions } from '../reading-options.js';
import { settleRecording } from '../settle-recording.js';
import { Timing } from '../timing.js';
import type { EventOutput } from './event-outputs.js';

/** Options of `convert` as parsed. */
export interface ConvertOptions extends ReadingOptions {
  readonly format?: string;
  readonly from?: number;
  readonly to?: number;
  readonly timing?: boolean;
}

/** Decoded chunks kept: a recording passes by once. */
const convertBudgetBytes = 64 << 20;

/** Writes a recording in another format, streaming; resolves to the exit status: 1 where the input was damaged or cut. */
export async function runConvert(
  input: string,
  output: string,
  target: EventOutput,
  options: ConvertOptions,
  signal: AbortSignal,
): Promise<number> {
  const createWriter = await target.load();
  const timing = new Timing(options.timing === true);
  const engine = await timing.phase('start', () => createNodeEngine({ budgetBytes: convertBudgetBytes, cacheFolder: false, workers: 0 }));
  try {
    const recording = await timing.phase('open', () => openPath(input, engine.shared, { options: eventOpenOptions(options), signal }));
    try {
      await timing.phase('index', () => settleRecording(recording, signal));
      const { geometry } = recording.facts;
      if (geometry === undefined) {
        throw new FirstlightError('unsupported', 'The size of the sensor is not known', {
          path: input,
          advice: 'Give it with --geometry WxH.',
        });
      }
      const sink = await FileSink.create(output);
      try {
        const writer = createWriter(sink, geometry);
        const events = await timing.phase('convert', () => copyEvents(recording, writer, options, signal));
        if (events === 0 && isPart(options)) throw emptyPart(input, options, recording.facts);
        await timing.phase('write', () => sink.finish());
        process.stdout.write(`${await sink.sha256()}  ${output}\n`);
        timing.count('events', events);
        if (geometry.source === 'sampled') {
          const size = `${geometry.width} × ${geometry.height}`;
          process.stderr.write(`firstlight: the sensor of ${size} is that of the largest coordinates; give --geometry to set it\n`);
        }
        const dropped = 'droppedTriggers' in writer ? Number(writer.droppedTriggers) : 0;
        if (dropped > 0) process.stderr.write(`firstlight: ${grouped(dropped)} triggers were left out, the format has no room for them\n`);
      } catch (thrown) {
        await sink.abandon();
        throw thrown instanceof FirstlightError && thrown.path === undefined ? thrown.at(output) : thrown;
      }
      timing.count('bytes read', recording.bytesRead);
      timing.print();
      if (!isPartial(recording.facts)) return 0;
      process.stderr.write('firstlight: the recording is damaged or cut; what could be read was converted\n');
      return 1;
    } finally {
      await recording.close();
    }
  } finally {
    await engine.close();
  }
}

function isPart({ from, to }: ConvertOptions): boolean {
  return from !== undefined || to !== undefined;
}

function emptyPart(path: string, { from, to }: ConvertOptions, { firstMicros, lastMicros }: EventFacts): FirstlightError {
  const part = [from === undefined ? '' : ` from ${from} µs`, to === undefined ? '' : ` to ${to} µs`].join('');
  const whole =
    firstMicros === undefined || lastMicros === undefined ? '' : `: it goes from ${firstMicros.value} to ${lastMicros.value} µs`;
  return new FirstlightError('out-of-range', `The recording has no event${part}${whole}`, { path });
}

/** Hands every event and trigger to the writer, in the order of the file; resolves to the number of events. */
async function copyEvents(recording: EventRecording, writer: EventWriter, options: ConvertOptions, signal: AbortSignal): Promise<number> {
  const progress = new ProgressLine();
  const { events: total, firstMicros, lastMicros } = recording.facts;
  let events = 0;
  try {
    if (isPart(options)) {
      const fromMicros = options.from ?? firstMicros?.value ?? 0;
      const toMicros = options.to ?? (lastMicros?.value ?? 0) + 1;
      await writer.write(noEvents, await recording.triggers({ fromMicros, toMicros }, { signal }));
      for await (const columns of recording.columns({ fromMicros, toMicros }, { signal })) {
        await writer.write(columns);
        events += columns.length;
        progress.show('Converting', events, 0, 'events');
      }
    } else {
      const { chunkCount } = recording.layout;
      for await (const chunk of recording.chunks.walk(
        Array.from({ length: chunkCount }, (_, index) => index),
        { signal },
      )) {
        throwIfAborted(signal);
        if (chunk.triggers.length > 0) await writer.write(noEvents, chunk.triggers);
        for (const { columns } of chunk.runs) await writer.write(columns);
        events += chunk.events;
        progress.show('Converting', events, total.value, 'events');
      }
    }
    await writer.finish();
    return events;
  } finally {
    progress.clear();
  }
}

const noEvents = {
  baseMicros: 0,
  length: 0,
  t: new Uint32Array(0),
  x: new Uint16Array(0),
  y: new Uint16Array(0),
  p: new Uint8Array(0),
};
