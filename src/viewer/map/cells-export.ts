import { type Signal, signal } from '@preact/signals';
import type { Questions, ReportedError } from '../../protocol/questions.js';
import { saveBlob } from '../format/export-picture.js';
import type { SelectionWant } from '../state/map-state.js';

/** Names of the selected cells as a file: `csv` with a heading line, or `json`, a list. */
export type CellsFormat = 'csv' | 'json';

/** Writes the selected cells' places and names into a file, piece by piece as they come. */
export class CellsExport {
  /** Cells that came so far, while the work goes on. */
  readonly done: Signal<number | undefined> = signal(undefined);
  readonly error: Signal<ReportedError | undefined> = signal(undefined);
  readonly #questions: Questions;
  readonly #recording: string;
  #stop: (() => void) | undefined;

  constructor(questions: Questions, recording: string) {
    this.#questions = questions;
    this.#recording = recording;
  }

  /** Saves them under `name`; resolves with how many there were, or nothing where it failed or was given up. */
  save(want: SelectionWant, format: CellsFormat, name: string): Promise<number | undefined> {
    this.close();
    this.error.value = undefined;
    this.done.value = 0;
    const parts: string[] = [];
    return new Promise((resolve) => {
      this.#stop = this.#questions.ask({ type: 'cells', recording: this.#recording, want }, (reply) => {
        if (reply.type === 'error') {
          if (reply.error.code !== 'aborted') this.error.value = reply.error;
          this.close();
          resolve(undefined);
        }
        if (reply.type !== 'cells') return;
        const before = this.done.peek() ?? 0;
        parts.push(format === 'csv' ? csvLines(reply.indexes, reply.names) : jsonItems(reply.names, before === 0));
        const done = before + reply.names.length;
        this.done.value = done;
        if (!reply.final) return;
        const file = format === 'csv' ? ['cell,name\n', ...parts] : ['[', ...parts, '\n]\n'];
        saveBlob(new Blob(file, { type: format === 'csv' ? 'text/csv' : 'application/json' }), name);
        this.close();
        resolve(done);
      });
    });
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.done.value = undefined;
  }
}

/** RFC 4180: a name with a comma, a quote or a line break is quoted. */
function csvLines(indexes: Uint32Array, names: readonly string[]): string {
  return names.map((name, at) => `${indexes[at]},${/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name}\n`).join('');
}

function jsonItems(names: readonly string[], first: boolean): string {
  return names.map((name, at) => `${first && at === 0 ? '' : ','}\n  ${JSON.stringify(name)}`).join('');
}
