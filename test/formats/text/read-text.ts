import { createHash } from 'node:crypto';
import { MemorySource } from '../../../src/bytes/memory-source.js';
import { type PlanCost, runPlan } from '../../../src/bytes/plan.js';
import type { EventLayout, OpenInput } from '../../../src/formats/event-format.js';
import { decodeTextChunk } from '../../../src/formats/text/decode-text-chunk.js';
import { openText } from '../../../src/formats/text/text-format.js';
import { createTwinKernels } from '../../../src/kernels/twin/create-twin-kernels.js';
import type { EventOpenOptions } from '../../../src/shapes/event-facts.js';

export interface Event {
  readonly t: number;
  readonly x: number;
  readonly y: number;
  readonly p: number;
}

export const kernels = createTwinKernels();

export function textSource(content: string | Uint8Array): MemorySource {
  return new MemorySource(typeof content === 'string' ? new TextEncoder().encode(content) : content, 'events.txt');
}

export function openInput(content: Uint8Array, options: EventOpenOptions = {}, name = 'events.txt'): OpenInput {
  return { name, byteLength: content.length, head: content.subarray(0, 65536), options, kernels };
}

export async function openTextRecording(
  content: string | Uint8Array,
  options: EventOpenOptions = {},
  { chunkBytes = 1 << 20, cost }: { chunkBytes?: number; cost?: PlanCost } = {},
): Promise<{ layout: EventLayout; source: MemorySource }> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const source = textSource(bytes);
  const layout = await runPlan(source, openText(openInput(bytes, options), chunkBytes), cost === undefined ? {} : { cost });
  return { layout, source };
}

/** Events of every chunk, in order, and how many lines were dropped. */
export async function readChunks(
  layout: EventLayout,
  source: MemorySource,
): Promise<{ chunks: Event[][]; dropped: number; decreases: number }> {
  const chunks: Event[][] = [];
  let dropped = 0;
  let decreases = 0;
  let entry: Float64Array | undefined;
  for (let chunk = 0; chunk < layout.chunkCount; chunk += 1) {
    const job = await runPlan(source, layout.planChunk(chunk, entry));
    const bytes = await Promise.all(job.ranges.map(({ offset, length }) => source.read(offset, length)));
    const events: Event[] = [];
    const result = decodeTextChunk(job, bytes, kernels, (columns) => {
      for (let i = 0; i < columns.length; i += 1) {
        events.push({ t: columns.baseMicros + columns.t[i]!, x: columns.x[i]!, y: columns.y[i]!, p: columns.p[i]! });
      }
    });
    chunks.push(events);
    dropped += result.tally.droppedWords;
    decreases += result.tally.timeDecreases;
    entry = result.exit;
  }
  return { chunks, dropped, decreases };
}

export async function readText(content: string | Uint8Array, options: EventOpenOptions = {}): Promise<Event[]> {
  const { layout, source } = await openTextRecording(content, options);
  return (await readChunks(layout, source)).chunks.flat();
}

/** SHA-256 over packed little-endian t:u64 x:u16 y:u16 p:u8. */
export function digestOf(events: readonly Event[]): string {
  const packed = new DataView(new ArrayBuffer(13 * events.length));
  events.forEach(({ t, x, y, p }, i) => {
    packed.setBigUint64(13 * i, BigInt(t), true);
    packed.setUint16(13 * i + 8, x, true);
    packed.setUint16(13 * i + 10, y, true);
    packed.setUint8(13 * i + 12, p);
  });
  return createHash('sha256').update(new Uint8Array(packed.buffer)).digest('hex');
}
