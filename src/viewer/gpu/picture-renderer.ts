import type { Levels } from '../../picture/levels.js';
import type { EventPalette, Rgb } from '../../picture/palettes.js';
import type { Camera, Frame, Orientation } from '../state/view-state.js';
import type { Extent2d } from './camera.js';
import type { TexelKind } from './shaders.js';

/** Pixels as they came: the values of a frame, or a finished picture. Row-major from the top left; *lent*. */
export interface Picture {
  readonly kind: TexelKind;
  readonly representation: Frame['representation'];
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array | Int16Array | Uint16Array;
}

/** How to draw what was uploaded. Lengths in device pixels. */
export interface DrawSettings {
  readonly viewport: Extent2d;
  /** `scale` in device pixels per sensor pixel. */
  readonly camera: Camera;
  readonly orientation: Orientation;
  readonly palette: EventPalette;
  readonly levels: Levels;
  /** Colour around the sensor. */
  readonly surround: Rgb;
}

/** Draws one picture on one canvas. Camera, palette, levels and orientation need no new upload. */
export interface PictureRenderer {
  readonly kind: 'gpu' | 'cpu';
  /** Whether the canvas cannot be drawn on for now; the browser says when it is back, then `restore`. */
  readonly lost: boolean;
  upload(picture: Picture): void;
  draw(settings: DrawSettings): void;
  restore(): void;
  close(): void;
}

const kinds: Readonly<Record<Frame['representation'], TexelKind>> = {
  polarity: 'polarity',
  signedCount: 'signed',
  perPolarityCount: 'pair',
  timeSurface: 'signed',
};

/** A frame's pixels as a picture. */
export function pictureOf(frame: Frame): Picture {
  const { representation, width, height, pixels } = frame;
  return { kind: kinds[representation], representation, width, height, pixels };
}
