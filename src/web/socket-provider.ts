import { errorToRecord } from '../base/errors.js';
import type { Answer } from '../protocol/answers.js';
import type { Provider } from '../protocol/provider.js';
import type { Request } from '../protocol/requests.js';
import { decodeAnswer, encodeMessage, isStatus } from '../protocol/wire.js';

const leastDelayMillis = 250;
const greatestDelayMillis = 8_000;
/** A line that was silent for so long is asked whether it still lives; no word after that loses it. */
const quietMillis = 25_000;
const answerMillis = 10_000;

/**
 * An engine on a server, over a WebSocket. A lost line is dialled again with growing delays, sooner when the network or
 * the tab comes back; requests made meanwhile are dropped, for the viewer asks again once the line is open.
 */
export class SocketProvider implements Provider {
  readonly #url: string;
  readonly #listeners = new Set<(answer: Answer) => void>();
  readonly #watchers = new Set<(state: 'open' | 'lost' | 'closed') => void>();
  readonly #wake = (): void => this.#dialNow();
  #socket: WebSocket | undefined;
  #waiting: Request[] = [];
  #everOpen = false;
  #closed = false;
  #delayMillis = leastDelayMillis;
  #redial: number | undefined;
  #silence: number | undefined;

  /** `url` is absolute; a page makes it from its own address, so that path prefixes hold. */
  constructor(url: string) {
    this.#url = url;
    window.addEventListener('online', this.#wake);
    document.addEventListener('visibilitychange', this.#wake);
    this.#dial();
  }

  /** Whether the line opens at all: false when it does not within `millis`, or is refused. */
  opens(millis: number): Promise<boolean> {
    if (this.#everOpen) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(false), millis);
      const stop = this.watchConnection((state) => done(state === 'open'));
      const done = (opened: boolean): void => {
        clearTimeout(timer);
        stop();
        resolve(opened);
      };
    });
  }

  send(request: Request): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(new Uint8Array(encodeMessage(request)));
    else if (!this.#everOpen && !this.#closed) this.#waiting.push(request);
  }

  listen(listener: (answer: Answer) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watchConnection(listener: (state: 'open' | 'lost' | 'closed') => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  close(): void {
    this.#closed = true;
    window.removeEventListener('online', this.#wake);
    document.removeEventListener('visibilitychange', this.#wake);
    window.clearTimeout(this.#redial);
    window.clearTimeout(this.#silence);
    this.#socket?.close();
    this.#tell('closed');
  }

  #dial(): void {
    this.#redial = undefined;
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      this.#everOpen = true;
      this.#delayMillis = leastDelayMillis;
      this.#watchSilence();
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const request of waiting) this.send(request);
      this.#tell('open');
    };
    socket.onmessage = (event) => this.#hear(event.data);
    socket.onclose = () => {
      if (this.#socket === socket) this.#lose();
    };
  }

  #lose(): void {
    this.#socket = undefined;
    window.clearTimeout(this.#silence);
    if (this.#closed) return;
    this.#tell('lost');
    this.#redial = window.setTimeout(() => this.#dial(), this.#delayMillis);
    this.#delayMillis = Math.min(greatestDelayMillis, this.#delayMillis * 2);
  }

  #dialNow(): void {
    if (this.#redial === undefined || document.visibilityState === 'hidden') return;
    window.clearTimeout(this.#redial);
    this.#delayMillis = leastDelayMillis;
    this.#dial();
  }

  #hear(data: unknown): void {
    this.#watchSilence();
    if (!(data instanceof ArrayBuffer)) return;
    const bytes = new Uint8Array(data);
    let answer: Answer;
    try {
      answer = decodeAnswer(bytes);
    } catch (thrown) {
      // The next status follows soon: a bad one is no reason to interrupt anybody.
      if (isStatus(bytes)) return;
      answer = { type: 'error', error: { ...errorToRecord(thrown) } };
    }
    for (const listener of this.#listeners) listener(answer);
  }

  /** A heartbeat that costs nothing while there is traffic: after silence `hello` is said, which is always answered. */
  #watchSilence(): void {
    window.clearTimeout(this.#silence);
    this.#silence = window.setTimeout(() => {
      this.send({ type: 'hello', protocol: 1 });
      this.#silence = window.setTimeout(() => {
        const socket = this.#socket;
        this.#lose();
        socket?.close();
      }, answerMillis);
    }, quietMillis);
  }

  #tell(state: 'open' | 'lost' | 'closed'): void {
    for (const watcher of this.#watchers) watcher(state);
  }
}
