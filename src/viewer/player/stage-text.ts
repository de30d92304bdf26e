import { formatClock, formatDuration, formatWhole } from '../format/figures.js';
import type { Frame } from '../state/view-state.js';

export const representationNames: Readonly<Record<Frame['representation'], string>> = {
  polarity: 'Polarity, last wins',
  signedCount: 'Signed count',
  perPolarityCount: 'Count per polarity',
  timeSurface: 'Time surface',
};

/** As they stand beside a value. */
export const shortNames: Readonly<Record<Frame['representation'], string>> = {
  polarity: 'polarity',
  signedCount: 'signed',
  perPolarityCount: 'counts',
  timeSurface: 'surface',
};

/**
 * What a canvas shows, in one sentence with its key numbers: its text alternative. `which` tells it from others beside it, as in
 * `View 2 of 4, focused`.
 */
export function describeStage(name: string, frame: Frame | undefined, zeroMicros: number, which = ''): string {
  const start = which === '' ? '' : `${which}: `;
  if (frame === undefined) return `${start}${name}: no picture yet`;
  const parts = [
    `${start}${representationNames[frame.representation]} of ${name}`,
    `${frame.width} by ${frame.height} pixels`,
    `${formatDuration(frame.toMicros - frame.fromMicros)} ending at ${formatClock(frame.toMicros - zeroMicros)}`,
    `${formatWhole(frame.events)} events, ${formatWhole(frame.on)} on and ${formatWhole(frame.events - frame.on)} off`,
    frame.quality,
  ];
  return parts.join(', ');
}
