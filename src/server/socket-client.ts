import type { WebSocket } from 'ws';
import type { EngineGate, EngineLine } from './engine-gate.js';
import { defaultOutboxLimits, Outbox, type OutboxLimits } from './outbox.js';

/** Times and sizes that a client has to keep to. */
export interface ClientLimits extends OutboxLimits {
  /** Between two pings; a client that answers none in this time is given up. */
  readonly pingMillis: number;
  /** Requests a client may send in a second, and at once. */
  readonly requestsPerSecond: number;
}

export const defaultClientLimits: ClientLimits = { ...defaultOutboxLimits, pingMillis: 20_000, requestsPerSecond: 500 };

/** Close codes of RFC 6455 and the IANA registry. */
const closeCodes = { goingAway: 1001, unacceptable: 1003, policy: 1008, engineLost: 1011, tooSlow: 1013 } as const;

/**
 * Couples a WebSocket with a line to the engine until either ends. Requests go in as they come, answers go out through an
 * {@link Outbox}. Text messages, floods, silence and overflow end the connection; each has its own close code.
 */
export class SocketClient {
  readonly #socket: WebSocket;
  readonly #line: EngineLine;
  readonly #outbox: Outbox;
  readonly #limits: ClientLimits;
  readonly #heartbeat: NodeJS.Timeout;
  #alive = true;
  #allowance: number;
  #allowanceTime = performance.now();

  constructor(socket: WebSocket, gate: EngineGate, limits: ClientLimits = defaultClientLimits) {
    this.#socket = socket;
    this.#limits = limits;
    this.#allowance = limits.requestsPerSecond;
    this.#outbox = new Outbox(
      {
        get bufferedAmount() {
          return socket.bufferedAmount;
        },
        send: (bytes, done) => socket.send(bytes, { binary: true, compress: false }, done),
      },
      () => this.#end(closeCodes.tooSlow, 'too slow'),
      limits,
    );
    this.#line = gate.connect({
      answer: (message) => {
        if (socket.readyState === socket.OPEN) this.#outbox.post(message);
      },
      lost: () => this.#end(closeCodes.engineLost, 'the engine stopped'),
    });
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => {
      this.#alive = true;
    });
    // What is wrong with a frame of the socket is answered by its close; there is nobody else to tell.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#release());
    this.#heartbeat = setInterval(() => this.#beat(), limits.pingMillis);
  }

  /** Ends the connection because the server goes away. */
  goAway(): void {
    this.#end(closeCodes.goingAway, 'the server stops');
  }

  #receive(data: unknown, isBinary: boolean): void {
    if (!isBinary || !(data instanceof Buffer)) {
      this.#end(closeCodes.unacceptable, 'binary messages only');
      return;
    }
    if (!this.#takeAllowance()) {
      this.#end(closeCodes.policy, 'too many requests');
      return;
    }
    this.#alive = true;
    this.#line.send(new Uint8Array(data));
  }

  #takeAllowance(): boolean {
    const now = performance.now();
    const earned = ((now - this.#allowanceTime) / 1000) * this.#limits.requestsPerSecond;
    this.#allowance = Math.min(this.#limits.requestsPerSecond, this.#allowance + earned) - 1;
    this.#allowanceTime = now;
    return this.#allowance >= 0;
  }

  #beat(): void {
    if (!this.#alive) {
      this.#socket.terminate();
      return;
    }
    this.#alive = false;
    this.#socket.ping();
  }

  #end(code: number, reason: string): void {
    this.#outbox.clear();
    this.#socket.close(code, reason);
    // A client that reads nothing never sees the close: it gets a moment, not more.
    setTimeout(() => this.#socket.terminate(), 2000).unref();
    this.#release();
  }

  #release(): void {
    clearInterval(this.#heartbeat);
    this.#line.close();
  }
}
