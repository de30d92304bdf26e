import type { ByteRange, Plan } from '../bytes/plan.js';
import type { ByteKernels } from '../kernels/byte-kernels.js';
import type { PlaneFacts, PlaneOpenOptions } from '../shapes/plane-facts.js';

/** What a format of planes is recognised by. */
export interface PlaneProbe {
  /** File name without its folder and without a `.gz` or `.zst` ending. */
  readonly name: string;
  readonly byteLength: number;
  /** The first bytes, at most 64 KiB. */
  readonly head: Uint8Array;
  /** What a person said; a headerless file is recognised by it alone. */
  readonly options: PlaneOpenOptions;
}

/** One format of planes: bytes ↔ shapes. Pure: reads happen where its plans are run. */
export interface PlaneFormat {
  /** Short stable name, part of cache keys: `npy`, `tiff`, `png`, … */
  readonly id: string;
  /** Raised when decoding changes. */
  readonly decoderVersion: number;
  /** Whether the bytes are of this format: content decides, names do not. */
  sniff(probe: PlaneProbe): boolean;
  /** Reads headers. Errors: `corrupt`, `truncated`, `unsupported` (with the name of what is not supported). */
  open(input: PlaneProbe): Plan<PlaneLayout>;
}

/** An opened stack as planes 0 … `facts.frames` − 1. */
export interface PlaneLayout {
  readonly facts: PlaneFacts;
  /** Planes that are best read together: one where planes are large, many where they are small or lie interleaved. */
  readonly planesPerRun: number;
  /** Planes that can be planned: all, but where they must be found first. */
  readonly planesKnown: number;
  /** Bytes the file should have beyond its end, as far as that is known without reading. */
  readonly missingBytes: number;
  /**
   * What to read and how to decode planes `fromPlane` to `toPlane` (exclusive): jobs whose boxes cover them without
   * overlapping. Planes beyond `planesKnown` are `out-of-range`.
   */
  planPlanes(fromPlane: number, toPlane: number): Plan<readonly PlaneJob[]>;
  /** Finds some more planes and returns what is known then, in at most 64 rounds; absent where all are known. */
  walk?(): Plan<PlaneLayout>;
  /** What a whole walk found, *given*, for `resume` to take when the same bytes are opened again; present after such a walk. */
  walked?(): Uint8Array;
  /** This layout as a whole walk left it; undefined where `walked` (lent) does not fit. Present where there is something to walk. */
  resume?(walked: Uint8Array): PlaneLayout | undefined;
}

/** A part of some planes, ends exclusive; rows and columns are those of every plane in it. */
export interface PlaneBox {
  readonly fromPlane: number;
  readonly toPlane: number;
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromColumn: number;
  readonly toColumn: number;
}

/** Everything a worker needs to decode one box, safe to post. `spec` is read only by the format named in it. */
export interface PlaneJob {
  readonly box: PlaneBox;
  readonly ranges: readonly ByteRange[];
  /** Bytes of the box that the file does not have; those samples are zero. */
  readonly missingBytes: number;
  readonly spec: { readonly format: string };
  /**
   * Present where the only range holds the samples of the box in their order, and all of them, so that they can be read into
   * place; the bytes of numbers of `swapBytes` bytes are then to be turned round (1: they lie as they come out).
   */
  readonly verbatim?: { readonly swapBytes: 1 | 2 | 4 | 8 };
  /** Present where the platform decodes the bytes (one range, one plane of 8-bit samples), not a kernel of ours. */
  readonly image?: 'image/jpeg';
}

/**
 * Decodes a planned box into `output` (owned by the caller, zeros before): planes, rows, columns, samples, little-endian,
 * `output.byteOffset` a multiple of 8. Throws `corrupt` and `truncated`; what was decoded before is in place.
 */
export type DecodePlanes = (job: PlaneJob, bytes: readonly Uint8Array[], kernels: ByteKernels, output: Uint8Array) => void;

/** Pixels of a box. */
export function boxPixels({ fromPlane, toPlane, fromRow, toRow, fromColumn, toColumn }: PlaneBox): number {
  return (toPlane - fromPlane) * (toRow - fromRow) * (toColumn - fromColumn);
}
