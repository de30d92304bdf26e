import type { Abortable } from '../../base/abort.js';
import { FirstlightError } from '../../base/errors.js';
import type { ByteSource } from '../byte-source.js';
import { GzipInflater } from './gzip-inflater.js';
import { InflatedSource, type InflateProgress } from './inflated-source.js';
import type { InflatedSink, Inflater } from './inflater.js';
import { measureZstd } from './measure-zstd.js';
import { MemorySpool } from './memory-spool.js';
import type { SpoolStore } from './spool-store.js';
import { zstdMagic } from './zstd-frame.js';
import { ZstdInflater } from './zstd-inflater.js';

/** How a file is compressed as a whole. */
export type WholeCompression = 'gzip' | 'zstd';

export interface OpenCompressedOptions extends Abortable {
  /** The file's name; its `.gz` or `.zst` is taken off. */
  readonly name: string;
  /** Makes the place for the inflated bytes. Default: memory within `budgetBytes`. */
  readonly createSpool?: () => Promise<SpoolStore>;
  /** Budget of the default spool. Default 256 MiB. */
  readonly budgetBytes?: number;
  /** Told as the file is inflated at once. */
  readonly onProgress?: (progress: InflateProgress) => void;
}

/** A compressed file as its content. */
export interface CompressedOpening {
  /** The content, an {@link InflatedSource}; closes the compressed source with itself. Ends where damage begins, if there is any. */
  readonly source: ByteSource;
  readonly compression: WholeCompression;
  /** `fan.raw` of `fan.raw.zst`. */
  readonly innerName: string;
  /** What to tell a person: what lazy access costs here. */
  readonly notice: { readonly code: 'compressed-whole'; readonly message: string };
  /** `corrupt` or `truncated` where the content is not all there: to be reported, not thrown. */
  readonly damage?: FirstlightError;
}

/** The compression that `head`, the first bytes of a file, begins with. A name alone does not count. */
export function sniffCompression(head: Uint8Array): WholeCompression | undefined {
  if (head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gzip';
  if (head.length < 4) return undefined;
  const magic = new DataView(head.buffer, head.byteOffset, 4).getUint32(0, true);
  // Parallel compressors begin with a skippable frame.
  return magic === zstdMagic || (magic & ~15) >>> 0 === 0x184d2a50 ? 'zstd' : undefined;
}

/**
 * Opens a file that is compressed as a whole, or returns nothing if `source` is not. Its content is inflated front to back
 * into a spool, never twice, and read from there. Where its length is known without that (Zstandard that states it, read
 * without waiting) it is inflated as reads need it; else all of it at once, for nothing in gzip tells a length that can be
 * trusted: the trailer counts modulo 2³² and only its own member. `source` belongs to the opening from then on.
 *
 * Errors: `too-large` when the content passes the spool's budget, `aborted`, `corrupt` or `truncated` when not a byte of
 * the content is good, what `source` and the spool throw. After an error the spool is closed and `source` is the caller's.
 */
export async function openCompressed(source: ByteSource, options: OpenCompressedOptions): Promise<CompressedOpening | undefined> {
  const { signal } = options;
  const head = await source.read(0, Math.min(18, source.byteLength), { signal });
  const compression = sniffCompression(head);
  if (compression === undefined) return undefined;
  const createSpool = options.createSpool ?? (async () => new MemorySpool(options.budgetBytes ?? 256 << 20));
  const spool = await createSpool();
  try {
    const statedBytes = compression === 'zstd' ? measureZstd(source) : undefined;
    if (statedBytes !== undefined && statedBytes > spool.budgetBytes) throw tooLarge(statedBytes, spool.budgetBytes);
    const createInflater = (sink: InflatedSink): Inflater => (compression === 'gzip' ? new GzipInflater(sink) : new ZstdInflater(sink));
    const inflated = new InflatedSource(source, spool, createInflater, statedBytes);
    if (statedBytes === undefined) await inflated.inflateAll(options);
    const { damage } = inflated;
    if (damage !== undefined && inflated.byteLength === 0) throw damage;
    const name = compression === 'gzip' ? 'gzip' : 'Zstandard';
    const message = `The file is one ${name} stream: to get at its end, all of its ${source.byteLength} bytes are inflated. Uncompressed, it opens at once`;
    return {
      source: inflated,
      compression,
      innerName: options.name.replace(/\.(gz|zst)$/i, ''),
      notice: { code: 'compressed-whole', message },
      ...(damage === undefined ? {} : { damage }),
    };
  } catch (thrown) {
    await spool.close();
    throw thrown instanceof FirstlightError ? thrown.at(source.path) : thrown;
  }
}

function tooLarge(contentBytes: number, budgetBytes: number): FirstlightError {
  return new FirstlightError('too-large', `The content takes ${contentBytes} bytes, the budget for it is ${budgetBytes}`, {
    advice: 'Decompress the file first.',
  });
}
