import { FirstlightError } from '../../base/errors.js';
import type { DecoderSpec } from '../../kernels/event-kernels.js';
import type { Kernels } from '../../kernels/kernels.js';
import type { EventSink, Trigger } from '../../shapes/event-columns.js';
import type { ChunkJob, ChunkResult } from '../event-format.js';

/** How to decode a chunk of a format that is nothing but records or words: the kernel's specification and entry state. */
export interface RecordChunkSpec {
  readonly format: DecoderSpec['kind'];
  readonly decoder: DecoderSpec;
  /** Absent at the start of the recording. */
  readonly entry?: Float64Array;
  /** The recording ends with this chunk: what makes no whole record is truncated. */
  readonly last: boolean;
}

/** A decoder keeps 65,536 triggers; as many words of two bytes hold no more. */
const sliceBytes = 128 << 10;

/** Decodes a chunk whose specification is a {@link RecordChunkSpec}. */
export function decodeRecordChunk(job: ChunkJob, bytes: readonly Uint8Array[], kernels: Kernels, sink: EventSink): ChunkResult {
  const { spec } = job;
  if (!isRecordChunkSpec(spec)) throw new FirstlightError('internal', `No chunk of records: ${spec.format}`);
  const decoder = kernels.decoder(spec.decoder, spec.entry);
  const triggers: Trigger[] = [];
  for (const run of bytes) {
    for (let at = 0; at < run.length; at += sliceBytes) {
      decoder.decode(run.subarray(at, at + sliceBytes), sink);
      for (const trigger of decoder.takeTriggers()) triggers.push(trigger);
    }
  }
  if (spec.last) decoder.finish(sink);
  return { tally: { ...decoder.tally }, triggers, exit: decoder.state() };
}

function isRecordChunkSpec(spec: ChunkJob['spec']): spec is RecordChunkSpec {
  return 'decoder' in spec && 'last' in spec;
}
