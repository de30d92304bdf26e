import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { LibraryEntry } from '../library/library-model.js';
import type { ReportedError } from '../link/questions.js';
import { Description } from '../opened/description.js';
import type { KnownRecording, Opened, OpenedPorts, PictureQuality } from '../opened/opened.js';
import type { TableFacts } from '../state/view-state.js';

/** One opened table of cells. */
export class MapModel implements Opened {
  readonly kind = 'cells';
  readonly entry: LibraryEntry;
  readonly facts: Signal<TableFacts | undefined> = signal(undefined);
  readonly error: Signal<ReportedError | undefined> = signal(undefined);
  readonly waiting: Signal<boolean> = signal(true);
  readonly quality: Signal<PictureQuality | undefined> = signal(undefined);
  readonly playing: ReadonlySignal<boolean> = signal(false);

  readonly #description: Description;
  readonly #stopListening: () => void;

  constructor(ports: OpenedPorts, entry: LibraryEntry, known: KnownRecording = {}) {
    this.entry = entry;
    if (known.facts?.kind === 'cells') this.facts.value = known.facts;
    this.#description = new Description(ports.questions, ports.store, entry.recording, {
      onFacts: (facts) => {
        if (facts.kind === 'cells') {
          this.facts.value = facts;
          this.waiting.value = false;
        } else known.onOtherKind?.(facts);
      },
      onError: (error) => {
        this.error.value = error;
        this.waiting.value = false;
      },
    });
    this.#stopListening = ports.store.listen((action) => {
      if (action.type === 'setOptions') this.#description.ask();
    });
    this.#description.ask();
  }

  get readAsItIs(): boolean {
    return this.#description.readAsItIs;
  }

  retry(): void {
    this.error.value = undefined;
    this.waiting.value = true;
    this.#description.again();
  }

  close(): void {
    this.#stopListening();
    this.#description.close();
  }
}
