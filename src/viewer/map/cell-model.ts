import { type Signal, signal } from '@preact/signals';
import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions } from '../../protocol/questions.js';

export type CellAnswer = AnswerOf<'cell'>;

const keptCells = 200;

/** Everything known of the cell that is pointed at; what was told once is not asked again. */
export class CellModel {
  readonly cell: Signal<CellAnswer | undefined> = signal(undefined);
  readonly #questions: Questions;
  readonly #recording: string;
  readonly #kept = new Map<number, CellAnswer>();
  #wanted: number | undefined;
  #stop: (() => void) | undefined;

  constructor(questions: Questions, recording: string) {
    this.#questions = questions;
    this.#recording = recording;
  }

  want(index: number | undefined): void {
    if (index === this.#wanted) return;
    this.#wanted = index;
    this.#stop?.();
    this.#stop = undefined;
    const kept = index === undefined ? undefined : this.#kept.get(index);
    this.cell.value = kept;
    if (index === undefined || kept !== undefined) return;
    this.#stop = this.#questions.ask({ type: 'cell', recording: this.#recording, index }, (reply) => {
      if (reply.type !== 'cell') return;
      this.#kept.set(index, reply);
      const [oldest] = this.#kept.keys();
      if (this.#kept.size > keptCells && oldest !== undefined) this.#kept.delete(oldest);
      this.cell.value = reply;
    });
  }

  /** What was told may be otherwise by now: a column came that had not been read. */
  forget(): void {
    this.#kept.clear();
  }

  close(): void {
    this.#stop?.();
  }
}
