import { effect } from '@preact/signals';
import type { ViewerModel } from '../viewer-model.js';
import type { StripColors } from './strip-parts.js';
import { remPixels, type Size } from './use-size.js';
import { watchTheme } from './watch-theme.js';

/**
 * Draws on the canvas of a strip, in CSS pixels, at most once an animation frame: whenever what `subscribe` reads changed, or
 * the page's colours did. Returns the way to stop.
 */
export function paintStrip(
  model: ViewerModel,
  canvas: HTMLCanvasElement,
  size: Size,
  subscribe: () => void,
  draw: (context: CanvasRenderingContext2D, colors: StripColors, unit: number) => void,
): () => void {
  const context = canvas.getContext('2d');
  if (context === null) return () => undefined;
  let colors: StripColors | undefined;
  const step = model.loop.add(() => {
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    colors ??= readColors(canvas);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(context, colors, remPixels() / 16);
  });
  const stop = effect(() => {
    subscribe();
    step.request();
  });
  const stopTheme = watchTheme(model, () => {
    colors = undefined;
    step.request();
  });
  return () => {
    stop();
    stopTheme();
    step.remove();
  };
}

function readColors(element: Element): StripColors {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(`--fl-${name}`).trim();
  return {
    surface: read('surface'),
    line: read('line'),
    text: read('text'),
    muted: read('muted'),
    accent: read('accent'),
    warning: read('warning'),
    on: read('on'),
    off: read('off'),
  };
}
