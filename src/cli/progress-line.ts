/** One line on a terminal that is written over; nothing where standard error is no terminal. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #startMillis = performance.now();
  #shownMillis = Number.NEGATIVE_INFINITY;
  #visible = false;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  /** `what  42 %  81 unit/s  0:04 left`, at most ten times a second. `total` of 0 is not known. */
  show(what: string, done: number, total: number, unit: string): void {
    if (!this.#stream.isTTY) return;
    const now = performance.now();
    if (now - this.#shownMillis < 100 && done < total) return;
    this.#shownMillis = now;
    const seconds = Math.max(1e-3, (now - this.#startMillis) / 1000);
    const rate = done / seconds;
    const share = total > 0 ? `  ${Math.floor((100 * done) / total)} %` : '';
    const left = total > 0 && rate > 0 ? `  ${clock((total - done) / rate)} left` : '';
    const text = `${what}${share}  ${short(rate)}${unit}/s${left}`;
    this.#stream.write(`\r\u001b[K${text.slice(0, Math.max(20, (this.#stream.columns ?? 80) - 1))}`);
    this.#visible = true;
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#visible) this.#stream.write('\r\u001b[K');
    this.#visible = false;
  }
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function short(value: number): string {
  for (const [size, sign] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (value >= size) return `${(value / size).toPrecision(3)} ${sign}`;
  }
  return `${value.toPrecision(3)} `;
}
