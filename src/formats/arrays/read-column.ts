import { joinPlans } from '../../bytes/join-plans.js';
import type { ByteRange, Plan } from '../../bytes/plan.js';
import { type ChunkDecoding, decodePrefix, hasReadablePrefix } from '../hdf5/filters.js';
import { type ArrayColumn, type ColumnRun, decodePiece, viewRun } from './array-column.js';
import { elementBytes } from './element-type.js';
import type { ElementView } from './element-view.js';
import { readMicros, type TimeCoding } from './time-coding.js';

/** Stored bytes that are read to see the first number of a compressed piece. */
const prefixBytes = 4096;
/** A number so near the start of its piece is looked for in the piece's first stored bytes. */
const nearStartBytes = 64;

/** Numbers `from` to `to` of a column as floats (*given*); 64-bit integers beyond 2⁵³ lose digits. */
export function* readNumbers(column: ArrayColumn, from: number, to: number, decoding: ChunkDecoding): Plan<Float64Array> {
  const runs = yield* column.planRuns(from, to);
  const stored = runs.filter((run) => run.range !== undefined);
  const bytes = stored.length === 0 ? [] : yield stored.map((run) => run.range!);
  const out = new Float64Array(to - from);
  let at = 0;
  for (const run of runs) {
    const order = stored.indexOf(run);
    const piece = order < 0 ? undefined : decodePiece(run.stored, bytes[order]!, decoding);
    at = copyNumbers(viewRun(run, piece?.bytes, column.element), run.count, out, at);
    piece?.release();
  }
  return out;
}

function copyNumbers({ array, start, step, kind }: ElementView, count: number, out: Float64Array, at: number): number {
  const wide = kind === 'u64' || kind === 'i64';
  for (let i = 0, k = start; i < count; i += 1, k += step) {
    const low = array[k]!;
    if (!wide) out[at + i] = low;
    else out[at + i] = (kind === 'i64' ? array[k + 1]! | 0 : array[k + 1]!) * 2 ** 32 + low;
  }
  return at + count;
}

/**
 * The times of single events. Of compressed pieces only the first bytes are read and inflated where the filters and the
 * event's place permit. Rounds: those of the index, one for the bytes, one more where a beginning did not suffice.
 */
export function* readTimesAt(
  column: ArrayColumn,
  ordinals: readonly number[],
  coding: TimeCoding,
  decoding: ChunkDecoding,
): Plan<Float64Array> {
  const planned = yield* joinPlans(ordinals.map((ordinal) => column.planRuns(ordinal, ordinal + 1)));
  const out = new Float64Array(ordinals.length);
  const micros = new Float64Array(1);
  const take = (at: number, run: ColumnRun, plain: Uint8Array | undefined): void => {
    readMicros(viewRun(run, plain, column.element), 0, 1, coding, micros);
    out[at] = micros[0]!;
  };
  let wanted: { at: number; run: ColumnRun; range: ByteRange; prefix: boolean }[] = [];
  for (const [at, runs] of planned.entries()) {
    const run = runs[0]!;
    if (run.range === undefined) take(at, run, undefined);
    else wanted.push({ at, run, ...firstRange(run, run.range, decoding) });
  }
  while (wanted.length > 0) {
    const bytes = yield wanted.map(({ range }) => range);
    const again: typeof wanted = [];
    for (const [order, { at, run, prefix }] of wanted.entries()) {
      const read = bytes[order]!;
      if (!prefix) {
        const piece = decodePiece(run.stored, read, decoding);
        take(at, run, piece.bytes);
        piece.release();
        continue;
      }
      const needed = run.offsetBytes + elementBytes(column.element.kind);
      const plain = new Uint8Array(needed);
      if (decodePrefix(run.stored.filters, run.stored.filterMask, read, plain, decoding)) take(at, run, plain);
      else again.push({ at, run, range: run.range!, prefix: false });
    }
    wanted = again;
  }
  return out;
}

function firstRange(run: ColumnRun, range: ByteRange, decoding: ChunkDecoding): { range: ByteRange; prefix: boolean } {
  const { filters } = run.stored;
  const prefix = filters.length > 0 && run.offsetBytes < nearStartBytes && hasReadablePrefix(filters, decoding.foreign);
  if (!prefix || range.length <= prefixBytes) return { range, prefix: false };
  return { range: { offset: range.offset, length: prefixBytes }, prefix: true };
}

/** Whether single times cost a whole piece to read. */
export function isTimeCostly(run: ColumnRun | undefined, decoding: ChunkDecoding): boolean {
  if (run?.range === undefined || run.stored.filters.length === 0) return false;
  return !hasReadablePrefix(run.stored.filters, decoding.foreign);
}
