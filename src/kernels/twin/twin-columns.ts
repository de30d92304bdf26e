import type { EventKernels } from '../event-kernels.js';

/** What decoding stored columns does for each event, in plain TypeScript; see `EventKernels`. */
export const twinColumnKernels: Pick<EventKernels, 'columnBlock' | 'narrowTimes' | 'greatest' | 'countOnes'> = {
  columnBlock: (capacity) => ({
    t: new Uint32Array(capacity),
    x: new Uint16Array(capacity),
    y: new Uint16Array(capacity),
    p: new Uint8Array(capacity),
  }),
  narrowTimes(words, from, count, shift, out, at) {
    const first = words[from]! | 0;
    const high = words[from + 1]!;
    let previous = first;
    let differing = 0;
    let falling = 0;
    for (let i = 0; i < count; i++) {
      const low = words[from + 2 * i]! | 0;
      differing |= words[from + 2 * i + 1]! ^ high;
      falling |= (low - previous) | (low ^ first);
      out[at + i] = low + shift;
      previous = low;
    }
    return differing === 0 && falling >= 0;
  },
  greatest(values, from, to) {
    let most = 0;
    for (let i = from; i < to; i++) if (values[i]! > most) most = values[i]!;
    return most;
  },
  countOnes(bytes, from, to) {
    let ones = 0;
    let seen = 0;
    for (let i = from; i < to; i++) {
      ones += bytes[i]!;
      seen |= bytes[i]!;
    }
    return seen > 1 ? -1 : ones;
  },
};
