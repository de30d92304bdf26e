import type { Extent2d } from '../gpu/camera.js';

/** Device pixels of the canvas of a preview. */
export function previewViewport(canvas: HTMLCanvasElement): Extent2d {
  return { width: Math.round(canvas.clientWidth * devicePixelRatio), height: Math.round(canvas.clientHeight * devicePixelRatio) };
}
