import type { MapPoints } from './points-model.js';

/** Points move from one map to another in this time. */
const morphMillis = 150;

/** What the way of points is told to. */
export interface MorphListener {
  /** Points are on their way: another picture is due. */
  onMoving(): void;
  /** Points are where they belong. */
  onArrived(): void;
}

/** Points on their way from the map that was drawn last to another of the same cells. */
export class MapMorph {
  readonly #listener: MorphListener;
  #way: { readonly projection: readonly number[]; started: number | undefined } | undefined;
  /** The map that was drawn last, with all its points. */
  #lastShown: { readonly cells: number; readonly embedding: string; readonly projection: readonly number[] } | undefined;

  constructor(listener: MorphListener) {
    this.#listener = listener;
  }

  /** Where every point of the map before is there, and of the new one: they move over. */
  begin({ cells, known, embedding }: MapPoints): void {
    const before = this.#lastShown;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const moves = !still && before?.cells === cells && known === cells && before.embedding !== embedding;
    this.#way = moves ? { projection: before.projection, started: undefined } : undefined;
    this.#lastShown = undefined;
  }

  /** How far points are on their way, and from which projection; asks for the next picture until they are there. */
  shareAt(nowMillis: number): { readonly projection: readonly number[]; readonly share: number } | undefined {
    const way = this.#way;
    if (way === undefined) return undefined;
    way.started ??= nowMillis;
    const share = (nowMillis - way.started) / morphMillis;
    if (share >= 1) {
      this.#way = undefined;
      this.#listener.onArrived();
      return undefined;
    }
    queueMicrotask(() => this.#listener.onMoving());
    return { projection: way.projection, share: share * share * (3 - 2 * share) };
  }

  /** A map was drawn; one with all its points at rest is where the next starts. */
  drew(points: MapPoints | undefined, projection: readonly number[]): void {
    if (points === undefined || points.known < points.cells || this.#way !== undefined) return;
    this.#lastShown = { cells: points.cells, embedding: points.embedding, projection };
  }
}
