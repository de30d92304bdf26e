/** One answer on its way to a client, in wire form. */
export interface OutgoingMessage {
  /**
   * Messages with the same key replace each other while they wait: only the newest status is worth sending. Undefined:
   * every one is sent. Frames too: the engine sends a view no more of them than the viewer gave credit for.
   */
  readonly replaces: string | undefined;
  readonly bytes: Uint8Array;
}

/** The part of a WebSocket that an {@link Outbox} writes to. */
export interface OutboxSocket {
  /** Bytes given to `send` that the system has not taken yet. */
  readonly bufferedAmount: number;
  send(bytes: Uint8Array, done: (error?: Error) => void): void;
}

export interface OutboxLimits {
  /** Above this many buffered bytes messages wait here, where they can still be replaced. */
  readonly highBytes: number;
  /** More waiting bytes than this, the largest message apart, and the client is given up: one answer of any size gets through. */
  readonly waitingBytes: number;
}

export const defaultOutboxLimits: OutboxLimits = { highBytes: 1 << 20, waitingBytes: 64 << 20 };

/**
 * What waits for one client. A slow client delays nobody else: nothing here waits for a socket. Order is kept; a
 * replaced message keeps the place of the one it replaces.
 */
export class Outbox {
  readonly #socket: OutboxSocket;
  readonly #limits: OutboxLimits;
  readonly #onOverflow: () => void;
  readonly #waiting = new Map<string | number, OutgoingMessage>();
  #waitingBytes = 0;
  #ordinal = 0;
  #replaced = 0;

  constructor(socket: OutboxSocket, onOverflow: () => void, limits: OutboxLimits = defaultOutboxLimits) {
    this.#socket = socket;
    this.#onOverflow = onOverflow;
    this.#limits = limits;
  }

  /** Messages that were replaced before they were sent. */
  get replaced(): number {
    return this.#replaced;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Sends now or later. `message.bytes` is *given*. */
  post(message: OutgoingMessage): void {
    if (this.#waiting.size === 0 && this.#socket.bufferedAmount <= this.#limits.highBytes) {
      this.#send(message);
      return;
    }
    this.#ordinal += 1;
    const key = message.replaces ?? this.#ordinal;
    const previous = this.#waiting.get(key);
    if (previous !== undefined) {
      this.#waitingBytes -= previous.bytes.byteLength;
      this.#replaced += 1;
    }
    this.#waiting.set(key, message);
    this.#waitingBytes += message.bytes.byteLength;
    if (this.#waitingBytes > this.#limits.waitingBytes && this.#waitingBytes - this.#largest() > this.#limits.waitingBytes) {
      this.#onOverflow();
    }
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting.clear();
    this.#waitingBytes = 0;
  }

  #largest(): number {
    let largest = 0;
    for (const { bytes } of this.#waiting.values()) largest = Math.max(largest, bytes.byteLength);
    return largest;
  }

  #send(message: OutgoingMessage): void {
    this.#socket.send(message.bytes, (error) => {
      if (error === undefined || error === null) this.#drain();
    });
  }

  #drain(): void {
    for (const [key, message] of this.#waiting) {
      if (this.#socket.bufferedAmount > this.#limits.highBytes) return;
      this.#waiting.delete(key);
      this.#waitingBytes -= message.bytes.byteLength;
      this.#send(message);
    }
  }
}
