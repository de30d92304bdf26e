import { type Signal, signal } from '@preact/signals';
import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions } from '../../protocol/questions.js';
import type { PlaneWant } from '../state/stack-state.js';

export type Estimate = AnswerOf<'estimate'>;

/** What the operations and the reduction take in memory, as the host reckons it before it tries. */
export class EstimateModel {
  readonly estimate: Signal<Estimate | undefined> = signal(undefined);
  readonly #questions: Questions;
  readonly #recording: string;
  #askedText = '';
  #stop: (() => void) | undefined;

  constructor(questions: Questions, recording: string) {
    this.#questions = questions;
    this.#recording = recording;
  }

  /** Asks, unless that is what was asked last; nothing is wanted where a plain frame is shown. */
  ask(want: PlaneWant | undefined): void {
    const text = JSON.stringify(want ?? null);
    if (text === this.#askedText) return;
    this.close();
    this.#askedText = text;
    if (want === undefined) {
      this.estimate.value = undefined;
      return;
    }
    this.#stop = this.#questions.ask({ type: 'estimate', recording: this.#recording, want }, (reply) => {
      if (reply.type === 'estimate') this.estimate.value = reply;
    });
  }

  /** The next question is asked even where it is the same as the last. */
  forget(): void {
    this.close();
    this.#askedText = '';
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
