import { createHash } from 'node:crypto';
import type { ByteSource } from '../../src/bytes/byte-source.js';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { type PlanCost, runPlan } from '../../src/bytes/plan.js';
import type { EventLayout, OpenInput } from '../../src/formats/event-format.js';
import { decodeChunk, sniffFormat } from '../../src/formats/event-formats.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import type { EventColumns, Trigger } from '../../src/shapes/event-columns.js';
import type { EventOpenOptions } from '../../src/shapes/event-facts.js';

/** One event as plain numbers. */
export type PlainEvent = readonly [micros: number, x: number, y: number, p: number];

export const kernels: OpenInput['kernels'] = createTwinKernels();

export function openInput(bytes: Uint8Array, name: string, options: EventOpenOptions = {}): OpenInput {
  return { name, byteLength: bytes.length, head: bytes.slice(0, 64 << 10), options, kernels };
}

/** Opens bytes as the engine would: sniffs, then runs the plan. */
export async function openRecording(
  bytes: Uint8Array,
  name: string,
  options: EventOpenOptions = {},
): Promise<{ layout: EventLayout; source: MemorySource; cost: PlanCost }> {
  const source = new MemorySource(bytes, name);
  const input = openInput(bytes, name, options);
  const cost = { rounds: 0, ranges: 0, bytes: 0 };
  return { layout: await runPlan(source, sniffFormat(input).open(input), { cost }), source, cost };
}

/** Decodes chunks one after the other; `entries` hands each the state its predecessor left, else each looks back itself. */
export async function decodeChunks(
  layout: EventLayout,
  source: ByteSource,
  sink: (columns: EventColumns) => void,
  entries: 'carried' | 'looked-back',
): Promise<{ triggers: Trigger[]; truncatedBytes: number; events: number }> {
  const total = { triggers: [] as Trigger[], truncatedBytes: 0, events: 0 };
  let entry: Float64Array | undefined;
  for (let chunk = 0; chunk < layout.chunkCount; chunk += 1) {
    const job = structuredClone(await runPlan(source, layout.planChunk(chunk, entry)));
    const bytes = await Promise.all(job.ranges.map(({ offset, length }) => source.read(offset, length)));
    const result = decodeChunk(job, bytes, kernels, sink);
    total.triggers.push(...result.triggers);
    total.truncatedBytes += result.tally.truncatedBytes;
    total.events += result.tally.events;
    if (entries === 'carried') entry = result.exit;
  }
  return total;
}

/** Every event of a recording. */
export async function readEvents(
  layout: EventLayout,
  source: ByteSource,
  entries: 'carried' | 'looked-back' = 'looked-back',
): Promise<{ events: PlainEvent[]; triggers: Trigger[]; truncatedBytes: number }> {
  const events: PlainEvent[] = [];
  const { triggers, truncatedBytes } = await decodeChunks(layout, source, (columns) => events.push(...plainEvents(columns)), entries);
  return { events, triggers, truncatedBytes };
}

export function plainEvents({ baseMicros, length, t, x, y, p }: EventColumns): PlainEvent[] {
  return Array.from({ length }, (_, index) => [baseMicros + t[index]!, x[index]!, y[index]!, p[index]!] as const);
}

/** Packs events into blocks of columns, in runs that never pass the 32 bits of their deltas. */
export function columnsOf(events: readonly PlainEvent[], runLength = 1000): EventColumns[] {
  const runs: EventColumns[] = [];
  for (let from = 0; from < events.length; ) {
    const base = Math.min(...events.slice(from, from + runLength).map(([micros]) => micros));
    let to = from;
    while (to < events.length && to - from < runLength && events[to]![0] - base < 2 ** 32) to += 1;
    const run = events.slice(from, to);
    runs.push({
      baseMicros: base,
      length: run.length,
      t: Uint32Array.from(run, ([micros]) => micros - base),
      x: Uint16Array.from(run, ([, x]) => x),
      y: Uint16Array.from(run, ([, , y]) => y),
      p: Uint8Array.from(run, ([, , , p]) => p),
    });
    from = to;
  }
  return runs;
}

/** SHA-256 over packed records t:u64 x:u16 y:u16 p:u8. */
export async function digestOf(layout: EventLayout, source: ByteSource, entries: 'carried' | 'looked-back'): Promise<string> {
  const hash = createHash('sha256');
  await decodeChunks(
    layout,
    source,
    ({ baseMicros, length, t, x, y, p }) => {
      const packed = new DataView(new ArrayBuffer(length * 13));
      for (let index = 0; index < length; index += 1) {
        packed.setBigUint64(index * 13, BigInt(baseMicros + t[index]!), true);
        packed.setUint16(index * 13 + 8, x[index]!, true);
        packed.setUint16(index * 13 + 10, y[index]!, true);
        packed.setUint8(index * 13 + 12, p[index]!);
      }
      hash.update(new Uint8Array(packed.buffer));
    },
    entries,
  );
  return hash.digest('hex');
}

/** Joins text and bytes into a file. */
export function fileOf(...parts: readonly (string | Uint8Array | readonly number[])[]): Uint8Array {
  const bytes = parts.map((part) => (typeof part === 'string' ? new TextEncoder().encode(part) : Uint8Array.from(part)));
  const file = new Uint8Array(bytes.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of bytes) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

export function runningSums(steps: readonly number[]): number[] {
  let sum = 0;
  return steps.map((step) => {
    sum += step;
    return sum;
  });
}
