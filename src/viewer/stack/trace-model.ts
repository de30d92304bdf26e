import { type Signal, signal } from '@preact/signals';
import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions } from '../../protocol/questions.js';
import type { TraceWant } from '../state/stack-state.js';

export type Trace = AnswerOf<'trace'>;

/** While a region is dragged, so often at most. */
const restMillis = 120;

/** One trace as it gets better; the last good one stays while another is asked for. */
export class TraceModel {
  readonly trace: Signal<Trace | undefined> = signal(undefined);
  /** Whether the shown trace is of something else than what is wanted now. */
  readonly outdated: Signal<boolean> = signal(false);
  readonly #questions: Questions;
  readonly #recording: string;
  #wanted: TraceWant | undefined;
  #askedText = '';
  #axis: TraceWant['axis'] | undefined;
  #askedMillis = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;

  constructor(questions: Questions, recording: string) {
    this.#questions = questions;
    this.#recording = recording;
  }

  /**
   * Asks, unless that is what was asked last; soon where something else was asked a moment ago. A trace along another axis is
   * nothing to look at meanwhile.
   */
  ask(want: TraceWant): void {
    const text = JSON.stringify(want);
    if (want.axis !== this.#axis) this.trace.value = undefined;
    this.#axis = want.axis;
    if (text === this.#askedText) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#wanted = undefined;
      return;
    }
    this.#wanted = want;
    this.outdated.value = true;
    if (this.#timer !== undefined) return;
    const rest = this.#askedMillis + restMillis - performance.now();
    if (rest <= 0) this.#send();
    else this.#timer = setTimeout(() => this.#send(), rest);
  }

  /** The next question is asked even where it is the same as the last. */
  forget(): void {
    this.close();
    this.#askedText = '';
  }

  /** Stops the work; the trace stays. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#stop?.();
    this.#stop = undefined;
  }

  #send(): void {
    this.#timer = undefined;
    const want = this.#wanted;
    if (want === undefined) return;
    this.#wanted = undefined;
    this.#stop?.();
    this.#askedText = JSON.stringify(want);
    this.#askedMillis = performance.now();
    this.#stop = this.#questions.ask({ type: 'trace', recording: this.#recording, want }, (reply) => {
      if (reply.type !== 'trace') return;
      this.trace.value = reply;
      this.outdated.value = false;
    });
  }
}
