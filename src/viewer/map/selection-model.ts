import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions, ReportedError } from '../../protocol/questions.js';
import type { PointMask } from '../gpu/point-look.js';
import { PacedQuestion } from '../link/paced-question.js';
import type { SelectionWant } from '../state/map-state.js';

export type SelectionAnswer = AnswerOf<'selection'>;
export type Composition = SelectionAnswer['composition'][number];

const noMask: PointMask = { visible: undefined, selected: undefined };

/** While a range is dragged, so often at most. */
const restMillis = 60;

/** Which cells are visible and selected, by the host; the last answer stays while another comes. */
export class SelectionModel {
  readonly answer: Signal<SelectionAnswer | undefined> = signal(undefined);
  /** Its bits: they change with the question, not with every answer that says more of the composition. */
  readonly mask: Signal<PointMask> = signal(noMask);
  readonly pending: ReadonlySignal<boolean> = computed(() => this.#question.waits.value || this.#unanswered.value);
  readonly error: Signal<ReportedError | undefined> = signal(undefined);
  /** By column. */
  readonly composition: ReadonlySignal<ReadonlyMap<string, Composition>> = computed(
    () => new Map(this.answer.value?.composition.map((part) => [part.column, part])),
  );
  readonly #unanswered: Signal<boolean> = signal(false);
  readonly #question: PacedQuestion<SelectionWant>;
  #wanted: SelectionWant | undefined;

  constructor(questions: Questions, recording: string) {
    this.#question = new PacedQuestion(restMillis, (want) => {
      this.error.value = undefined;
      this.#unanswered.value = true;
      let first = true;
      return questions.ask({ type: 'select', recording, want }, (reply) => {
        if (reply.type === 'error') {
          this.#unanswered.value = false;
          if (reply.error.code !== 'aborted') this.error.value = reply.error;
        }
        if (reply.type !== 'selection') return;
        this.answer.value = reply;
        if (first) this.mask.value = { visible: reply.visible, selected: reply.selected };
        first = false;
        this.#unanswered.value = !reply.final;
      });
    });
  }

  /** Asks, unless that is what was asked last. Where nothing is filtered or selected there is nothing to ask. */
  want(want: SelectionWant): void {
    this.#wanted = want;
    if (want.filters.some(({ on }) => on) || want.steps.length > 0) {
      this.#question.want(want);
      return;
    }
    this.close();
    this.answer.value = undefined;
    this.mask.value = noMask;
    this.#unanswered.value = false;
  }

  again(): void {
    this.close();
    if (this.#wanted !== undefined) this.want(this.#wanted);
  }

  close(): void {
    this.#question.close();
  }
}
