import type { EventFormat } from '../event-format.js';
import { openRaw, sniffRaw } from '../raw/open-raw.js';
import { evt21Coding, guessEvt21Order } from './evt21-coding.js';

/** Prophesee RAW, EVT 2.1, in either order of its halves; where the header does not say which, the words are looked at. */
export const evt21Format: EventFormat = {
  id: 'evt21',
  decoderVersion: 1,
  sniff: (probe) => sniffRaw(probe, 'EVT2.1'),
  open: (input) => openRaw(input, (encoding, data) => evt21Coding(encoding.order ?? guessEvt21Order(data))),
};
