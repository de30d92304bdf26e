import { CpuRenderer } from './cpu-renderer.js';
import { GpuRenderer } from './gpu-renderer.js';
import type { PictureRenderer } from './picture-renderer.js';

/** A canvas and what draws on it; made once and kept, so that opening a recording waits for neither context nor shaders. */
export interface Surface {
  readonly canvas: HTMLCanvasElement;
  readonly renderer: PictureRenderer;
}

/** Names that drivers give to rasterizers that run on the processor. */
const softwareNames = /swiftshader|llvmpipe|software|basic render/i;

/** Makes the surface: WebGL 2 where a GPU stands behind it, the processor otherwise. Errors: `unsupported`. */
export function createSurface(): Surface {
  const canvas = document.createElement('canvas');
  canvas.className = 'fl-canvas';
  canvas.setAttribute('role', 'img');
  if (!hasGpu()) return { canvas, renderer: new CpuRenderer(canvas) };
  const renderer = new GpuRenderer(canvas);
  renderer.warm();
  return { canvas, renderer };
}

function hasGpu(): boolean {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (gl === null) return false;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof name !== 'string' || !softwareNames.test(name);
}
