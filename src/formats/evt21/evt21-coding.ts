import { timeHighCoding } from '../raw/time-high.js';
import { type WordCoding, words32 } from '../raw/word-coding.js';

/**
 * EVT2.1: words of 64 bits, up to 32 events each. `little` words have their type in the second half, `legacy` ones in the
 * first. Source: OpenEB `evt21_event_types.h`.
 */
export function evt21Coding(order: 'little' | 'legacy'): WordCoding {
  return {
    ...timeHighCoding(2, order === 'little' ? 1 : 0),
    id: 'evt21',
    name: 'EVT2.1',
    spec: (width, height) => ({ kind: 'evt21', order, width, height }),
  };
}

const knownTypes = new Set([0x0, 0x1, 0x8, 0xa, 0xe]);

/** The order in which more words of `data` (lent) have a type that exists and, where they are times, ascend. */
export function guessEvt21Order(data: Uint8Array): 'little' | 'legacy' {
  const words = words32(data);
  const score = (head: 0 | 1): number => {
    let good = 0;
    let high = -1;
    for (let index = head; index < words.length; index += 2) {
      const word = words[index] as number;
      const type = word >>> 28;
      if (type === 0x8) {
        const next = word & 0x0fff_ffff;
        good += next >= high && next - Math.max(0, high) < 1 << 20 ? 2 : -2;
        high = next;
      } else {
        good += knownTypes.has(type) ? 1 : -2;
      }
    }
    return good;
  };
  return score(0) > score(1) ? 'legacy' : 'little';
}
