import { FirstlightError } from '../../base/errors.js';
import type { ByteRange } from '../../bytes/plan.js';
import type { Kernels } from '../../kernels/kernels.js';
import type { EventSink, Trigger } from '../../shapes/event-columns.js';
import { BufferPool } from '../codecs/buffer-pool.js';
import type { ChunkJob, ChunkResult, DecodeChunk } from '../event-format.js';
import type { ChunkDecoding, ForeignFilters } from '../hdf5/filters.js';
import { type ColumnRole, type ColumnRun, columnRoles, decodePiece, type EventArrays, type StoredForm, viewRun } from './array-column.js';
import { ColumnEmitter, type ColumnViews, createEmitterBlock, type EmitterBlock } from './column-emitter.js';
import type { ElementType } from './element-type.js';
import { type ElementView, skipElements } from './element-view.js';
import type { TimeCoding } from './time-coding.js';

/** Plain bytes that stay around for the next chunk. */
const keptBytes = 16 << 20;

/** A run of a column in a chunk's job: `piece` numbers the job's pieces, −1 is none. */
interface JobRun {
  readonly piece: number;
  readonly count: number;
  readonly offsetBytes: number;
  readonly strideBytes: number;
  readonly inline?: Uint8Array;
}

interface JobColumn {
  readonly element: ElementType;
  readonly runs: readonly JobRun[];
}

/** How to decode a chunk of a recording that is stored as columns. Plain: safe to post. */
export interface ArrayChunkSpec {
  readonly format: string;
  readonly events: number;
  readonly coding: TimeCoding;
  readonly width: number;
  readonly height: number;
  /** Stored form of each range of the job, in order. */
  readonly pieces: readonly StoredForm[];
  readonly columns: Readonly<Record<ColumnRole, JobColumn>>;
  /** Triggers in the time of this chunk. */
  readonly triggers: readonly Trigger[];
  readonly truncatedBytes: number;
}

/** One chunk of a recording, apart from its bytes. */
export interface ChunkPart extends Pick<ArrayChunkSpec, 'events' | 'triggers' | 'truncatedBytes'> {
  readonly chunk: number;
}

/** What decoding makes of a recording's numbers. */
export interface ArrayReading {
  /** Names the decoder in a job's `spec`. */
  readonly format: string;
  readonly coding: TimeCoding;
  /** Sensor size for counting; 0 is unknown. */
  readonly width: number;
  readonly height: number;
}

/** A job from the runs of the four columns; pieces that several columns share are read and decoded once. */
export function createArrayJob(
  { chunk, ...part }: ChunkPart,
  reading: ArrayReading,
  columns: EventArrays,
  runs: Readonly<Record<ColumnRole, readonly ColumnRun[]>>,
): ChunkJob {
  const ranges: ByteRange[] = [];
  const pieces: StoredForm[] = [];
  const places = new Map<string, number>();
  const place = ({ range, stored }: ColumnRun): number => {
    if (range === undefined) return -1;
    const key = `${range.offset}+${range.length}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, ranges.length);
    pieces.push(stored);
    return ranges.push(range) - 1;
  };
  const jobColumn = (role: ColumnRole): JobColumn => ({
    element: columns[role].element,
    runs: runs[role].map((run) => ({
      piece: place(run),
      count: run.count,
      offsetBytes: run.offsetBytes,
      strideBytes: run.strideBytes,
      ...(run.inline === undefined ? {} : { inline: run.inline }),
    })),
  });
  const spec: ArrayChunkSpec = {
    ...reading,
    ...part,
    pieces,
    columns: { t: jobColumn('t'), x: jobColumn('x'), y: jobColumn('y'), p: jobColumn('p') },
  };
  return { chunk, ranges, spec };
}

interface ThreadTools {
  readonly decoding: ChunkDecoding;
  readonly block: EmitterBlock;
}

/** A decoder of chunks whose specification is an {@link ArrayChunkSpec}. */
export function createArrayChunkDecoder(foreign: ForeignFilters): DecodeChunk {
  const tools = new WeakMap<Kernels, ThreadTools>();
  const toolsFor = (kernels: Kernels): ThreadTools => {
    const known = tools.get(kernels);
    if (known !== undefined) return known;
    const made = { decoding: { kernels, pool: new BufferPool(keptBytes), foreign }, block: createEmitterBlock(kernels) };
    tools.set(kernels, made);
    return made;
  };
  return (job, bytes, kernels, sink) => {
    const { spec } = job;
    if (!isArrayChunkSpec(spec)) throw new FirstlightError('internal', `No chunk of columns: ${spec.format}`);
    return decodeArrayChunk(spec, bytes, toolsFor(kernels), sink);
  };
}

/** Events of damaged pieces are left out; the first damage is thrown when the others were handed on. */
function decodeArrayChunk(spec: ArrayChunkSpec, bytes: readonly Uint8Array[], tools: ThreadTools, sink: EventSink): ChunkResult {
  const pieces: (DecodedPiece | FirstlightError)[] = [];
  try {
    for (const [at, stored] of spec.pieces.entries()) pieces.push(decodeOrDamage(() => decodePiece(stored, bytes[at]!, tools.decoding)));
    let damage = pieces.find((piece) => piece instanceof FirstlightError);
    const [t, x, y, p] = columnRoles.map((role) => new RunCursor(spec.columns[role], pieces)) as [
      RunCursor,
      RunCursor,
      RunCursor,
      RunCursor,
    ];
    const emitter = new ColumnEmitter(tools.block, spec.coding, spec.width, spec.height, sink);
    for (let done = 0; done < spec.events; ) {
      const count = Math.min(spec.events - done, t.available, x.available, y.available, p.available);
      if (count <= 0) throw new FirstlightError('corrupt', 'The columns of a recording differ in length');
      const views = { t: t.take(count), x: x.take(count), y: y.take(count), p: p.take(count) };
      done += count;
      if (!isWhole(views)) continue;
      const added = decodeOrDamage(() => emitter.add(views, count));
      if (added instanceof FirstlightError) damage ??= added;
    }
    emitter.flush();
    if (damage !== undefined) throw damage;
    emitter.tally.triggers = spec.triggers.length;
    emitter.tally.truncatedBytes = spec.truncatedBytes;
    return { tally: emitter.tally, triggers: spec.triggers, exit: new Float64Array(0) };
  } finally {
    for (const piece of pieces) if (!(piece instanceof FirstlightError)) piece.release();
  }
}

type DecodedPiece = ReturnType<typeof decodePiece>;
type MaybeViews = { readonly [Role in ColumnRole]: ElementView | undefined };

/** What `work` makes, or the damage of the bytes that it met; a time that no number holds is damage too. */
function decodeOrDamage<Result>(work: () => Result): Result | FirstlightError {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof FirstlightError)) throw thrown;
    if (thrown.code === 'out-of-range') return new FirstlightError('corrupt', thrown.message, { cause: thrown });
    if (thrown.code !== 'corrupt' && thrown.code !== 'truncated') throw thrown;
    return thrown;
  }
}

function isWhole(views: MaybeViews): views is ColumnViews {
  return columnRoles.every((role) => views[role] !== undefined);
}

/** Walks over the runs of a column. */
class RunCursor {
  readonly #views: readonly { readonly view: ElementView | undefined; readonly count: number }[];
  #run = 0;
  #used = 0;

  constructor(column: JobColumn, pieces: readonly (DecodedPiece | FirstlightError)[]) {
    this.#views = column.runs.map((run) => {
      const piece = run.piece < 0 ? undefined : pieces[run.piece]!;
      const view = piece instanceof FirstlightError ? undefined : viewRun(run, piece?.bytes, column.element);
      return { view, count: run.count };
    });
  }

  /** Numbers left in the current run. */
  get available(): number {
    return (this.#views[this.#run]?.count ?? 0) - this.#used;
  }

  /** The next numbers of the current run; `undefined` where it is damaged. */
  take(count: number): ElementView | undefined {
    const { view, count: length } = this.#views[this.#run]!;
    const taken = view === undefined ? undefined : skipElements(view, this.#used);
    this.#used += count;
    if (this.#used === length) {
      this.#run += 1;
      this.#used = 0;
    }
    return taken;
  }
}

function isArrayChunkSpec(spec: ChunkJob['spec']): spec is ArrayChunkSpec {
  return 'pieces' in spec && 'columns' in spec && 'coding' in spec;
}
