import { type Signal, signal } from '@preact/signals';
import type { Questions, ReportedError } from '../../protocol/questions.js';
import { type Progress, ProgressMeter } from './progress-meter.js';

/** Has the column index of a matrix built, after which its genes come at once. */
export class IndexModel {
  /** The matrix that is worked on, and how far it is. */
  readonly building: Signal<{ readonly matrix: string; readonly progress: Progress | undefined } | undefined> = signal(undefined);
  readonly error: Signal<ReportedError | undefined> = signal(undefined);
  readonly #questions: Questions;
  readonly #recording: string;
  #stop: (() => void) | undefined;

  constructor(questions: Questions, recording: string) {
    this.#questions = questions;
    this.#recording = recording;
  }

  build(matrix: string): void {
    this.close();
    this.error.value = undefined;
    this.building.value = { matrix, progress: undefined };
    const meter = new ProgressMeter();
    this.#stop = this.#questions.ask({ type: 'indexGenes', recording: this.#recording, matrix }, (reply) => {
      if (reply.type === 'progress') this.building.value = { matrix, progress: meter.take(reply, performance.now()) };
      if (reply.type === 'error' && reply.error.code !== 'aborted') this.error.value = reply.error;
      if (reply.type === 'error' || reply.type === 'facts') this.close();
    });
  }

  /** Stops the work; what was done of it is kept by the host. */
  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.building.value = undefined;
  }
}
