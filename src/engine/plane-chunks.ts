import { type Abortable, throwIfAborted } from '../base/abort.js';
import { ChunkFamily } from '../chunks/chunk-family.js';
import type { ChunkScheduler, WantedTier } from '../chunks/chunk-scheduler.js';
import { samplesPerPlane } from '../shapes/plane-facts.js';
import { sampleBytes } from '../shapes/plane-samples.js';
import type { Plane } from '../shapes/plane-source.js';
import type { GivenPlanes, KeepableStack, PlaneReadOptions } from './given-planes.js';
import type { Clock } from './ports.js';
import type { ReadBuffers } from './read-buffers.js';
import type { StackSeries } from './stack-series.js';

/** What the scheduler keeps of stacks: some planes in one piece of memory, *lent* to whoever holds a lease. */
export interface PlaneChunk extends GivenPlanes {
  readonly loadMillis: number;
  /** When it was there, by the engine's clock. */
  readonly loadedMillis: number;
  /** Told when it leaves. */
  readonly leave: () => void;
}

/** A plane in memory, *lent* until `release`. */
export interface HeldPlane {
  readonly plane: Plane;
  readonly loadMillis: number;
  readonly loadedMillis: number;
  release(): void;
}

/** Several planes of a stream, *lent* until the next are asked for. */
export type PlaneBatch = readonly { readonly at: number; readonly plane: Plane }[];

export interface StreamOptions extends Abortable {
  /** Planes that are best handed out together. Default 1. */
  readonly together?: number;
}

/** Bytes of planes that a stream hands out together, and reads ahead. */
const batchBytes = 16 << 20;
const batchesAhead = 2;

/** The planes of one stack, read on demand through the scheduler that everything shares. */
export class PlaneChunks {
  readonly stack: KeepableStack;
  readonly #family: ChunkFamily<PlaneChunk>;
  readonly #buffers: ReadBuffers;
  readonly #clock: Clock;
  /** The key of the chunk that holds a plane, of planes that are in memory. */
  readonly #resident = new Map<number, string>();

  constructor(stack: KeepableStack, family: ChunkFamily<PlaneChunk>, buffers: ReadBuffers, clock: Clock) {
    this.stack = stack;
    this.#family = family;
    this.#buffers = buffers;
    this.#clock = clock;
  }

  /** Bytes of one plane. */
  get planeBytes(): number {
    const { facts } = this.stack;
    return samplesPerPlane(facts) * sampleBytes(facts.dtype);
  }

  /** A plane that is in memory. */
  peek(index: number): HeldPlane | undefined {
    const key = this.#resident.get(index);
    const held = key === undefined ? undefined : this.#family.peek(key);
    return held && heldPlane(held.value, index, held.release);
  }

  isResident(index: number): boolean {
    return this.#resident.has(index);
  }

  /** The place nearest to `at` whose plane is in memory; of two that are equally near, the earlier one. */
  nearest(series: StackSeries, at: number): number | undefined {
    let nearest: number | undefined;
    for (const index of this.#resident.keys()) {
      const place = series.placeOf(index);
      if (place === undefined) continue;
      const closer = nearest === undefined ? Number.POSITIVE_INFINITY : Math.abs(nearest - at);
      const distance = Math.abs(place - at);
      if (distance < closer || (distance === closer && place < nearest!)) nearest = place;
    }
    return nearest;
  }

  /** Reads a plane, or finds it. Errors: those of the stack's `plane`; `aborted`. */
  async hold(index: number, tier: WantedTier, options: Abortable = {}): Promise<HeldPlane> {
    const lease = this.request(index, tier, options);
    try {
      return heldPlane(await lease.value, index, lease.release);
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  /** Asks for the chunk of a plane: what will soon be held is asked for as `prefetch`. */
  request(index: number, tier: WantedTier, options: Abortable = {}): { readonly value: Promise<PlaneChunk>; release(): void } {
    const [fromPlane, toPlane] = this.#runOf(index);
    const key = this.#resident.get(index) ?? `${this.stack.samplesKey}/${fromPlane}-${toPlane}`;
    const lease = this.#family.request(
      {
        key,
        tier,
        expectedBytes: (toPlane - fromPlane) * this.planeBytes,
        load: async ({ signal }) => {
          const value = await this.#load(key, fromPlane, toPlane, { signal, apart: tier === 'prefetch' });
          return { value, byteLength: value.bytes.byteLength };
        },
      },
      options,
    );
    return { value: lease.value, release: () => lease.release() };
  }

  /** As `hold`, of the plane with fewer pixels; nothing where it can be read only whole. */
  async holdReduced(index: number, reducedBy: number, options: Abortable = {}): Promise<HeldPlane | undefined> {
    const { stack } = this;
    if (stack.reduced === undefined) return undefined;
    const request = {
      key: this.#reducedKey(index, reducedBy),
      tier: 'visible',
      expectedBytes: this.planeBytes / reducedBy ** 2,
      load: async ({ signal }: { readonly signal: AbortSignal }) => {
        const startMillis = this.#clock.now();
        const plane = await stack.reduced?.(index, reducedBy, { signal });
        const planes = plane === undefined ? [] : [plane];
        const value = this.#chunk({ planes, bytes: bytesOf(plane) }, startMillis, () => undefined);
        return { value, byteLength: value.bytes.byteLength };
      },
    } as const;
    const lease = this.#family.request(request, options);
    try {
      const chunk = await lease.value;
      if (chunk.planes.length > 0) return heldPlane(chunk, index, () => lease.release());
      lease.release();
      return undefined;
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  /** A reduced plane that is in memory. */
  peekReduced(index: number, reducedBy: number): HeldPlane | undefined {
    const held = this.#family.peek(this.#reducedKey(index, reducedBy));
    if (held === undefined) return undefined;
    if (held.value.planes.length > 0) return heldPlane(held.value, index, held.release);
    held.release();
    return undefined;
  }

  /**
   * Planes of a series at the places given, in their order, without keeping them: for passes that are longer than the cache. What
   * is in memory is not read again.
   */
  async *stream(series: StackSeries, places: Iterable<number>, options: StreamOptions = {}): AsyncGenerator<PlaneBatch, void, undefined> {
    const batches = this.#batches(series, places, Math.max(1, options.together ?? 1));
    const ahead: Promise<StreamedBatch>[] = [];
    const fill = (): void => {
      while (ahead.length < batchesAhead) {
        const step = batches.next();
        if (step.done) return;
        const reading = this.#readBatch(series, step.value, options);
        reading.catch(() => undefined);
        ahead.push(reading);
      }
    };
    try {
      for (fill(); ahead.length > 0; fill()) {
        throwIfAborted(options.signal);
        const batch = await ahead[0]!;
        ahead.shift();
        fill();
        try {
          yield batch.planes;
        } finally {
          batch.release();
        }
      }
    } finally {
      for (const reading of ahead) {
        reading.then(
          (batch) => batch.release(),
          () => undefined,
        );
      }
    }
  }

  *#batches(series: StackSeries, places: Iterable<number>, together: number): Generator<readonly number[], void, undefined> {
    const most = Math.max(1, Math.min(Math.max(together, this.#planesPerRun), Math.floor(batchBytes / this.planeBytes)));
    let batch: number[] = [];
    for (const at of places) {
      batch.push(at);
      const run = this.#planesPerRun;
      const ends = run > 1 && batch.length >= together && series.indexAt(at) % run === run - 1;
      if (batch.length < most && !ends) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  async #readBatch(series: StackSeries, places: readonly number[], options: Abortable): Promise<StreamedBatch> {
    const planes: { at: number; plane: Plane }[] = [];
    const releases: (() => void)[] = [];
    const release = (): void => {
      for (const end of releases.splice(0)) end();
    };
    try {
      const parts = runsOf(places.map((at) => ({ at, index: series.indexAt(at) })));
      const read = await Promise.allSettled(
        parts.map(async ({ fromPlane, toPlane, first }) => {
          const held = toPlane - fromPlane === 1 ? this.peek(fromPlane) : undefined;
          if (held !== undefined) {
            releases.push(() => held.release());
            return [{ at: first, plane: held.plane }];
          }
          const given = await this.#read(fromPlane, toPlane, { ...options, apart: true });
          releases.push(() => this.#buffers.give([given.bytes]));
          return given.planes.map((plane, step) => ({ at: first + step, plane }));
        }),
      );
      for (const part of read) {
        if (part.status === 'rejected') throw part.reason;
        planes.push(...part.value);
      }
      return { planes, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  get #planesPerRun(): number {
    return this.stack.planesPerRun ?? 1;
  }

  /** The run of planes that is read for a plane. */
  #runOf(index: number): readonly [fromPlane: number, toPlane: number] {
    const { planesKnown, facts } = this.stack;
    const run = this.#planesPerRun;
    const fromPlane = index - (index % run);
    const known = Math.min(planesKnown ?? Number.POSITIVE_INFINITY, facts.frames.value);
    return [fromPlane, Math.min(fromPlane + run, Math.max(index + 1, known))];
  }

  async #load(key: string, fromPlane: number, toPlane: number, options: PlaneReadOptions): Promise<PlaneChunk> {
    const startMillis = this.#clock.now();
    const given = await this.#read(fromPlane, toPlane, options);
    for (const { index } of given.planes) this.#resident.set(index, key);
    return this.#chunk(given, startMillis, () => {
      for (const { index } of given.planes) if (this.#resident.get(index) === key) this.#resident.delete(index);
      this.#buffers.give([given.bytes]);
    });
  }

  #chunk(given: GivenPlanes, startMillis: number, leave: () => void): PlaneChunk {
    const loadedMillis = this.#clock.now();
    return { ...given, loadMillis: loadedMillis - startMillis, loadedMillis, leave };
  }

  async #read(fromPlane: number, toPlane: number, options: PlaneReadOptions): Promise<GivenPlanes> {
    const { stack } = this;
    if (stack.run !== undefined) return stack.run({ fromPlane, toPlane }, options);
    const planes = await Promise.all(Array.from({ length: toPlane - fromPlane }, (_, step) => stack.plane(fromPlane + step, options)));
    return { planes, bytes: planes.length === 1 ? bytesOf(planes[0]) : new Uint8Array(0) };
  }

  #reducedKey(index: number, reducedBy: number): string {
    return `${this.stack.samplesKey}/${index} by ${reducedBy}`;
  }
}

interface StreamedBatch {
  readonly planes: PlaneBatch;
  release(): void;
}

/** Every stack's planes in one scheduler. */
export class StackPlanes {
  readonly #family: ChunkFamily<PlaneChunk>;
  readonly #chunks = new WeakMap<KeepableStack, PlaneChunks>();
  readonly #buffers: ReadBuffers;
  readonly #clock: Clock;

  constructor(scheduler: ChunkScheduler<unknown>, buffers: ReadBuffers, clock: Clock) {
    this.#family = new ChunkFamily<PlaneChunk>(scheduler, 'planes', (chunk) => chunk.leave());
    this.#buffers = buffers;
    this.#clock = clock;
  }

  of(stack: KeepableStack): PlaneChunks {
    let chunks = this.#chunks.get(stack);
    if (chunks === undefined) {
      chunks = new PlaneChunks(stack, this.#family, this.#buffers, this.#clock);
      this.#chunks.set(stack, chunks);
    }
    return chunks;
  }
}

function heldPlane({ planes, loadMillis, loadedMillis }: PlaneChunk, index: number, release: () => void): HeldPlane {
  return { plane: planes[index - planes[0]!.index]!, loadMillis, loadedMillis, release };
}

/** Places whose planes follow each other, so that they are read in one piece. */
function runsOf(
  places: readonly { readonly at: number; readonly index: number }[],
): readonly { readonly fromPlane: number; readonly toPlane: number; readonly first: number }[] {
  const runs: { fromPlane: number; toPlane: number; first: number; last: number }[] = [];
  for (const { at, index } of places) {
    const last = runs.at(-1);
    if (last !== undefined && last.toPlane === index && last.last + 1 === at) {
      last.toPlane = index + 1;
      last.last = at;
    } else runs.push({ fromPlane: index, toPlane: index + 1, first: at, last: at });
  }
  return runs;
}

/** All bytes behind a plane that has its memory to itself. */
function bytesOf(plane: Plane | undefined): Uint8Array {
  return plane === undefined ? new Uint8Array(0) : new Uint8Array(plane.samples.buffer, plane.samples.byteOffset, plane.samples.byteLength);
}
