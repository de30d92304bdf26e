// Interleaved runs: on a shared machine only figures taken side by side compare.

/**
 * @typedef {{ median: number, least: number, greatest: number, values: number[] }} Spread
 */

/** @typedef {{ wall: number, cpu: number }} Figure */

/** Median, least and greatest of some figures. @returns {Spread} */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), least: sorted[0] ?? Number.NaN, greatest: sorted.at(-1) ?? Number.NaN, values };
}

/** Quantile `q` of ascending figures, nearest rank (the median of an even number is the mean of the middle two). */
export function quantile(sorted, q) {
  if (sorted.length === 0) return Number.NaN;
  if (q === 0.5 && sorted.length % 2 === 0) return (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))];
}

/**
 * Runs every contender once a round, each round starting with another one; contender by contender the spread of what
 * they returned. A contender that throws is left out of later rounds and its message kept.
 *
 * A figure is a number, or a pair of one by the clock and one by processor time, which other processes do not disturb.
 *
 * @param {number} rounds
 * @param {Record<string, () => Promise<number | Figure> | number | Figure>} contenders each returns its figure
 * @returns {Promise<Record<string, Spread & { cpu?: Spread, error?: string }>>}
 */
export async function interleave(rounds, contenders) {
  const names = Object.keys(contenders);
  const values = new Map(names.map((name) => [name, []]));
  const errors = new Map();
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length];
      if (errors.has(name)) continue;
      try {
        values.get(name).push(await contenders[name]());
      } catch (error) {
        errors.set(name, error instanceof Error ? error.message : String(error));
      }
    }
  }
  return Object.fromEntries(
    names.map((name) => {
      const figures = values.get(name);
      const cpu = figures.flatMap((figure) => (typeof figure === 'number' ? [] : [figure.cpu]));
      return [
        name,
        {
          ...spread(figures.map((figure) => (typeof figure === 'number' ? figure : figure.wall))),
          ...(cpu.length > 0 ? { cpu: spread(cpu) } : {}),
          ...(errors.has(name) ? { error: errors.get(name) } : {}),
        },
      ];
    }),
  );
}
