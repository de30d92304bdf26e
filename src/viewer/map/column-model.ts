import { type Signal, signal } from '@preact/signals';
import { ByteLru } from '../../base/byte-lru.js';
import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions, ReportedError } from '../../protocol/questions.js';
import type { ColumnWant } from '../state/map-state.js';
import { type Progress, ProgressMeter } from './progress-meter.js';

type Column = AnswerOf<'column'>['column'];
export type CategoryColumn = Extract<Column, { kind: 'categories' }>;
export type NumberColumn = Extract<Column, { kind: 'numbers' }>;

/** A column with what it was asked for as. */
export interface MapColumn {
  readonly want: ColumnWant;
  /** What the host calls it. */
  readonly name: string;
  readonly values: Column;
}

/** Columns that are kept, so that going back to one costs nothing. */
const keptBytes = 96_000_000;

/** The column that cells are coloured by; the last good one stays while another comes. */
export class ColumnModel {
  readonly column: Signal<MapColumn | undefined> = signal(undefined);
  /** What is on its way. */
  readonly pending: Signal<ColumnWant | undefined> = signal(undefined);
  readonly progress: Signal<Progress | undefined> = signal(undefined);
  readonly error: Signal<ReportedError | undefined> = signal(undefined);
  readonly #questions: Questions;
  readonly #recording: string;
  readonly #kept = new ByteLru<string, MapColumn>(keptBytes);
  #wantedText = '';
  #stop: (() => void) | undefined;

  constructor(questions: Questions, recording: string) {
    this.#questions = questions;
    this.#recording = recording;
  }

  want(want: ColumnWant | undefined): void {
    const text = JSON.stringify(want ?? null);
    if (text === this.#wantedText) return;
    this.#wantedText = text;
    this.#forgetQuestion();
    this.error.value = undefined;
    if (want === undefined) {
      this.column.value = undefined;
      return;
    }
    const kept = this.#kept.get(text);
    if (kept !== undefined) this.column.value = kept;
    else this.#ask(want, text);
  }

  /** Gives up what is on its way; what is shown stays. */
  cancel(): void {
    this.#forgetQuestion();
  }

  /** Everything is asked for anew: what was read may be read otherwise now. */
  forget(): void {
    this.#kept.clear();
    this.column.value = undefined;
  }

  again(): void {
    const text = this.#wantedText;
    this.#wantedText = '';
    if (text !== '' && text !== 'null') this.want(JSON.parse(text) as ColumnWant);
  }

  close(): void {
    this.#forgetQuestion();
  }

  #ask(want: ColumnWant, text: string): void {
    this.pending.value = want;
    const meter = new ProgressMeter();
    this.#stop = this.#questions.ask({ type: 'column', recording: this.#recording, column: want }, (reply) => {
      if (reply.type === 'progress') this.progress.value = meter.take(reply, performance.now());
      if (reply.type === 'error') {
        this.#forgetQuestion();
        if (reply.error.code !== 'aborted') this.error.value = reply.error;
      }
      if (reply.type !== 'column') return;
      this.#forgetQuestion();
      const column: MapColumn = { want, name: reply.name, values: reply.column };
      this.#kept.set(text, column, byteLength(reply.column));
      this.column.value = column;
    });
  }

  #forgetQuestion(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.pending.value = undefined;
    this.progress.value = undefined;
  }
}

function byteLength(column: Column): number {
  return column.kind === 'categories' ? column.codes.byteLength + column.counts.byteLength : column.values.byteLength;
}
