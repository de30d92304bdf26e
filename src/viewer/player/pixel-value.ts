import type { Frame } from '../state/view-state.js';

/** What one pixel of a frame says, in words: `on`, `+3`, `on 4, off 1`, `off, 2.1 ms ago`. Empty outside the frame. */
export function describePixel(frame: Frame, x: number, y: number, tauMicros: number): string {
  if (x < 0 || y < 0 || x >= frame.width || y >= frame.height) return '';
  const index = y * frame.width + x;
  const value = frame.pixels[index] ?? 0;
  switch (frame.representation) {
    case 'polarity':
      return value === 2 ? 'on' : value === 1 ? 'off' : 'no event';
    case 'signedCount':
      return value > 0 ? `+${value}` : value < 0 ? `−${-value}` : '0';
    case 'perPolarityCount':
      return `on ${frame.pixels[2 * index] ?? 0}, off ${frame.pixels[2 * index + 1] ?? 0}`;
    case 'timeSurface':
      if (value === 0) return 'no event';
      return `${value > 0 ? 'on' : 'off'}, ${formatAge(-tauMicros * Math.log(Math.abs(value) / 32_767))} ago`;
  }
}

function formatAge(micros: number): string {
  return micros < 1_000 ? `${Math.round(micros)} µs` : `${(micros / 1_000).toFixed(1)} ms`;
}
