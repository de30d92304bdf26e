import { type Signal, signal } from '@preact/signals';
import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions } from '../../protocol/questions.js';
import { PacedQuestion } from '../link/paced-question.js';
import type { PlaneWant } from '../state/stack-state.js';

export type Estimate = AnswerOf<'estimate'>;

/** What the operations and the reduction take in memory, as the host reckons it before it tries. */
export class EstimateModel {
  readonly estimate: Signal<Estimate | undefined> = signal(undefined);
  readonly #question: PacedQuestion<PlaneWant>;

  constructor(questions: Questions, recording: string) {
    this.#question = new PacedQuestion(0, (want) =>
      questions.ask({ type: 'estimate', recording, want }, (reply) => {
        if (reply.type === 'estimate') this.estimate.value = reply;
      }),
    );
  }

  /** Asks, unless that is what was asked last; nothing is wanted where a plain frame is shown. */
  ask(want: PlaneWant | undefined): void {
    if (want !== undefined) {
      this.#question.want(want);
      return;
    }
    this.close();
    this.estimate.value = undefined;
  }

  /** Stops the work. The next question is asked even where it is the same as the last. */
  close(): void {
    this.#question.close();
  }
}
