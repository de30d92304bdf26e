import { batch, type Signal, signal } from '@preact/signals';
import { ByteLru } from '../../base/byte-lru.js';
import { type MapBounds, mapBounds } from '../../picture/map-projection.js';
import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions, ReportedError } from '../../protocol/questions.js';
import { stackValues } from './stack-values.js';

/** The points of one embedding, as far as they came: kept in file order, and never changed afterwards. */
export interface MapPoints {
  readonly embedding: string;
  /** As the file has them; of one dimension, and of more than three, two are drawn. */
  readonly fileDims: number;
  readonly dims: 2 | 3;
  readonly cells: number;
  /** Of the dimensions that are drawn. */
  readonly bounds: MapBounds;
  readonly missing: number;
  readonly coordinates: Float32Array;
  /** Cells from the first on whose points are there. */
  readonly known: number;
  readonly sample: { readonly cells: Uint32Array; readonly coordinates: Float32Array } | undefined;
  /** Of one dimension: most cells that lie above one another. */
  readonly tallest: number | undefined;
}

/** Hears of points as they come. */
export interface PointsListener {
  onBegin(points: MapPoints): void;
  onSample(cells: Uint32Array, coordinates: Float32Array): void;
  onRun(from: number, coordinates: Float32Array): void;
}

type Part = AnswerOf<'points'>;

/** Maps that are kept, so that going back costs nothing and points can move over. */
const keptBytes = 160_000_000;

/** Has the points of an embedding come, a spatially even part first. */
export class PointsModel {
  readonly points: Signal<MapPoints | undefined> = signal(undefined);
  readonly #questions: Questions;
  readonly #recording: string;
  readonly #onError: (error: ReportedError) => void;
  readonly #kept = new ByteLru<string, MapPoints>(keptBytes);
  readonly #listeners = new Set<PointsListener>();
  #wanted: string | undefined;
  #stop: (() => void) | undefined;

  constructor(questions: Questions, recording: string, onError: (error: ReportedError) => void) {
    this.#questions = questions;
    this.#recording = recording;
    this.#onError = onError;
  }

  /** Whether all points of what is wanted are there. */
  get complete(): boolean {
    const points = this.points.value;
    return points !== undefined && points.embedding === this.#wanted && points.known === points.cells;
  }

  /** Tells what is there now, and what comes. Returns the way to stop. */
  listen(listener: PointsListener): () => void {
    this.#listeners.add(listener);
    const points = this.points.peek();
    if (points !== undefined) tellAll(listener, points);
    return () => this.#listeners.delete(listener);
  }

  /** Shows an embedding; what was shown stays until the first part of it came. */
  want(embedding: string): void {
    if (embedding === this.#wanted) return;
    this.#wanted = embedding;
    this.#stop?.();
    this.#stop = undefined;
    const kept = this.#kept.get(embedding);
    if (kept !== undefined) this.#show(kept);
    else this.#ask(embedding);
  }

  /** Everything is asked for anew: what was read may be read otherwise now. */
  forget(): void {
    this.#kept.clear();
    this.points.value = undefined;
  }

  /** Asks again for what did not come. */
  again(): void {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted !== undefined && this.points.peek()?.known !== this.points.peek()?.cells) this.#kept.delete(wanted);
    if (wanted !== undefined) this.want(wanted);
  }

  close(): void {
    this.#stop?.();
    this.#listeners.clear();
    this.#kept.clear();
  }

  #ask(embedding: string): void {
    this.#stop = this.#questions.ask({ type: 'points', recording: this.#recording, embedding }, (reply) => {
      if (reply.type === 'error' && reply.error.code !== 'aborted') this.#onError(reply.error);
      if (reply.type === 'points') this.#take(reply);
    });
  }

  #take(part: Part): void {
    const shown = this.points.peek();
    const before = shown?.embedding === part.embedding && shown.known < shown.cells ? shown : undefined;
    if (part.dims === 1) this.#takeLine(part);
    else if (part.part.kind === 'sample') this.#takeSample(part, part.part.cells, before);
    else this.#takeRun(part, part.part.from, before ?? empty(part));
    if (part.final) this.#stop = undefined;
  }

  #takeSample(part: Part, cells: Uint32Array, before: MapPoints | undefined): void {
    const coordinates = drawnDims(part);
    const points: MapPoints = { ...empty(part), sample: { cells, coordinates } };
    if (before === undefined || before.known > 0) {
      this.#show(points);
      return;
    }
    // A better sample: nothing begins anew.
    batch(() => {
      for (const listener of this.#listeners) listener.onSample(cells, coordinates);
      this.points.value = points;
    });
  }

  #takeRun(part: Part, from: number, before: MapPoints): void {
    const run = drawnDims(part);
    const isNew = before.known === 0 && before.sample === undefined;
    const coordinates = before.coordinates.length > 0 ? before.coordinates : new Float32Array(before.cells * before.dims);
    coordinates.set(run, from * before.dims);
    const known = from + run.length / before.dims;
    const points: MapPoints = { ...before, coordinates, known, ...(known === before.cells ? { sample: undefined } : {}) };
    if (known === before.cells) this.#keep(points);
    if (isNew) {
      this.#show(points);
      return;
    }
    batch(() => {
      for (const listener of this.#listeners) listener.onRun(from, run);
      this.points.value = points;
    });
  }

  readonly #line: { embedding: string; values: Float32Array } = { embedding: '', values: new Float32Array(0) };

  /** Values along one axis are drawn as a heap of points, which needs all of them. */
  #takeLine(part: Part): void {
    if (part.part.kind === 'sample') return;
    if (this.#line.embedding !== part.embedding || part.part.from === 0) {
      this.#line.embedding = part.embedding;
      this.#line.values = new Float32Array(part.cells);
    }
    this.#line.values.set(part.coordinates, part.part.from);
    if (!part.final) return;
    const [least = 0, greatest = 0] = part.bounds;
    const { coordinates, tallest } = stackValues(this.#line.values, least, greatest);
    this.#line.embedding = '';
    this.#line.values = new Float32Array(0);
    const bounds = mapBounds(coordinates, 2);
    const points: MapPoints = { ...empty(part), coordinates, known: part.cells, bounds, tallest };
    this.#keep(points);
    this.#show(points);
  }

  #keep(points: MapPoints): void {
    this.#kept.set(points.embedding, points, points.coordinates.byteLength);
  }

  #show(points: MapPoints): void {
    batch(() => {
      this.points.value = points;
      for (const listener of this.#listeners) tellAll(listener, points);
    });
  }
}

function tellAll(listener: PointsListener, points: MapPoints): void {
  listener.onBegin(points);
  if (points.sample !== undefined) listener.onSample(points.sample.cells, points.sample.coordinates);
  if (points.known > 0) listener.onRun(0, points.coordinates.subarray(0, points.known * points.dims));
}

function empty({ embedding, dims: fileDims, cells, missing, bounds }: Part): MapPoints {
  const dims = fileDims === 3 ? 3 : 2;
  const drawn = Math.min(dims, fileDims);
  return {
    embedding,
    fileDims,
    dims,
    cells,
    bounds: { least: [...bounds.subarray(0, drawn)], greatest: [...bounds.subarray(fileDims, fileDims + drawn)] },
    missing,
    coordinates: new Float32Array(0),
    known: 0,
    sample: undefined,
    tallest: undefined,
  };
}

/** Of more than three dimensions the first two. */
function drawnDims({ dims, coordinates }: Part): Float32Array {
  if (dims <= 3) return coordinates;
  const cells = coordinates.length / dims;
  const flat = new Float32Array(2 * cells);
  for (let cell = 0; cell < cells; cell += 1) {
    flat[2 * cell] = coordinates[cell * dims]!;
    flat[2 * cell + 1] = coordinates[cell * dims + 1]!;
  }
  return flat;
}
