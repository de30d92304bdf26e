import { type Signal, signal } from '@preact/signals';
import type { ReportedError } from '../../protocol/questions.js';
import type { LibraryEntry } from '../library/library-model.js';
import type { Facts } from '../state/view-state.js';
import { Description } from './description.js';
import type { OpenedPorts } from './opened.js';

/** A recording whose kind is not known yet: waits for the host to say it. */
export class Opening {
  readonly entry: LibraryEntry;
  readonly error: Signal<ReportedError | undefined> = signal(undefined);
  readonly #description: Description;
  readonly #stopListening: () => void;

  constructor(ports: OpenedPorts, entry: LibraryEntry, onFacts: (facts: Facts) => void) {
    this.entry = entry;
    this.#description = new Description(ports.questions, ports.store, entry.recording, {
      onFacts,
      onError: (error) => {
        this.error.value = error;
      },
    });
    this.#stopListening = ports.store.listen((action) => {
      if (action.type !== 'setOptions') return;
      this.error.value = undefined;
      this.#description.ask();
    });
  }

  /** Asks what it is; again when a person said something about it. */
  ask(): void {
    this.#description.ask();
  }

  retry(): void {
    this.error.value = undefined;
    this.#description.again();
  }

  close(): void {
    this.#stopListening();
    this.#description.close();
  }
}
