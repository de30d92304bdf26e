import type { Answer } from './answers.js';
import type { Request } from './requests.js';

/**
 * Where the engine runs, seen from a viewer: in this process, in a Web Worker, on a server. Plain messages in, a stream
 * of plain answers out. Flow control: a view has two frame credits; without credit the host replaces, never queues.
 * A question that is answered in many parts has eight; without credit the host waits.
 */
export interface Provider {
  send(request: Request): void;
  /** Answers in order of arrival, typed arrays *given*. Returns the way to stop listening. */
  listen(listener: (answer: Answer) => void): () => void;
  /** Calls `listener` when the connection is lost or comes back. */
  watchConnection(listener: (state: 'open' | 'lost' | 'closed') => void): () => void;
  close(): void;
}
