import type { ViewerModel } from '../viewer-model.js';

/** What a page does with the canvas that it shows. */
export interface CanvasDrawing {
  /** What drew on the canvas was lost and can be made again. */
  restore(): void;
  /** Draws at once what is to be copied; a canvas that keeps its pixels needs none. */
  paint?(): void;
}

/** A canvas on a page. */
export interface HeldCanvas {
  /** What it shows, as PNG. */
  grab(): Promise<Blob>;
  /** Takes it away again; it can then be put elsewhere. */
  release(): void;
}

/**
 * Puts the canvas of a page into `box`, and lends its pixels to whoever exports the picture. Returns the way to take it away
 * again; the canvas can then be put elsewhere.
 */
export function attachCanvas(model: ViewerModel, box: HTMLElement, canvas: HTMLCanvasElement, drawing: CanvasDrawing): () => void {
  const held = holdCanvas(box, canvas, drawing);
  model.grabCanvas = held.grab;
  return () => {
    held.release();
    model.hover.value = '';
    if (model.grabCanvas === held.grab) model.grabCanvas = undefined;
  };
}

/** Puts a canvas into `box`, and has its drawing restored when a lost GPU comes back. */
export function holdCanvas(box: HTMLElement, canvas: HTMLCanvasElement, drawing: CanvasDrawing): HeldCanvas {
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
  const release = (): void => {
    canvas.removeEventListener('webglcontextlost', onLost);
    canvas.removeEventListener('webglcontextrestored', onRestored);
    canvas.remove();
  };
  return { grab, release };
}
