import type { Abortable } from '../base/abort.js';
import { FirstlightError, toFirstlightError } from '../base/errors.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { runPlan } from '../bytes/plan.js';
import { ChunkScheduler } from '../chunks/chunk-scheduler.js';
import type { Kernels } from '../kernels/kernels.js';
import type { EventOpenOptions } from '../shapes/event-facts.js';
import { ColumnSlabs } from './column-slabs.js';
import { releaseChunk } from './decoded-chunk.js';
import type { EventFormats } from './event-formats.js';
import { type EngineShared, EventRecording, wrapBytes } from './event-recording.js';
import type { EnginePorts } from './ports.js';

export interface SharedOptions {
  readonly kernels: Kernels;
  readonly ports: EnginePorts;
  readonly formats: EventFormats;
  /** Bytes of decoded chunks kept. Default 128 MiB. */
  readonly budgetBytes?: number;
  /** Bytes of blocks kept for each recording. Default 4 MiB. */
  readonly blockBudgetBytes?: number;
}

/** What recordings of one engine share. */
export function createEngineShared(options: SharedOptions): EngineShared {
  const slabs = new ColumnSlabs();
  return {
    kernels: options.kernels,
    ports: options.ports,
    formats: options.formats,
    slabs,
    scheduler: new ChunkScheduler({
      budgetBytes: options.budgetBytes ?? 128 << 20,
      onEvict: (_key, chunk) => releaseChunk(chunk, slabs),
    }),
    blockBudgetBytes: options.blockBudgetBytes ?? 4 << 20,
  };
}

export interface OpenOptions extends Abortable {
  /** What a person says about the recording. */
  readonly options?: EventOpenOptions | undefined;
}

const headBytes = 64 << 10;

/**
 * Opens a recording: recognises its format, reads its headers and tables, nothing more. `name` is the file's name, for
 * recognising it; the source is owned by the recording from now on and closed with it, also when opening fails.
 *
 * Errors: `truncated` for an empty file, `unsupported` where it is nothing that can be read, else those of the format;
 * all of them carry the source's path.
 */
export async function openEventSource(
  source: ByteSource,
  name: string,
  shared: EngineShared,
  open: OpenOptions = {},
): Promise<EventRecording> {
  const { signal } = open;
  const options = open.options ?? {};
  try {
    if (source.byteLength === 0) throw new FirstlightError('truncated', 'The file is empty');
    const bytes = wrapBytes(source, shared.blockBudgetBytes);
    const head = await bytes.blocks.read(0, Math.min(headBytes, source.byteLength), { signal });
    const probe = { name, byteLength: source.byteLength, head };
    const format = shared.formats.sniff(probe);
    const layout = await runPlan(bytes.blocks, format.open({ ...probe, options, kernels: shared.kernels }), { signal });
    const fingerprint = await source.fingerprint({ signal });
    return new EventRecording({ bytes, format, layout, options, fingerprint, shared });
  } catch (error) {
    await source.close();
    throw toFirstlightError(error).at(source.path);
  }
}
