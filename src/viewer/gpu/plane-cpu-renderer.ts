import { planeToRgba } from '../../picture/plane-to-rgba.js';
import { CpuBlitter } from './cpu-blitter.js';
import type { PlaneDrawSettings, PlanePicture, PlaneRenderer } from './plane-renderer.js';

const upright = { transpose: false, flipX: false, flipY: false };

/** Draws planes where there is no GPU: colours by `src/picture`, the camera by the browser's own scaling. */
export class PlaneCpuRenderer implements PlaneRenderer {
  readonly kind = 'cpu';
  readonly lost = false;
  readonly mostAcross = 8_192;
  readonly #blitter: CpuBlitter;
  #picture: PlanePicture | undefined;
  #coloured: PlaneDrawSettings['ink'] | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#blitter = new CpuBlitter(canvas);
  }

  upload(picture: PlanePicture): void {
    this.#picture = picture;
    this.#coloured = undefined;
  }

  draw(settings: PlaneDrawSettings): void {
    const source = this.#picture === undefined ? undefined : this.#colour(this.#picture, settings.ink);
    this.#blitter.draw(source, { ...settings, orientation: upright });
  }

  restore(): void {}

  close(): void {
    this.#blitter.close();
    this.#picture = undefined;
  }

  /** The plane in its own pixels, coloured anew only when plane or ink changed. */
  #colour(picture: PlanePicture, ink: PlaneDrawSettings['ink']): OffscreenCanvas {
    const { context, image, fresh } = this.#blitter.coloursOf(picture.width, picture.height);
    if (fresh || ink !== this.#coloured) {
      this.#coloured = ink;
      planeToRgba(picture, ink, image.data);
      context.putImageData(image, 0, 0);
    }
    return context.canvas;
  }
}
