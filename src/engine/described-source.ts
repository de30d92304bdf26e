import type { AnswerOf } from '../protocol/answers.js';
import type { HeldSource } from './held-source.js';
import type { HostParts } from './host-parts.js';
import { tableFactsAnswer } from './table-facts-answer.js';

/** What an opened entry says of itself, of whatever kind. */
export interface DescribedSource {
  readonly fingerprint: string;
  readonly byteLength: number;
  /** What is known now. */
  facts(): AnswerOf<'facts'>['facts'];
  /** Calls `listener` whenever more is known. Returns the way to stop. */
  watch(listener: () => void): () => void;
}

export function describedSource({ opened }: HeldSource, parts: HostParts): DescribedSource {
  switch (opened.kind) {
    case 'events': {
      const { recording } = opened;
      return {
        fingerprint: recording.fingerprint,
        byteLength: recording.byteLength,
        facts: () => recording.facts as AnswerOf<'facts'>['facts'],
        watch: (listener) => recording.watch(listener),
      };
    }
    case 'stack': {
      const { stack } = opened;
      return {
        fingerprint: stack.fingerprint,
        byteLength: stack.byteLength,
        facts: () => stack.facts as AnswerOf<'facts'>['facts'],
        watch: (listener) => stack.watch(listener),
      };
    }
    case 'cells': {
      const { table } = opened;
      return {
        fingerprint: table.fingerprint,
        byteLength: table.byteLength,
        facts: () => tableFactsAnswer(table, parts),
        watch: (listener) => table.watch(listener),
      };
    }
  }
}
