import { FirstlightError } from '../../base/errors.js';
import { frameToRgba } from '../../picture/frame-to-rgba.js';
import type { DrawSettings, Picture, PictureRenderer } from './picture-renderer.js';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** More device pixels than these are drawn coarser and stretched: without a GPU each of them costs. */
const mostPixels = 2_100_000;

/**
 * Draws where there is no GPU: colours by `src/picture` in sensor pixels, the camera by the browser's own scaling. Faster
 * than shaders on a software rasterizer; reduced pictures are smoothed rather than averaged exactly.
 */
export class CpuRenderer implements PictureRenderer {
  readonly kind = 'cpu';
  readonly lost = false;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: Context;
  #sensor: { readonly context: OffscreenCanvasRenderingContext2D; readonly image: ImageData } | undefined;
  #picture: Picture | undefined;
  #coloured = '';

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (context === null) throw new FirstlightError('unsupported', 'This browser offers no canvas to draw on');
    this.#canvas = canvas;
    this.#context = context;
  }

  upload(picture: Picture): void {
    this.#picture = picture;
    this.#coloured = '';
  }

  draw(settings: DrawSettings): void {
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
    const picture = this.#picture;
    if (picture === undefined) return;
    const source = this.#colour(picture, settings);
    const scale = camera.scale * shrink;
    const oriented = orientation.transpose ? { width: picture.height, height: picture.width } : picture;
    context.translate(width / 2 - camera.centerX * scale, height / 2 - camera.centerY * scale);
    context.scale(scale, scale);
    if (orientation.flipX) context.transform(-1, 0, 0, 1, oriented.width, 0);
    if (orientation.flipY) context.transform(1, 0, 0, -1, 0, oriented.height);
    if (orientation.transpose) context.transform(0, 1, 1, 0, 0, 0);
    context.imageSmoothingEnabled = scale < 1;
    context.imageSmoothingQuality = scale < 0.5 ? 'medium' : 'low';
    context.drawImage(source, 0, 0);
  }

  restore(): void {}

  close(): void {
    this.#sensor = undefined;
    this.#picture = undefined;
  }

  /** The picture in sensor pixels, coloured anew only when picture, palette or levels changed. */
  #colour(picture: Picture, { palette, levels }: DrawSettings): OffscreenCanvas {
    const { width, height } = picture;
    if (this.#sensor === undefined || this.#sensor.image.width !== width || this.#sensor.image.height !== height) {
      const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false, willReadFrequently: true });
      if (context === null) throw new FirstlightError('internal', 'No canvas to colour on');
      this.#sensor = { context, image: context.createImageData(width, height) };
      this.#coloured = '';
    }
    const { context, image } = this.#sensor;
    const wanted = `${palette.name} ${levels.lo} ${levels.hi}`;
    if (wanted !== this.#coloured) {
      this.#coloured = wanted;
      if (picture.kind === 'rgba') image.data.set(picture.pixels);
      else frameToRgba(picture.representation, picture.pixels, palette, levels, image.data);
      context.putImageData(image, 0, 0);
    }
    return context.canvas;
  }
}
