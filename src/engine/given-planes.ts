import type { Abortable } from '../base/abort.js';
import type { Plane, PlaneRange, PlaneSource } from '../shapes/plane-source.js';

/** Planes that share one piece of memory. */
export interface GivenPlanes {
  readonly planes: readonly Plane[];
  readonly bytes: Uint8Array;
}

/** A stack whose planes can be kept in memory. */
export interface KeepableStack extends PlaneSource {
  /** Names the samples of its planes: what was opened, and what was said about it. */
  readonly samplesKey: string;
  /** Planes that are best read together, beginning at multiples of it; absent: 1. */
  readonly planesPerRun?: number;
  /** Planes that can be read without looking for them first; absent: all. */
  readonly planesKnown?: number;
  /** Planes of a range, *given* in one piece of memory. Errors as those of `planes`. */
  run?(range: PlaneRange, options?: Abortable): Promise<GivenPlanes>;
  /**
   * One plane with fewer pixels, *given*: the middle one of each square of `reducedBy` pixels. Nothing where the layout lets no rows
   * be read by themselves.
   */
  reduced?(index: number, reducedBy: number, options?: Abortable): Promise<Plane | undefined>;
}
