// What every benchmark's command line understands.
import { parseArgs } from 'node:util';

/**
 * `--events N` recording size, `--rounds N`, `--short` small and fast (keeps the benchmarks alive in tests), `--no-write`
 * leaves bench/results/ alone, `--data DIR` where recordings are made (default: a folder in the system's temporary one),
 * `--keep` leaves them there.
 */
export function benchOptions(defaults) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      events: { type: 'string' },
      rounds: { type: 'string' },
      formats: { type: 'string' },
      short: { type: 'boolean', default: false },
      write: { type: 'boolean', default: true },
      data: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
    allowNegative: true,
  });
  const short = values.short === true;
  return {
    events: Number(values.events ?? (short ? 2e5 : defaults.events)),
    rounds: Number(values.rounds ?? (short ? 1 : defaults.rounds)),
    formats: values.formats?.split(','),
    short,
    write: values.write && !short,
    data: values.data,
    keep: values.keep || values.data !== undefined,
    positionals,
  };
}
