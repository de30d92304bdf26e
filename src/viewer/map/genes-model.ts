import { type Signal, signal } from '@preact/signals';
import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions, ReportedError } from '../../protocol/questions.js';

export type FoundGenes = AnswerOf<'genes'>;

const mostShown = 60;

/** Finds genes as a person types. */
export class GenesModel {
  /** Whether the field to type in is open. */
  readonly searching: Signal<boolean> = signal(false);
  readonly text: Signal<string> = signal('');
  readonly found: Signal<FoundGenes | undefined> = signal(undefined);
  readonly error: Signal<ReportedError | undefined> = signal(undefined);
  readonly #questions: Questions;
  readonly #recording: string;
  #stop: (() => void) | undefined;

  constructor(questions: Questions, recording: string) {
    this.#questions = questions;
    this.#recording = recording;
  }

  /** Asks for what fits; the last list stays until another comes. */
  find(text: string, matrix: string | undefined): void {
    this.text.value = text;
    this.#stop?.();
    this.error.value = undefined;
    const question = { type: 'genes' as const, recording: this.#recording, text: text.trim().slice(0, 200), limit: mostShown };
    this.#stop = this.#questions.ask({ ...question, ...(matrix === undefined ? {} : { matrix }) }, (reply) => {
      if (reply.type === 'genes') this.found.value = reply;
      if (reply.type === 'error' && reply.error.code !== 'aborted') this.error.value = reply.error;
    });
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.searching.value = false;
  }
}
