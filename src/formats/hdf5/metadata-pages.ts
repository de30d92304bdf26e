import { ByteLru } from '../../base/byte-lru.js';
import { FirstlightError } from '../../base/errors.js';
import type { ByteRange, Plan } from '../../bytes/plan.js';

const pageBytes = 4096;
const budgetBytes = 16 << 20;

/**
 * The metadata of one file, remembered in pages. HDF5 structures are small and refer to each other, so neighbours are
 * read together and what was read once is not asked for again. Bounded at 16 MiB.
 */
export class MetadataPages {
  readonly byteLength: number;
  readonly #head: Uint8Array;
  readonly #pages = new ByteLru<number, Uint8Array>(budgetBytes);

  /** `head`: the file's first bytes, lent for the life of this object. */
  constructor(byteLength: number, head: Uint8Array) {
    this.byteLength = byteLength;
    this.#head = head;
  }

  /**
   * `length` bytes at `offset`, *lent*. Up to `ahead` bytes from there are remembered as well, for the reads to come.
   * Errors: `truncated` when the file ends before.
   */
  *read(offset: number, length: number, ahead: number = length): Plan<Uint8Array> {
    const end = offset + length;
    if (end > this.byteLength) {
      throw new FirstlightError(
        'truncated',
        `The file ends at byte ${this.byteLength}, HDF5 metadata at bytes ${offset} to ${end} is needed`,
      );
    }
    if (end <= this.#head.length) return this.#head.subarray(offset, end);
    const first = Math.floor(offset / pageBytes);
    const last = Math.floor((Math.min(Math.max(end, offset + ahead), this.byteLength) - 1) / pageBytes);
    const pages: (Uint8Array | undefined)[] = [];
    for (let page = first; page <= last; page += 1) pages.push(this.#known(page));
    const missing = missingRanges(pages, first, this.byteLength);
    if (missing.length > 0) {
      const received = yield missing;
      for (const [order, range] of missing.entries()) {
        const bytes = received[order]!;
        for (let at = 0; at < range.length; at += pageBytes) {
          const page = (range.offset + at) / pageBytes;
          const content = bytes.slice(at, at + pageBytes);
          this.#pages.set(page, content, content.length);
          pages[page - first] = content;
        }
      }
    }
    const start = offset - first * pageBytes;
    if (start + length <= pages[0]!.length) return pages[0]!.subarray(start, start + length);
    return assemble(pages, start, length);
  }

  #known(page: number): Uint8Array | undefined {
    const start = page * pageBytes;
    const end = Math.min(start + pageBytes, this.byteLength);
    if (end <= this.#head.length) return this.#head.subarray(start, end);
    return this.#pages.get(page);
  }
}

function missingRanges(pages: readonly (Uint8Array | undefined)[], first: number, byteLength: number): ByteRange[] {
  const ranges: ByteRange[] = [];
  for (let i = 0; i < pages.length; i += 1) {
    if (pages[i] !== undefined) continue;
    let end = i + 1;
    while (end < pages.length && pages[end] === undefined) end += 1;
    const offset = (first + i) * pageBytes;
    ranges.push({ offset, length: Math.min((first + end) * pageBytes, byteLength) - offset });
    i = end;
  }
  return ranges;
}

function assemble(pages: readonly (Uint8Array | undefined)[], start: number, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let written = 0;
  for (const page of pages) {
    if (written >= length) break;
    const from = written === 0 ? start : 0;
    const part = page!.subarray(from, from + length - written);
    out.set(part, written);
    written += part.length;
  }
  return out;
}
