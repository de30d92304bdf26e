import { timeHighCoding } from '../raw/time-high.js';
import type { WordCoding } from '../raw/word-coding.js';

/** EVT2: words of 32 bits, one event each. Source: OpenEB `evt2_event_types.h`. */
export const evt2Coding: WordCoding = {
  ...timeHighCoding(1, 0),
  id: 'evt2',
  name: 'EVT2',
  spec: (width, height) => ({ kind: 'evt2', width, height }),
};
