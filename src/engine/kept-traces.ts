import type { KeepableStack } from './given-planes.js';
import type { IndexStore } from './ports.js';
import { type SealKind, sealBytes, sealKey, unsealBytes } from './sealed-bytes.js';

const seal: SealKind = { kind: 5, schema: 1 };

/** What a kept trace depends on. */
export interface TraceGuard {
  readonly stack: KeepableStack;
  /** The series and the range in it. */
  readonly series: string;
  readonly planes: number;
}

/** The packed trace of whole planes of a series as they are stored, kept from before; nothing where there is none that can be believed. */
export async function loadTrace(index: IndexStore | undefined, guard: TraceGuard): Promise<Float64Array | undefined> {
  const text = textOf(guard);
  const bytes = await index?.get(sealKey('trace', text));
  const payload = bytes === undefined ? undefined : unsealBytes(seal, text, bytes);
  if (payload === undefined || payload.length !== 4 * 8 * guard.planes) return undefined;
  return new Float64Array(payload.buffer, payload.byteOffset, payload.length / 8);
}

/** Keeps a trace, where there is a place. `packed` is lent until the promise settles. */
export async function keepTrace(index: IndexStore | undefined, guard: TraceGuard, packed: Float64Array): Promise<void> {
  const text = textOf(guard);
  await index?.set(sealKey('trace', text), sealBytes(seal, text, new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength)));
}

function textOf({ stack, series, planes }: TraceGuard): string {
  return JSON.stringify([stack.samplesKey, series, planes]);
}
