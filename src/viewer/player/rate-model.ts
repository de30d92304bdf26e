import { type Signal, signal } from '@preact/signals';
import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions } from '../../protocol/questions.js';
import type { SensorRectangle } from '../state/view-state.js';

export type RateCurve = AnswerOf<'rate'>;

/** Half-open stretch of a recording, microseconds. */
export interface Extent {
  readonly fromMicros: number;
  readonly toMicros: number;
}

/** One event-rate curve as it gets better; the last good one stays while another stretch is asked for. */
export class RateModel {
  readonly curve: Signal<RateCurve | undefined> = signal(undefined);
  readonly #questions: Questions;
  readonly #recording: string;
  readonly #region: SensorRectangle | undefined;
  #askedText = '';
  #held: { readonly extent: Extent; readonly bins: number } | undefined;
  #holding = false;
  #stop: (() => void) | undefined;

  constructor(questions: Questions, recording: string, region?: SensorRectangle) {
    this.#questions = questions;
    this.#recording = recording;
    this.#region = region;
  }

  /** Asks for nothing until `release`: a host works on one thing after another, and the first picture comes first. */
  hold(): void {
    this.#holding = true;
  }

  /** Asks for what was wanted last while it held back. */
  release(): void {
    this.#holding = false;
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.ask(held.extent, held.bins);
  }

  /** Asks for a stretch in so many bins, unless that is what was asked for last. */
  ask(extent: Extent, bins: number): void {
    if (this.#holding) {
      this.#held = { extent, bins };
      return;
    }
    const text = `${extent.fromMicros} ${extent.toMicros} ${bins}`;
    if (text === this.#askedText || extent.toMicros <= extent.fromMicros) return;
    this.close();
    this.#askedText = text;
    this.#stop = this.#questions.ask(
      {
        type: 'rate',
        recording: this.#recording,
        fromMicros: extent.fromMicros,
        toMicros: extent.toMicros,
        bins,
        ...(this.#region === undefined ? {} : { region: this.#region }),
      },
      (reply) => {
        if (reply.type === 'rate') this.curve.value = reply;
      },
    );
  }

  /** Stops the work; the curve stays. */
  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#askedText = '';
  }
}

/** The greatest events per second of a curve, both polarities together; 0 while nothing is known. */
export function greatestRate(curve: RateCurve): number {
  let greatest = 0;
  for (let bin = 0; bin < curve.on.length; bin += 1) {
    const events = (curve.on[bin] ?? 0) + (curve.off[bin] ?? 0);
    if (events > greatest) greatest = events;
  }
  return (greatest * 1_000_000) / curve.binMicros;
}
