import { FirstlightError } from '../../base/errors.js';
import { frameToRgba } from '../../picture/frame-to-rgba.js';
import { autoLevels } from '../../picture/levels.js';
import { eventPalettes } from '../../picture/palettes.js';
import type { Frame, ViewState } from '../state/view-state.js';

/** The frame in sensor pixels with the view's palette and levels, as PNG. Camera and orientation do not bear on it. */
export async function framePng(frame: Frame, state: ViewState): Promise<Blob> {
  const { representation, pixels, width, height } = frame;
  const levels = state.levels === 'auto' ? autoLevels(representation, pixels) : { lo: state.levels.low, hi: state.levels.high };
  const rgba = new Uint8ClampedArray(width * height * 4);
  frameToRgba(representation, pixels, eventPalettes[state.palette], levels, rgba);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new FirstlightError('internal', 'No canvas to export with');
  context.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** A recording's name without its ending, for files that are made of it. */
export function recordingStem(name: string): string {
  return name.replace(/\.[^.]*$/, '');
}

/** 4.21 s in a file's name: `4.210000s`. */
export function formatSecondsName(micros: number): string {
  return `${(micros / 1_000_000).toFixed(6)}s`;
}

/** Hands a blob to the browser's downloads. */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
