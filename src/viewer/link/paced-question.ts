import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';

/**
 * A question that follows what is wanted while that changes: asked at most once in a rest, and in the end for what was wanted
 * last. What was asked before is taken back when the next is asked.
 */
export class PacedQuestion<Want> {
  readonly #restMillis: number;
  readonly #ask: (want: Want) => () => void;
  readonly #waits: Signal<boolean> = signal(false);
  #askedText: string | undefined;
  #askedMillis = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #takeBack: (() => void) | undefined;

  /** `ask` asks for a want, which is plain JSON, and returns the way to take the question back. */
  constructor(restMillis: number, ask: (want: Want) => () => void) {
    this.#restMillis = restMillis;
    this.#ask = ask;
  }

  /** Whether something else is wanted than what was asked last; it is asked when the rest is over. */
  get waits(): ReadonlySignal<boolean> {
    return this.#waits;
  }

  /** Asks, unless that is what was asked last; soon where something was asked a moment ago. */
  want(want: Want): void {
    clearTimeout(this.#timer);
    const text = JSON.stringify(want);
    const isNew = text !== this.#askedText;
    this.#waits.value = isNew;
    if (!isNew) return;
    const rest = this.#askedMillis + this.#restMillis - performance.now();
    if (rest <= 0) this.#send(want, text);
    else this.#timer = setTimeout(() => this.#send(want, text), rest);
  }

  /** Takes back what was asked and what waits. The next want is asked even where it is the same. */
  close(): void {
    clearTimeout(this.#timer);
    this.#waits.value = false;
    this.#takeBack?.();
    this.#takeBack = undefined;
    this.#askedText = undefined;
  }

  #send(want: Want, text: string): void {
    batch(() => {
      this.close();
      this.#askedText = text;
      this.#askedMillis = performance.now();
      this.#takeBack = this.#ask(want);
    });
  }
}
