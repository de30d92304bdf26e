import type { ByteSource } from '../byte-source.js';
import { longestZstdHeader, readZstdBlock, readZstdHeader } from './zstd-frame.js';

/** Headers read at most: those of 2 GiB of content, in about a tenth of a second. */
const mostHeaders = 16_384;

/**
 * The length of a Zstandard file's content, from the headers of all its frames and blocks and without inflating any:
 * exact. Nothing where a frame does not state its length, the file is damaged, there are very many blocks, or `source`
 * cannot read without waiting (each header's place is known only from the one before).
 */
export function measureZstd(source: ByteSource): number | undefined {
  const { readSync, byteLength } = source;
  if (readSync === undefined) return undefined;
  let contentBytes = 0;
  let at = 0;
  let headers = 0;
  try {
    while (at < byteLength) {
      const header = readZstdHeader(readSync(at, Math.min(longestZstdHeader, byteLength - at)));
      if (header?.contentBytes === undefined) return undefined;
      at += header.byteLength;
      if (header.kind === 'skippable') {
        at += header.contentBytes;
        continue;
      }
      contentBytes += header.contentBytes;
      for (let last = false; !last; ) {
        headers += 1;
        if (headers > mostHeaders) return undefined;
        const block = readZstdBlock(readSync(at, 3), 0);
        at += 3 + block.byteLength;
        last = block.last;
      }
      if (header.hasChecksum) at += 4;
    }
  } catch {
    return undefined;
  }
  return at === byteLength ? contentBytes : undefined;
}
