import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions, ReportedError } from '../../protocol/questions.js';
import type { PointMask } from '../gpu/point-look.js';
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
  readonly pending: Signal<boolean> = signal(false);
  readonly error: Signal<ReportedError | undefined> = signal(undefined);
  /** By column. */
  readonly composition: ReadonlySignal<ReadonlyMap<string, Composition>> = computed(
    () => new Map(this.answer.value?.composition.map((part) => [part.column, part])),
  );
  readonly #questions: Questions;
  readonly #recording: string;
  #wanted: SelectionWant | undefined;
  #askedText = '';
  #askedMillis = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;

  constructor(questions: Questions, recording: string) {
    this.#questions = questions;
    this.#recording = recording;
  }

  /** Asks, unless that is what was asked last. Where nothing is filtered or selected there is nothing to ask. */
  want(want: SelectionWant): void {
    const text = JSON.stringify(want);
    if (text === this.#askedText) return;
    if (want.filters.every(({ on }) => !on) && want.steps.length === 0) {
      this.close();
      this.#askedText = text;
      this.answer.value = undefined;
      this.mask.value = noMask;
      this.pending.value = false;
      return;
    }
    this.#wanted = want;
    this.pending.value = true;
    if (this.#timer !== undefined) return;
    const rest = this.#askedMillis + restMillis - performance.now();
    if (rest <= 0) this.#send();
    else this.#timer = setTimeout(() => this.#send(), rest);
  }

  again(): void {
    const wanted = this.#wanted;
    this.#askedText = '';
    if (wanted !== undefined) this.want(wanted);
  }

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
    this.#stop?.();
    this.#askedText = JSON.stringify(want);
    this.#askedMillis = performance.now();
    this.error.value = undefined;
    let first = true;
    this.#stop = this.#questions.ask({ type: 'select', recording: this.#recording, want }, (reply) => {
      if (reply.type === 'error') {
        this.pending.value = false;
        if (reply.error.code !== 'aborted') this.error.value = reply.error;
      }
      if (reply.type !== 'selection') return;
      this.answer.value = reply;
      if (first) this.mask.value = { visible: reply.visible, selected: reply.selected };
      first = false;
      this.pending.value = !reply.final;
    });
  }
}
