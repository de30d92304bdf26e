import type { Rgb } from '../../picture/palettes.js';

/** What the points of a map are coloured by, a code or a number for each cell in file order; *lent* and not changed. */
export type PointColumn =
  | { readonly kind: 'codes'; readonly codes: Uint8Array | Uint16Array | Uint32Array }
  | { readonly kind: 'numbers'; readonly values: Float32Array };

/** How many points of one pixel become one colour, where they do not resolve. */
export type PixelAggregate = 'mixture' | 'rarest' | 'mean' | 'largest';

/**
 * The way from a column to colours: small, and changed without touching the column.
 *
 * `categories`: `colours` has 3 bytes for each code, the last for cells without a category; `hidden` 1 for codes that are not
 * drawn; `counts` cells of each code, by which `rarest` puts the rarer on top. `numbers`: a value v is looked up in `table`
 * (256 × 3 bytes) at (v − lo) / (hi − lo), or the same of log(1 + v); NaN has the colour `missing`.
 */
export type PointLook =
  | { readonly kind: 'plain'; readonly colour: Rgb }
  | {
      readonly kind: 'categories';
      readonly colours: Uint8Array;
      readonly hidden: Uint8Array;
      readonly counts: Uint32Array;
      readonly aggregate: 'mixture' | 'rarest';
    }
  | {
      readonly kind: 'numbers';
      readonly lo: number;
      readonly hi: number;
      readonly log: boolean;
      readonly table: Uint8Array;
      readonly missing: Rgb;
      readonly aggregate: 'mean' | 'largest';
    };

/** Which cells are drawn, and which of them stand out: a bit a cell, lowest first; absent: all, none. *Lent.* */
export interface PointMask {
  readonly visible: Uint8Array | undefined;
  readonly selected: Uint8Array | undefined;
}

/** How much of its colour a cell that is not selected keeps, where others are. */
export const dimShare = 0.3;

/** How a map is seen; lengths in device pixels. */
export interface PointView {
  readonly width: number;
  readonly height: number;
  /** From coordinates to pixels, y down: 2 rows of dims + 1 numbers, the last of a row is added. */
  readonly projection: readonly number[];
  /** Of three dimensions: how near to the viewer, 4 numbers, 0 the farthest corner to 1 the nearest. */
  readonly depth?: readonly number[] | undefined;
  /**
   * Points are on their way from where they were drawn before the last `begin`, by the projection of that time: 0 there, 1 here.
   * Only of maps of as many cells, all of whose points were there.
   */
  readonly from?: { readonly projection: readonly number[]; readonly share: number } | undefined;
  readonly diameter: number;
  readonly background: Rgb;
  /**
   * Whether points lie so dense that their share of a pixel counts rather than who lies on top. Pixels of few points are then dimmer,
   * but where colours say numbers.
   */
  readonly dense: boolean;
}

/** What was drawn last. */
export interface DrawnPoints {
  /** Rises with every picture that is made; moving one that is there makes no new one. */
  readonly picture: number;
  /** One of so many cells was drawn; 1: all of them. */
  readonly stride: number;
  /** Whether it is only what came so far. */
  readonly partial: boolean;
  /** Whether it shows the view that was asked for last, and not one before it. */
  readonly current: boolean;
  /** How the colours of a pixel came about; points that resolve are drawn one by one. */
  readonly drawing: 'points' | PixelAggregate;
}

/** Draws the points of one map on one canvas. Points are kept in file order; colours and filters are looked up. */
export interface PointRenderer {
  readonly kind: 'gpu' | 'cpu';
  readonly canvas: HTMLCanvasElement;
  readonly lost: boolean;
  /** Forgets all points: those of a map of so many cells follow. */
  begin(cells: number, dims: 2 | 3): void;
  /** Points of some cells, drawn until all are there. *Copied.* */
  putSample(cells: Uint32Array, coordinates: Float32Array): void;
  /** Points of the cells from `from` on. *Copied.* */
  putRun(from: number, coordinates: Float32Array): void;
  setColumn(column: PointColumn | undefined): void;
  setLook(look: PointLook): void;
  setMask(mask: PointMask): void;
  /** Draws now what can be drawn now; `moving`: a part of the cells will do. Better pictures follow by themselves. */
  draw(view: PointView, moving: boolean): void;
  restore(): void;
  close(): void;
}
