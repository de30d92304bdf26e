import { FirstlightError } from '../../base/errors.js';
import type { ByteRange, Plan } from '../../bytes/plan.js';
import type { FilterSpec } from '../hdf5/filter-pipeline.js';
import { type ChunkDecoding, decodeFilters } from '../hdf5/filters.js';
import { type ElementType, elementBytes } from './element-type.js';
import { type ElementView, viewElements } from './element-view.js';

/** How bytes that were read become the array they stand for. Plain: safe to post. */
export interface StoredForm {
  readonly filters: readonly FilterSpec[];
  readonly filterMask: number;
  /** Bytes after the filters are undone. */
  readonly plainBytes: number;
}

/** A run of consecutive numbers of one column inside one stored piece. */
export interface ColumnRun {
  readonly count: number;
  /** What to read; absent where the bytes are at hand, as `inline`. */
  readonly range?: ByteRange;
  readonly stored: StoredForm;
  /** Place of the first number in the plain bytes, and the way to the next. */
  readonly offsetBytes: number;
  readonly strideBytes: number;
  /** Plain bytes at hand (*lent*): of a recording that was read whole, or one fill value, which a stride of 0 repeats. */
  readonly inline?: Uint8Array;
}

/** A column of numbers, one an event, somewhere in a file. */
export interface ArrayColumn {
  readonly element: ElementType;
  /** Numbers in one stored piece; absent where any run can be read by itself. */
  readonly pieceEvents?: number;
  /** Where numbers `from` to `to` (exclusive) are, as consecutive runs. */
  planRuns(from: number, to: number): Plan<ColumnRun[]>;
}

export type ColumnRole = 't' | 'x' | 'y' | 'p';
export type EventArrays = Readonly<Record<ColumnRole, ArrayColumn>>;

export const columnRoles: readonly ColumnRole[] = ['t', 'x', 'y', 'p'];

/** Stored as it is. */
export function plainForm(plainBytes: number): StoredForm {
  return { filters: [], filterMask: 0, plainBytes };
}

/** Largest piece that is decoded at once, in bytes before filters. */
const pieceLimitBytes = 512 << 20;
/** Deflate makes at most 1,032 bytes of one. */
const deflateRatio = 1040;

/**
 * Throws before memory is taken for a piece: `too-large` for what is beyond 512 MiB, `corrupt` for what cannot have been
 * deflated to so few bytes.
 */
export function checkPieceBytes(stored: StoredForm, storedBytes: number): void {
  if (stored.filters.length === 0) return;
  if (stored.plainBytes > pieceLimitBytes) {
    throw new FirstlightError(
      'too-large',
      `A chunk of ${stored.plainBytes} bytes must be decompressed as a whole; at most ${pieceLimitBytes} can be`,
      {
        advice: 'Store the recording again in chunks of about 100,000 events.',
      },
    );
  }
  const deflated = stored.filters.some(({ id }, at) => id === 1 && (stored.filterMask & (1 << at)) === 0);
  if (deflated && stored.plainBytes > storedBytes * deflateRatio + 4096) {
    throw new FirstlightError('corrupt', `A chunk claims to make ${stored.plainBytes} bytes of ${storedBytes}`);
  }
}

/** Undoes the filters of a piece; see `decodeFilters`. Errors: `corrupt`, `too-large`, `unsupported`. */
export function decodePiece(
  stored: StoredForm,
  bytes: Uint8Array,
  decoding: ChunkDecoding,
): { readonly bytes: Uint8Array; readonly release: () => void } {
  if (stored.filters.length === 0) return { bytes, release: () => undefined };
  checkPieceBytes(stored, bytes.length);
  return decodeFilters(stored.filters, stored.filterMask, bytes, stored.plainBytes, decoding);
}

/**
 * The numbers of a run inside its plain bytes: those of its piece, or those it carries itself. Throws `corrupt` when they
 * do not lie inside.
 */
export function viewRun(
  run: Pick<ColumnRun, 'count' | 'offsetBytes' | 'strideBytes' | 'inline'>,
  piece: Uint8Array | undefined,
  element: ElementType,
): ElementView {
  const plain = piece ?? run.inline ?? new Uint8Array(0);
  const end = run.offsetBytes + (run.count - 1) * run.strideBytes + elementBytes(element.kind);
  if (run.count > 0 && (end > plain.length || run.offsetBytes < 0)) {
    throw new FirstlightError('corrupt', `A column ends at byte ${plain.length} where byte ${end} is needed`);
  }
  return viewElements(plain, run.offsetBytes, run.strideBytes, run.count, element);
}
