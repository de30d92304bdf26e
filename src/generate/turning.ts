import { phasesPerEdge } from './phase-map.js';
import { stepMicros } from './tick-buffer.js';

// A step turns by milliRpm × stepMicros / (1000 × 60,000,000) turns; 2¹¹ divides both sides.
const numeratorFactor = (stepMicros * phasesPerEdge) / 2048;
const denominator = (1000 * 60_000_000) / 2048;

/** Revolutions per minute over time: constant within a step, known exactly. */
export interface SpeedProfile {
  /** Milli-revolutions per minute, an integer, of the step that begins at `micros` after the start. */
  milliRpmAt(micros: number): number;
  /** The mean over the whole, for setting a rate. */
  readonly meanMilliRpm: number;
}

export function constantSpeed(rpm: number): SpeedProfile {
  const milliRpm = Math.round(rpm * 1000);
  return { milliRpmAt: () => milliRpm, meanMilliRpm: milliRpm };
}

/** From `fromRpm` up or down to `toRpm` and back, linearly, once per `periodMicros`. */
export function rampSpeed(fromRpm: number, toRpm: number, periodMicros: number): SpeedProfile {
  const from = Math.round(fromRpm * 1000);
  const to = Math.round(toRpm * 1000);
  const half = Math.floor(periodMicros / 2);
  return {
    milliRpmAt: (micros) => {
      const part = micros % (2 * half);
      const away = part < half ? part : 2 * half - part;
      return from + Math.round(((to - from) * away) / half);
    },
    meanMilliRpm: Math.round((from + to) / 2),
  };
}

/** The phase of a thing with `edges` equal edges, advanced step by step without ever losing a fraction. */
export class Turning {
  /** Phases (1/65,536 of the spacing of two edges) since the start. */
  phase = 0;
  #remainder = 0;
  readonly #edges: number;

  constructor(edges: number) {
    this.#edges = edges;
  }

  /** Moves on by one step and returns the phase after it. Integers below 2⁵³ up to 10⁶ rpm and 64 edges. */
  advance(milliRpm: number): number {
    const numerator = this.#remainder + milliRpm * this.#edges * numeratorFactor;
    const phases = Math.floor(numerator / denominator);
    this.#remainder = numerator - phases * denominator;
    this.phase += phases;
    return this.phase;
  }

  /** Whole turns so far. */
  get turns(): number {
    return Math.floor(this.phase / (phasesPerEdge * this.#edges));
  }
}
