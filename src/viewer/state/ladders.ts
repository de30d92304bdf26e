/** Values that keys and scrubbing step through, ascending. */
export const windowMicrosLadder: readonly number[] = [
  10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000,
];
export const windowEventsLadder: readonly number[] = [
  100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000,
];
export const speedLadder: readonly number[] = [0.25, 0.5, 1, 2, 5, 10, 20, 50, 100];
export const frameRateLadder: readonly number[] = [0.5, 1, 2, 5, 10, 15, 20, 24, 25, 30, 50, 60, 90, 120, 240];
export const strideMicrosLadder: readonly number[] = [0, ...windowMicrosLadder];

/** The value `steps` rungs above (or below) `value`; a value between rungs goes to the next one first. */
export function stepLadder(ladder: readonly number[], value: number, steps: number): number {
  const above = ladder.findIndex((rung) => rung > value);
  const below = ladder.findLastIndex((rung) => rung < value);
  const start = steps > 0 ? (above < 0 ? ladder.length : above) - 1 : below + 1;
  const index = Math.min(ladder.length - 1, Math.max(0, start + steps));
  return ladder[index] ?? value;
}
