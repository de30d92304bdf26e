import { FirstlightError } from '../../base/errors.js';
import type { Rgb } from '../../picture/palettes.js';
import type { Camera, Orientation } from '../state/view-state.js';
import type { Extent2d } from './camera.js';

/** How a coloured picture is laid on the canvas. Lengths in device pixels. */
export interface BlitSettings {
  readonly viewport: Extent2d;
  /** `scale` in device pixels per pixel of the picture. */
  readonly camera: Camera;
  readonly orientation: Orientation;
  /** Colour around the picture. */
  readonly surround: Rgb;
}

/** A canvas with the pixels of a picture in colour. */
export interface ColourCanvas {
  readonly context: OffscreenCanvasRenderingContext2D;
  readonly image: ImageData;
}

/** More device pixels than these are drawn coarser and stretched: without a GPU each of them costs. */
const mostPixels = 2_100_000;

/** Lays pictures that were coloured on the processor on a canvas: the camera by the browser's own scaling. */
export class CpuBlitter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #colours: ColourCanvas | undefined;

  /** Errors: `unsupported`. */
  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (context === null) throw new FirstlightError('unsupported', 'This browser offers no canvas to draw on');
    this.#canvas = canvas;
    this.#context = context;
  }

  /** A canvas to colour on; `fresh` when it is another than the one before. */
  coloursOf(width: number, height: number): ColourCanvas & { readonly fresh: boolean } {
    const known = this.#colours;
    if (known !== undefined && known.image.width === width && known.image.height === height) return { ...known, fresh: false };
    const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true });
    if (context === null) throw new FirstlightError('internal', 'No canvas to colour on');
    this.#colours = { context, image: context.createImageData(width, height) };
    return { ...this.#colours, fresh: true };
  }

  /** Fills the canvas with the surround, then lays `source` on it. */
  draw(source: OffscreenCanvas | undefined, settings: BlitSettings): void {
    const { viewport, camera, orientation, surround } = settings;
    const shrink = Math.min(1, Math.sqrt(mostPixels / Math.max(1, viewport.width * viewport.height)));
    const width = Math.max(1, Math.round(viewport.width * shrink));
    const height = Math.max(1, Math.round(viewport.height * shrink));
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const context = this.#context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = `rgb(${surround.join(' ')})`;
    context.fillRect(0, 0, width, height);
    if (source === undefined) return;
    const scale = camera.scale * shrink;
    const oriented = orientation.transpose ? { width: source.height, height: source.width } : source;
    context.translate(width / 2 - camera.centerX * scale, height / 2 - camera.centerY * scale);
    context.scale(scale, scale);
    if (orientation.flipX) context.transform(-1, 0, 0, 1, oriented.width, 0);
    if (orientation.flipY) context.transform(1, 0, 0, -1, 0, oriented.height);
    if (orientation.transpose) context.transform(0, 1, 1, 0, 0, 0);
    context.imageSmoothingEnabled = scale < 1;
    context.imageSmoothingQuality = scale < 0.5 ? 'medium' : 'low';
    context.drawImage(source, 0, 0);
  }

  close(): void {
    this.#colours = undefined;
  }
}
