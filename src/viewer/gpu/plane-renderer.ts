import type { PlaneInk, PlaneSamples } from '../../picture/plane-to-rgba.js';
import type { BlitSettings } from './cpu-blitter.js';

/** Samples of a plane with its size; rows from the top; *lent* until the next upload. */
export interface PlanePicture extends PlaneSamples {
  readonly width: number;
  readonly height: number;
  /** Of finite samples; nothing where there is none. */
  readonly least: number | undefined;
  readonly greatest: number | undefined;
}

/** How to draw what was uploaded. Lengths in device pixels. */
export interface PlaneDrawSettings extends Omit<BlitSettings, 'orientation'> {
  readonly ink: PlaneInk;
}

/** Draws one plane on one canvas. Camera, colours and levels need no new upload. */
export interface PlaneRenderer {
  readonly kind: 'gpu' | 'cpu';
  /** Whether the canvas cannot be drawn on for now; the browser says when it is back, then `restore`. */
  readonly lost: boolean;
  /** Pixels that a picture may have on a side. */
  readonly mostAcross: number;
  upload(picture: PlanePicture): void;
  draw(settings: PlaneDrawSettings): void;
  restore(): void;
  close(): void;
}
