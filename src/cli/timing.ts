/** What `--timing` prints: how long each phase took and what it handled. Collects nothing when it is off. */
export class Timing {
  readonly #on: boolean;
  readonly #millis = new Map<string, number>();
  readonly #counts = new Map<string, number>();

  constructor(on: boolean) {
    this.#on = on;
  }

  /** Times `work`; phases of the same name add up. */
  async phase<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.add(name, performance.now() - start);
    }
  }

  /** Adds time that was measured elsewhere. */
  add(name: string, millis: number): void {
    this.#millis.set(name, (this.#millis.get(name) ?? 0) + millis);
  }

  /** Adds to a count: bytes, events, cache hits. */
  count(name: string, value: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + value);
  }

  /** Writes the table to standard error. */
  print(): void {
    if (!this.#on) return;
    const rows = [
      ...[...this.#millis].map(([name, millis]) => [name, `${millis.toFixed(1)} ms`] as const),
      ...[...this.#counts].map(([name, value]) => [name, Math.round(value).toLocaleString('en-US')] as const),
    ];
    const width = Math.max(0, ...rows.map(([name]) => name.length));
    const numbers = Math.max(0, ...rows.map(([, value]) => value.replace(' ms', '').length));
    for (const [name, value] of rows) {
      const [number, unit] = value.split(' ');
      process.stderr.write(`  ${name.padEnd(width)}  ${number?.padStart(numbers)}${unit === undefined ? '' : ` ${unit}`}\n`);
    }
  }
}
