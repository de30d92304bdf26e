import { type Signal, signal } from '@preact/signals';
import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions, ReportedError } from '../../protocol/questions.js';

/** Reading all of a recording, for exact numbers and integrity: at most once at a time, and it can be cancelled. */
export class SurveyModel {
  /** How far it is; nothing where it was never begun, or was cancelled. */
  readonly progress: Signal<AnswerOf<'survey'> | undefined> = signal(undefined);
  readonly #questions: Questions;
  readonly #recording: string;
  readonly #onError: (error: ReportedError) => void;
  #stop: (() => void) | undefined;

  constructor(questions: Questions, recording: string, onError: (error: ReportedError) => void) {
    this.#questions = questions;
    this.#recording = recording;
    this.#onError = onError;
  }

  start(): void {
    if (this.#stop !== undefined) return;
    this.#stop = this.#questions.ask({ type: 'survey', recording: this.#recording }, (reply) => {
      if (reply.type === 'survey') this.progress.value = reply;
      if (reply.type === 'error' || (reply.type === 'survey' && reply.final)) this.#stop = undefined;
      if (reply.type === 'error' && reply.error.code !== 'aborted') this.#onError(reply.error);
    });
  }

  cancel(): void {
    this.close();
    this.progress.value = undefined;
  }

  /** Stops the work; what is known of it stays. */
  close(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
