import * as v from 'valibot';
import { DoublingBins } from '../events/rate-bins.js';
import { eventFactsSchema } from '../protocol/schemas.js';
import type { EventFacts, EventOpenOptions } from '../shapes/event-facts.js';
import type { EventRecording, SurveyFindings } from './event-recording.js';
import { type SealKind, sealBytes, sealKey, unsealBytes } from './sealed-bytes.js';

/*
 * A kept survey is sealed with its guard; its payload:
 *   u32       length of the head
 *   u32       0
 *   head      UTF-8 JSON, see `headSchema`; padded with spaces to a multiple of 8
 *   f64 little-endian arrays in the order of `arrayLengths`
 */
const seal: SealKind = { kind: 1, schema: 1 };
const prefixBytes = 8;

const length = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const headSchema = v.object({
  facts: eventFactsSchema,
  sorted: v.boolean(),
  chunkCount: length,
  stateLength: length,
  rateFromMicros: v.number(),
  rateBinMicros: v.pipe(v.number(), v.minValue(1)),
  rateBins: length,
  triggers: length,
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

/** A survey as bytes, *given*. */
export function encodeFindings(findings: SurveyFindings, facts: EventFacts, guard: IndexGuard): Uint8Array {
  const { index, rate, triggers } = findings;
  const head: IndexHead = {
    facts: v.parse(eventFactsSchema, facts),
    sorted: index.sorted,
    chunkCount: index.chunkCount,
    stateLength: index.stateLength,
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
  new DataView(bytes.buffer).setUint32(0, headBytes, true);
  bytes.fill(0x20, prefixBytes, prefixBytes + headBytes);
  bytes.set(text, prefixBytes);
  let offset = prefixBytes + headBytes;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset += array.byteLength;
  }
  return sealBytes(seal, JSON.stringify(guard), bytes);
}

/** The survey in `bytes`, or undefined where anything differs from what it must be. */
export function decodeFindings(
  bytes: Uint8Array,
  guard: IndexGuard,
): { readonly findings: SurveyFindings; readonly facts: EventFacts } | undefined {
  const payload = unsealBytes(seal, JSON.stringify(guard), bytes);
  if (payload === undefined || payload.length < prefixBytes) return undefined;
  const headBytes = new DataView(payload.buffer).getUint32(0, true);
  if (prefixBytes + headBytes > payload.length || headBytes % 8 !== 0) return undefined;
  const head = parseHead(payload.subarray(prefixBytes, prefixBytes + headBytes));
  if (head === undefined || head.chunkCount !== guard.chunkCount || head.stateLength !== guard.stateLength) return undefined;
  const lengths = arrayLengths(head);
  if (prefixBytes + headBytes + 8 * lengths.reduce((sum, items) => sum + items, 0) !== payload.length) return undefined;
  let offset = prefixBytes + headBytes;
  const take = (items: number): Float64Array => {
    const array = new Float64Array(payload.buffer, offset, items);
    offset += items * 8;
    return array;
  };
  const { chunkCount, stateLength, sorted } = head;
  const ordinals = take(chunkCount + 1);
  const minMicros = take(chunkCount);
  const maxMicros = take(chunkCount);
  const states = take(chunkCount * stateLength);
  const on = take(head.rateBins);
  const off = take(head.rateBins);
  const micros = take(head.triggers);
  const edges = take(head.triggers);
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

/** The survey of a recording as bytes, where it has one. *Given.* */
export function findingsBytes(recording: EventRecording): Uint8Array | undefined {
  return recording.findings === undefined ? undefined : encodeFindings(recording.findings, recording.facts, guardOf(recording));
}

function indexKey({ fingerprint, format, options }: IndexGuard): string {
  return `${sealKey('events', JSON.stringify([fingerprint, format, options]))}.index`;
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

function arrayLengths({ chunkCount, stateLength, rateBins, triggers }: IndexHead): readonly number[] {
  return [chunkCount + 1, chunkCount, chunkCount, chunkCount * stateLength, rateBins, rateBins, triggers, triggers];
}
