import { FirstlightError } from '../../base/errors.js';
import type { DecoderSpec } from '../../kernels/event-kernels.js';
import type { Kernels } from '../../kernels/kernels.js';
import type { EventSink } from '../../shapes/event-columns.js';
import type { ChunkJob, ChunkResult } from '../event-format.js';

/** How to decode a chunk of text. */
export interface TextChunkSpec {
  readonly format: 'text';
  readonly decoder: DecoderSpec;
  readonly entry?: Float64Array;
  /** The bytes start with the end of a line of the chunk before. */
  readonly skipToLine: boolean;
  /** Lines that begin at or after this byte belong to the next chunk. */
  readonly linesBeginBefore: number;
  /** The bytes reach the end of the file: the last line may lack its line feed. */
  readonly last: boolean;
}

const lineFeed = 10;
const sliceBytes = 128 << 10;

/** Decodes a chunk whose specification is a {@link TextChunkSpec}; `bytes` are lent. */
export function decodeTextChunk(job: ChunkJob, bytes: readonly Uint8Array[], kernels: Kernels, sink: EventSink): ChunkResult {
  const { spec } = job;
  if (!isTextChunkSpec(spec)) throw new FirstlightError('internal', `No chunk of text: ${spec.format}`);
  const run = bytes[0] ?? new Uint8Array(0);
  const decoder = kernels.decoder(spec.decoder, spec.entry);
  const end = endOfLines(run, spec);
  for (let at = startOfLines(run, spec); at < end; at += sliceBytes) decoder.decode(run.subarray(at, Math.min(at + sliceBytes, end)), sink);
  decoder.finish(sink);
  return { tally: { ...decoder.tally }, triggers: [], exit: decoder.state() };
}

function startOfLines(run: Uint8Array, spec: TextChunkSpec): number {
  if (!spec.skipToLine) return 0;
  const found = run.indexOf(lineFeed);
  return found < 0 || found + 1 >= spec.linesBeginBefore ? run.length : found + 1;
}

/** After the line feed of the last line that begins in the chunk; a line that does not end in the bytes is too long to be an event. */
function endOfLines(run: Uint8Array, spec: TextChunkSpec): number {
  const found = run.indexOf(lineFeed, spec.linesBeginBefore - 1);
  return found < 0 ? run.length : found + 1;
}

function isTextChunkSpec(spec: ChunkJob['spec']): spec is TextChunkSpec {
  return spec.format === 'text' && 'linesBeginBefore' in spec;
}
