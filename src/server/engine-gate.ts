import type { OutgoingMessage } from './outbox.js';

/** One client's line to the engine. */
export interface EngineLine {
  /** A request in wire form, *given*. */
  send(bytes: Uint8Array): void;
  /** Ends the client's work, down to the reads. */
  close(): void;
}

/** Where a line's answers go. */
export interface EngineListener {
  answer(message: OutgoingMessage): void;
  /** The engine died; no answer follows on this line. */
  lost(): void;
}

/** The engine as the HTTP thread sees it: messages pass through unread, nothing here waits for decoding. */
export interface EngineGate {
  connect(listener: EngineListener): EngineLine;
  close(): Promise<void>;
}
