import { formatClock, formatDuration, formatWhole } from '../format/figures.js';
import type { Frame } from '../state/view-state.js';

export const representationNames: Readonly<Record<Frame['representation'], string>> = {
  polarity: 'Polarity, last wins',
  signedCount: 'Signed count',
  perPolarityCount: 'Count per polarity',
  timeSurface: 'Time surface',
};

/** What the canvas shows, in one sentence with its key numbers: its text alternative. */
export function describeStage(name: string, frame: Frame | undefined, zeroMicros: number): string {
  if (frame === undefined) return `${name}: no picture yet`;
  const parts = [
    `${representationNames[frame.representation]} of ${name}`,
    `${frame.width} by ${frame.height} pixels`,
    `${formatDuration(frame.toMicros - frame.fromMicros)} ending at ${formatClock(frame.toMicros - zeroMicros)}`,
    `${formatWhole(frame.events)} events, ${formatWhole(frame.on)} on and ${formatWhole(frame.events - frame.on)} off`,
    frame.quality,
  ];
  return parts.join(', ');
}
