import * as v from 'valibot';
import { DoublingBins } from '../events/rate-bins.js';
import { eventFactsSchema } from '../protocol/schemas.js';
import type { EventFacts, EventOpenOptions } from '../shapes/event-facts.js';
import { crc32 } from './crc32.js';
import type { EventRecording, SurveyFindings } from './event-recording.js';

/*
 * A kept survey:
 *   8 bytes   magic "FLINDEX" and the schema's number
 *   u32       length of the head
 *   u32       CRC-32 of everything that follows
 *   head      UTF-8 JSON, see `headSchema`; padded with spaces to a multiple of 8
 *   f64 little-endian arrays in the order of `arrayLengths`
 */
const schemaVersion = 1;
const magic = Uint8Array.of(0x46, 0x4c, 0x49, 0x4e, 0x44, 0x45, 0x58, schemaVersion);
const prefixBytes = 16;

const headSchema = v.object({
  format: v.string(),
  decoderVersion: v.number(),
  fingerprint: v.string(),
  options: v.string(),
  byteLength: v.number(),
  facts: eventFactsSchema,
  sorted: v.boolean(),
  chunkCount: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  stateLength: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  rateFromMicros: v.number(),
  rateBinMicros: v.number(),
  rateBins: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  triggers: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
type IndexHead = v.InferOutput<typeof headSchema>;

/** What a kept survey must agree with before it is believed. */
export interface IndexGuard {
  readonly format: string;
  readonly decoderVersion: number;
  readonly fingerprint: string;
  readonly options: EventOpenOptions;
  readonly byteLength: number;
  readonly chunkCount: number;
  readonly stateLength: number;
}

/** The key a recording's survey is kept under. */
export function indexKey(guard: IndexGuard): string {
  const text = `${guard.fingerprint} ${guard.format} ${JSON.stringify(guard.options)}`;
  const bytes = new TextEncoder().encode(text);
  return `events-${crc32(bytes).toString(16).padStart(8, '0')}${crc32(bytes.toReversed()).toString(16).padStart(8, '0')}.index`;
}

/** A survey as bytes, *given*. */
export function encodeFindings(findings: SurveyFindings, facts: EventFacts, guard: IndexGuard): Uint8Array {
  const { index, rate, triggers } = findings;
  const head: IndexHead = {
    ...guard,
    options: JSON.stringify(guard.options),
    facts: v.parse(eventFactsSchema, facts),
    sorted: index.sorted,
    rateFromMicros: rate.fromMicros,
    rateBinMicros: rate.binMicros,
    rateBins: rate.on.length,
    triggers: triggers.length,
  };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const headBytes = (text.length + 7) & ~7;
  const arrays = [
    index.ordinals,
    index.minMicros,
    index.maxMicros,
    index.states,
    rate.on,
    rate.off,
    Float64Array.from(triggers, ({ micros }) => micros),
    Float64Array.from(triggers, ({ id, edge }) => id * 2 + edge),
  ];
  const bytes = new Uint8Array(prefixBytes + headBytes + arrays.reduce((sum, array) => sum + array.byteLength, 0));
  bytes.set(magic);
  bytes.fill(0x20, prefixBytes, prefixBytes + headBytes);
  bytes.set(text, prefixBytes);
  let offset = prefixBytes + headBytes;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset += array.byteLength;
  }
  const view = new DataView(bytes.buffer);
  view.setUint32(8, headBytes, true);
  view.setUint32(12, crc32(bytes.subarray(prefixBytes)), true);
  return bytes;
}

/** The survey in `bytes`, or undefined where anything differs from what it must be. */
export function decodeFindings(
  bytes: Uint8Array,
  guard: IndexGuard,
): { readonly findings: SurveyFindings; readonly facts: EventFacts } | undefined {
  if (bytes.length < prefixBytes || !magic.every((byte, i) => bytes[i] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headBytes = view.getUint32(8, true);
  if (prefixBytes + headBytes > bytes.length || crc32(bytes.subarray(prefixBytes)) !== view.getUint32(12, true)) return undefined;
  const head = parseHead(bytes.subarray(prefixBytes, prefixBytes + headBytes));
  if (head === undefined || !agrees(head, guard)) return undefined;
  const lengths = arrayLengths(head);
  if (prefixBytes + headBytes + 8 * lengths.reduce((sum, length) => sum + length, 0) !== bytes.length) return undefined;
  const buffer = bytes.slice(prefixBytes + headBytes).buffer;
  let offset = 0;
  const [ordinals, minMicros, maxMicros, states, on, off, micros, edges] = lengths.map((length) => {
    const array = new Float64Array(buffer, offset, length);
    offset += length * 8;
    return array;
  }) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const { chunkCount, stateLength, sorted } = head;
  return {
    findings: {
      index: { chunkCount, ordinals, minMicros, maxMicros, stateLength, states, sorted },
      rate: DoublingBins.restore({ fromMicros: head.rateFromMicros, binMicros: head.rateBinMicros, on, off }),
      triggers: Array.from(micros, (at, i) => ({ micros: at, id: edges[i]! >> 1, edge: (edges[i]! & 1) as 0 | 1 })),
    },
    // Optional properties that are absent and such that are undefined are one and the same on the wire.
    facts: head.facts as EventFacts,
  };
}

/** Takes over the kept survey of a recording, if there is one that can be believed. Whether there was. */
export async function loadFindings(recording: EventRecording): Promise<boolean> {
  const { index } = recording.shared.ports;
  if (index === undefined) return false;
  const guard = guardOf(recording);
  const bytes = await index.get(indexKey(guard));
  const kept = bytes === undefined ? undefined : decodeFindings(bytes, guard);
  if (kept === undefined) return false;
  recording.adopt(kept.findings, kept.facts);
  return true;
}

/** Keeps the survey of a recording, if it has one and there is a place. */
export async function saveFindings(recording: EventRecording): Promise<void> {
  const { index } = recording.shared.ports;
  if (index === undefined || recording.findings === undefined) return;
  const guard = guardOf(recording);
  await index.set(indexKey(guard), encodeFindings(recording.findings, recording.facts, guard));
}

function guardOf({ format, fingerprint, options, byteLength, layout }: EventRecording): IndexGuard {
  const { chunkCount, stateLength } = layout;
  return { format: format.id, decoderVersion: format.decoderVersion, fingerprint, options, byteLength, chunkCount, stateLength };
}

function parseHead(bytes: Uint8Array): IndexHead | undefined {
  try {
    const result = v.safeParse(headSchema, JSON.parse(new TextDecoder().decode(bytes)));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

function agrees(head: IndexHead, guard: IndexGuard): boolean {
  return (
    head.format === guard.format &&
    head.decoderVersion === guard.decoderVersion &&
    head.fingerprint === guard.fingerprint &&
    head.options === JSON.stringify(guard.options) &&
    head.byteLength === guard.byteLength &&
    head.chunkCount === guard.chunkCount &&
    head.stateLength === guard.stateLength
  );
}

function arrayLengths({ chunkCount, stateLength, rateBins, triggers }: IndexHead): readonly number[] {
  return [chunkCount + 1, chunkCount, chunkCount, chunkCount * stateLength, rateBins, rateBins, triggers, triggers];
}
