import { FirstlightError } from '../../base/errors.js';
import { attemptPlan, isAboutBytes } from '../../bytes/attempt-plan.js';
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

/**
 * Numbers `from` to `to` of a column as floats (*given*); 64-bit integers beyond 2⁵³ lose digits. Errors: `corrupt`,
 * `truncated` where they lie behind `byteLength`.
 */
export function* readNumbers(
  column: ArrayColumn,
  from: number,
  to: number,
  decoding: ChunkDecoding,
  byteLength: number,
): Plan<Float64Array> {
  const runs = yield* column.planRuns(from, to);
  const stored = runs.filter((run) => run.range !== undefined);
  const cut = stored.find(({ range }) => range!.offset + range!.length > byteLength);
  if (cut !== undefined) {
    throw new FirstlightError(
      'truncated',
      `The file ends at byte ${byteLength}, numbers up to byte ${cut.range!.offset + cut.range!.length} are needed`,
    );
  }
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
 * The times of single events; NaN where the bytes are damaged or missing. Of compressed pieces only the first bytes are
 * read and inflated where the filters and the event's place permit. Rounds: those of the index, one for the bytes, one
 * more where a beginning did not suffice.
 */
export function* readTimesAt(
  column: ArrayColumn,
  ordinals: readonly number[],
  coding: TimeCoding,
  decoding: ChunkDecoding,
  byteLength: number,
): Plan<Float64Array> {
  const planned = yield* joinPlans(ordinals.map((ordinal) => attemptPlan(column.planRuns(ordinal, ordinal + 1))));
  const out = new Float64Array(ordinals.length).fill(Number.NaN);
  let wanted: TimeRead[] = [];
  for (const [at, runs] of planned.entries()) {
    const run = runs instanceof FirstlightError ? undefined : runs[0];
    if (run === undefined) continue;
    if (run.range === undefined) out[at] = timeOf(run, undefined, column, coding);
    else if (run.range.offset + run.range.length <= byteLength) wanted.push({ at, run, ...firstRange(run, run.range, decoding) });
  }
  while (wanted.length > 0) {
    const bytes = yield wanted.map(({ range }) => range);
    const again: TimeRead[] = [];
    for (const [order, read] of wanted.entries()) {
      try {
        const micros = timeInPiece(read, bytes[order]!, column, coding, decoding);
        if (micros !== undefined) out[read.at] = micros;
        else again.push({ ...read, range: read.run.range!, prefix: false });
      } catch (thrown) {
        if (!isAboutBytes(thrown)) throw thrown;
      }
    }
    wanted = again;
  }
  return out;
}

interface TimeRead {
  readonly at: number;
  readonly run: ColumnRun;
  readonly range: ByteRange;
  readonly prefix: boolean;
}

/** The time of a run's first event; `undefined` where the beginning of its piece does not suffice. */
function timeInPiece(
  { run, prefix }: TimeRead,
  bytes: Uint8Array,
  column: ArrayColumn,
  coding: TimeCoding,
  decoding: ChunkDecoding,
): number | undefined {
  if (prefix) {
    const plain = new Uint8Array(run.offsetBytes + elementBytes(column.element.kind));
    const suffices = decodePrefix(run.stored.filters, run.stored.filterMask, bytes, plain, decoding);
    return suffices ? timeOf(run, plain, column, coding) : undefined;
  }
  const piece = decodePiece(run.stored, bytes, decoding);
  const micros = timeOf(run, piece.bytes, column, coding);
  piece.release();
  return micros;
}

function timeOf(run: ColumnRun, plain: Uint8Array | undefined, column: ArrayColumn, coding: TimeCoding): number {
  const micros = new Float64Array(1);
  readMicros(viewRun(run, plain, column.element), 0, 1, coding, micros);
  return micros[0]!;
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
