import { frameToRgba } from '../../picture/frame-to-rgba.js';
import { CpuBlitter } from './cpu-blitter.js';
import type { DrawSettings, Picture, PictureRenderer } from './picture-renderer.js';

/**
 * Draws where there is no GPU: colours by `src/picture` in sensor pixels, the camera by the browser's own scaling. Faster
 * than shaders on a software rasterizer; reduced pictures are smoothed rather than averaged exactly.
 */
export class CpuRenderer implements PictureRenderer {
  readonly kind = 'cpu';
  readonly lost = false;
  readonly #blitter: CpuBlitter;
  #picture: Picture | undefined;
  #coloured = '';

  constructor(canvas: HTMLCanvasElement) {
    this.#blitter = new CpuBlitter(canvas);
  }

  upload(picture: Picture): void {
    this.#picture = picture;
    this.#coloured = '';
  }

  draw(settings: DrawSettings): void {
    this.#blitter.draw(this.#picture === undefined ? undefined : this.#colour(this.#picture, settings), settings);
  }

  restore(): void {}

  close(): void {
    this.#blitter.close();
    this.#picture = undefined;
  }

  /** The picture in sensor pixels, coloured anew only when picture, palette or levels changed. */
  #colour(picture: Picture, { palette, levels }: DrawSettings): OffscreenCanvas {
    const { context, image, fresh } = this.#blitter.coloursOf(picture.width, picture.height);
    const wanted = `${palette.name} ${levels.lo} ${levels.hi}`;
    if (fresh || wanted !== this.#coloured) {
      this.#coloured = wanted;
      if (picture.kind === 'rgba') image.data.set(picture.pixels);
      else frameToRgba(picture.representation, picture.pixels, palette, levels, image.data);
      context.putImageData(image, 0, 0);
    }
    return context.canvas;
  }
}
