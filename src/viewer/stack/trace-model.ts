import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions } from '../../protocol/questions.js';
import { PacedQuestion } from '../link/paced-question.js';
import type { TraceWant } from '../state/stack-state.js';

export type Trace = AnswerOf<'trace'>;

/** While a region is dragged, so often at most. */
const restMillis = 120;

/** One trace as it gets better; the last good one stays while another is asked for. */
export class TraceModel {
  readonly trace: Signal<Trace | undefined> = signal(undefined);
  /** Whether the shown trace is of something else than what is wanted now. */
  readonly outdated: ReadonlySignal<boolean> = computed(() => this.#question.waits.value || this.#unanswered.value);
  readonly #unanswered: Signal<boolean> = signal(false);
  readonly #question: PacedQuestion<TraceWant>;
  #axis: TraceWant['axis'] | undefined;

  constructor(questions: Questions, recording: string) {
    this.#question = new PacedQuestion(restMillis, (want) => {
      this.#unanswered.value = true;
      return questions.ask({ type: 'trace', recording, want }, (reply) => {
        if (reply.type !== 'trace') return;
        this.trace.value = reply;
        this.#unanswered.value = false;
      });
    });
  }

  /**
   * Asks, unless that is what was asked last; soon where something else was asked a moment ago. A trace along another axis is
   * nothing to look at meanwhile.
   */
  ask(want: TraceWant): void {
    if (want.axis !== this.#axis) {
      this.close();
      this.trace.value = undefined;
    }
    this.#axis = want.axis;
    this.#question.want(want);
  }

  /** Stops the work; the trace stays. The next question is asked even where it is the same as the last. */
  close(): void {
    this.#question.close();
  }
}
