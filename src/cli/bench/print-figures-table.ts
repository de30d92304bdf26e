/** How figures are printed: a table with a row for each, or JSON. */
export interface FiguresTable<Figures> {
  readonly head: readonly string[];
  /** As many cells as `head` has. */
  readonly rowOf: (figures: Figures) => readonly string[];
  readonly json: boolean | undefined;
}

/** Prints figures to standard output, in columns that end below each other, or as JSON. */
export function printFiguresTable<Figures>(figures: readonly Figures[], { head, rowOf, json }: FiguresTable<Figures>): void {
  if (json === true) {
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    return;
  }
  const rows = [head, ...figures.map(rowOf)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) process.stdout.write(`${row.map((text, column) => text.padStart(widths[column]!)).join('  ')}\n`);
}

/** `7.1 ms`, `71 ms`. */
export function formatMillis(millis: number): string {
  return `${millis < 10 ? millis.toFixed(1) : millis.toFixed(0)} ms`;
}

/** `21.0 MB`. */
export function formatMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
