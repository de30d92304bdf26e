/** Columns as comma-separated text with a heading; numbers in full, what is not finite left empty. */
export function csvText(
  columns: readonly { readonly name: string; readonly at: (row: number) => number | undefined }[],
  rows: number,
): string {
  const lines = [columns.map(({ name }) => name).join(',')];
  for (let row = 0; row < rows; row += 1) {
    lines.push(
      columns
        .map(({ at }) => {
          const value = at(row);
          return value === undefined || !Number.isFinite(value) ? '' : `${value}`;
        })
        .join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}
