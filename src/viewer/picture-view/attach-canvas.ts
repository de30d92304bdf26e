import type { ViewerModel } from '../viewer-model.js';

/** What a page does with the canvas that it shows. */
export interface CanvasDrawing {
  /** What drew on the canvas was lost and can be made again. */
  restore(): void;
  /** Draws at once what is to be copied; a canvas that keeps its pixels needs none. */
  paint?(): void;
}

/**
 * Puts a canvas into `box`, has its drawing restored when a lost GPU comes back, and lends its pixels to whoever exports the
 * picture. Returns the way to take it away again; the canvas can then be put elsewhere.
 */
export function attachCanvas(model: ViewerModel, box: HTMLElement, canvas: HTMLCanvasElement, drawing: CanvasDrawing): () => void {
  box.append(canvas);
  const onLost = (event: Event): void => event.preventDefault();
  const onRestored = (): void => drawing.restore();
  canvas.addEventListener('webglcontextlost', onLost);
  canvas.addEventListener('webglcontextrestored', onRestored);
  const grab = (): Promise<Blob> =>
    new Promise((resolve, reject) => {
      drawing.paint?.();
      canvas.toBlob((blob) => (blob === null ? reject(new Error('The canvas is empty')) : resolve(blob)), 'image/png');
    });
  model.grabCanvas = grab;
  return () => {
    canvas.removeEventListener('webglcontextlost', onLost);
    canvas.removeEventListener('webglcontextrestored', onRestored);
    canvas.remove();
    model.hover.value = '';
    if (model.grabCanvas === grab) model.grabCanvas = undefined;
  };
}
