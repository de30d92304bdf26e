import { CpuRenderer } from './cpu-renderer.js';
import { GpuRenderer } from './gpu-renderer.js';
import type { PictureRenderer } from './picture-renderer.js';
import { PlaneCpuRenderer } from './plane-cpu-renderer.js';
import { PlaneGpuRenderer } from './plane-gpu-renderer.js';
import type { PlaneRenderer } from './plane-renderer.js';

/** A canvas and what draws on it; made once and kept, so that opening a recording waits for neither context nor shaders. */
export interface Surface<Renderer> {
  readonly canvas: HTMLCanvasElement;
  readonly renderer: Renderer;
}

/** Names that drivers give to rasterizers that run on the processor. */
const softwareNames = /swiftshader|llvmpipe|software|basic render/i;

/** The surfaces of a viewer, one a kind of picture and one more for each view beside the first, each made on first use: WebGL 2 where a GPU stands behind it, the processor otherwise. */
export class Surfaces {
  #gpu: boolean | undefined;
  readonly #events: Surface<PictureRenderer>[] = [];
  #planes: Surface<PlaneRenderer> | undefined;

  /** One of several that lie side by side; `place` counts from 0, without gaps. Errors: `unsupported`. */
  eventsAt(place: number): Surface<PictureRenderer> {
    const surface =
      this.#events[place] ??
      this.#make<PictureRenderer>(
        (canvas) => new CpuRenderer(canvas),
        (canvas) => new GpuRenderer(canvas),
      );
    this.#events[place] = surface;
    return surface;
  }

  /** Errors: `unsupported`. */
  get planes(): Surface<PlaneRenderer> {
    this.#planes ??= this.#make<PlaneRenderer>(
      (canvas) => new PlaneCpuRenderer(canvas),
      (canvas) => new PlaneGpuRenderer(canvas),
    );
    return this.#planes;
  }

  /** Whether a GPU draws, and not the processor in its place. */
  get hasGpu(): boolean {
    this.#gpu ??= hasGpu();
    return this.#gpu;
  }

  close(): void {
    for (const { renderer } of this.#events) renderer.close();
    this.#planes?.renderer.close();
  }

  #make<Renderer>(
    onProcessor: (canvas: HTMLCanvasElement) => Renderer,
    onGpu: (canvas: HTMLCanvasElement) => Renderer & { warm(): void },
  ): Surface<Renderer> {
    const canvas = document.createElement('canvas');
    canvas.className = 'fl-canvas';
    canvas.setAttribute('role', 'img');
    if (!this.hasGpu) return { canvas, renderer: onProcessor(canvas) };
    const renderer = onGpu(canvas);
    renderer.warm();
    return { canvas, renderer };
  }
}

function hasGpu(): boolean {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (gl === null) return false;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof name !== 'string' || !softwareNames.test(name);
}
