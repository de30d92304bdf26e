import type { EventFormat } from '../event-format.js';
import { openRaw, sniffRaw } from '../raw/open-raw.js';
import { evt2Coding } from './evt2-coding.js';

/** Prophesee RAW, EVT 2.0. */
export const evt2Format: EventFormat = {
  id: 'evt2',
  decoderVersion: 1,
  sniff: (probe) => sniffRaw(probe, 'EVT2'),
  open: (input) => openRaw(input, () => evt2Coding),
};
