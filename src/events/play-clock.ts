/** How a recording is played. */
export interface PlaySpec {
  /** Where the playhead starts, microseconds. */
  readonly startMicros: number;
  /** Recording time per wall time; negative plays backwards. */
  readonly speed: number;
  /** Distance of the ends of successive windows; 0 follows the display. */
  readonly strideMicros: number;
  /** Display frames a second. */
  readonly displayHz: number;
  /** Ends of the recording, where playing stops. */
  readonly firstMicros: number;
  readonly lastMicros: number;
  /** Where playing goes round instead; half-open. */
  readonly loop?: { readonly fromMicros: number; readonly toMicros: number } | undefined;
}

/** Where playing stands at one display frame. */
export interface PlayMoment {
  /** End of the window to show. */
  readonly endMicros: number;
  /** Which window it is, counted from the start: windows of equal number are one and the same. */
  readonly step: number;
  /** The recording ends here. */
  readonly last: boolean;
}

/**
 * The playhead as a pure function of the number of display frames since the start: it never drifts, and what will be
 * shown is known ahead.
 */
export function playMoment(spec: PlaySpec, tick: number): PlayMoment {
  const perTick = (Math.abs(spec.speed) * 1e6) / spec.displayHz;
  const stride = Math.max(spec.strideMicros > 0 ? spec.strideMicros : perTick, 1e-6);
  const step = Math.floor((tick * perTick) / stride + 1e-9);
  const direction = spec.speed < 0 ? -1 : 1;
  const moved = direction * Math.round(step * stride);
  const { loop } = spec;
  if (loop !== undefined && loop.toMicros > loop.fromMicros) {
    const length = loop.toMicros - loop.fromMicros;
    // Window ends lie in (from, to]: the window that ends at `from` shows nothing of the loop.
    const start = Math.min(Math.max(spec.startMicros, loop.fromMicros), loop.toMicros);
    const offset = (((start - loop.fromMicros + moved) % length) + length) % length;
    return {
      endMicros: loop.fromMicros + (offset === 0 ? (start === loop.fromMicros && moved === 0 ? 0 : length) : offset),
      step,
      last: false,
    };
  }
  // The last event belongs to a window that ends one microsecond after it.
  const end = spec.lastMicros + 1;
  const endMicros = spec.startMicros + moved;
  if (direction > 0 && endMicros >= end)
    return { endMicros: Math.max(end, spec.startMicros), step: stepTo(end - spec.startMicros, stride), last: true };
  if (direction < 0 && endMicros <= spec.firstMicros) {
    return {
      endMicros: Math.min(spec.firstMicros, spec.startMicros),
      step: stepTo(spec.startMicros - spec.firstMicros, stride),
      last: true,
    };
  }
  return { endMicros, step, last: false };
}

function stepTo(distance: number, stride: number): number {
  return Math.max(0, Math.ceil(distance / stride));
}

/**
 * What happened between two shown windows: `dropped` were due at a display frame and not ready, `skipped` were never due
 * because strides are shorter than a display frame.
 */
export function countMissed(
  spec: PlaySpec,
  shown: { readonly tick: number; readonly step: number },
  now: { readonly tick: number; readonly step: number },
): { readonly skipped: number; readonly dropped: number } {
  const passed = now.step - shown.step - 1;
  if (passed <= 0) return { skipped: 0, dropped: 0 };
  const perTick = (Math.abs(spec.speed) * 1e6) / spec.displayHz;
  const stepsPerTick = spec.strideMicros > 0 ? perTick / spec.strideMicros : 1;
  const missedTicks = now.tick - shown.tick - 1;
  const dropped = Math.min(passed, stepsPerTick >= 1 ? missedTicks : passed);
  return { skipped: passed - dropped, dropped };
}
