import type { FrameSource } from './frame-loop.js';

const samples = 20;

/** Measures once how many frames a second the display shows; 60 until then. */
export class DisplayMeter {
  readonly #source: FrameSource;
  #handle: number | undefined;
  #times: number[] = [];
  #hertz = 60;

  constructor(source: FrameSource) {
    this.#source = source;
    this.#handle = source.request((now) => this.#tick(now));
  }

  get hertz(): number {
    return this.#hertz;
  }

  close(): void {
    if (this.#handle !== undefined) this.#source.cancel(this.#handle);
  }

  #tick(now: number): void {
    this.#times.push(now);
    if (this.#times.length <= samples) {
      this.#handle = this.#source.request((next) => this.#tick(next));
      return;
    }
    this.#handle = undefined;
    const gaps = this.#times.slice(1).map((time, index) => time - (this.#times[index] ?? time));
    const median = gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0;
    if (median > 0) this.#hertz = nearestRate(1_000 / median);
  }
}

/** Rates that displays have; a busy page measures less, and then 60 is the better guess. */
function nearestRate(hertz: number): number {
  const rates = [60, 75, 90, 100, 120, 144, 165, 240];
  return rates.find((rate) => Math.abs(rate - hertz) < rate * 0.04) ?? 60;
}
