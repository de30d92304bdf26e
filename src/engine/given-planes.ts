import type { Abortable } from '../base/abort.js';
import type { PlaneJob } from '../formats/plane-format.js';
import type { PlanePlace } from '../shapes/plane-axes.js';
import type { Plane, PlaneRange, PlaneSource } from '../shapes/plane-source.js';
import type { TaskFile } from './task-file.js';

export interface PlaneReadOptions extends Abortable {
  /** Whether workers decode, where there are some: for what is read ahead or in long passes; to start one takes longer than a plane. */
  readonly apart?: boolean;
}

/** Planes that share one piece of memory. */
export interface GivenPlanes {
  readonly planes: readonly Plane[];
  readonly bytes: Uint8Array;
}

/** What it takes to decode one plane elsewhere. */
export interface PreparedPlane {
  /** With the bytes of their ranges, *given*; without where `file` has them. */
  readonly jobs: readonly { readonly job: PlaneJob; readonly bytes: readonly Uint8Array[] }[];
  readonly file?: TaskFile | undefined;
}

export interface PrepareOptions extends Abortable {
  /** Whether bytes may be read from a file of this process. */
  readonly filesToo: boolean;
}

/** A stack whose planes can be kept in memory. */
export interface KeepableStack extends PlaneSource {
  /** Names the samples of its planes: what was opened, and what was said about it. */
  readonly samplesKey: string;
  /** Planes that are best read together, beginning at multiples of it; absent: 1. */
  readonly planesPerRun?: number;
  /** Planes that can be read without looking for them first; absent: all. */
  readonly planesKnown?: number;
  plane(which: number | PlanePlace, options?: PlaneReadOptions): Promise<Plane>;
  /** Planes of a range, *given* in one piece of memory. Errors as those of `planes`. */
  run?(range: PlaneRange, options?: PlaneReadOptions): Promise<GivenPlanes>;
  /** Plans one plane and reads its bytes, where they are not to be read elsewhere. What cannot be planned has no jobs. */
  readonly prepare?: ((index: number, options: PrepareOptions) => Promise<PreparedPlane>) | undefined;
  /**
   * One plane with fewer pixels, *given*: the middle one of each square of `reducedBy` pixels. Nothing where the layout lets no rows
   * be read by themselves.
   */
  reduced?(index: number, reducedBy: number, options?: Abortable): Promise<Plane | undefined>;
}
