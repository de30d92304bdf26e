import type { Questions, ReportedError } from '../../protocol/questions.js';
import type { Facts, OpenOptions } from '../state/view-state.js';
import type { ViewStore } from '../state/view-store.js';

export interface DescriptionListener {
  onFacts(facts: Facts): void;
  onError(error: ReportedError): void;
}

/** Has the host describe a recording, with what a person said about it, and passes on what becomes known. */
export class Description {
  readonly #questions: Questions;
  readonly #store: ViewStore;
  readonly #recording: string;
  readonly #listener: DescriptionListener;
  #asked: string | undefined;
  #stop: (() => void) | undefined;

  constructor(questions: Questions, store: ViewStore, recording: string, listener: DescriptionListener) {
    this.#questions = questions;
    this.#store = store;
    this.#recording = recording;
    this.#listener = listener;
  }

  /** Whether nobody said how the recording is to be read. */
  get readAsItIs(): boolean {
    return this.#asked === '{}';
  }

  /**
   * Asks, unless that is what was asked last. Returns `first` when it was never asked (or `again` called for it), `changed`
   * when a person says something else now, `same` when there was nothing to ask.
   */
  ask(): 'first' | 'changed' | 'same' {
    const { options } = this.#store.now;
    const text = JSON.stringify(options ?? {});
    if (text === this.#asked) return 'same';
    const before = this.#asked;
    this.#asked = text;
    this.#stop?.();
    this.#stop = this.#questions.ask(question(this.#recording, options), (reply) => {
      if (reply.type === 'error' && reply.error.code !== 'aborted') this.#listener.onError(reply.error);
      if (reply.type === 'facts') this.#listener.onFacts(reply.facts);
    });
    return before === undefined ? 'first' : 'changed';
  }

  /** Asks once more for what was asked last. */
  again(): void {
    this.#asked = undefined;
    this.ask();
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}

function question(recording: string, options: OpenOptions | undefined): Parameters<Questions['ask']>[0] {
  return { type: 'describe', recording, ...(options === undefined ? {} : { options }) };
}
