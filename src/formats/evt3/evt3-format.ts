import type { EventFormat } from '../event-format.js';
import { openRaw, sniffRaw } from '../raw/open-raw.js';
import { evt3Coding } from './evt3-coding.js';

/** Prophesee RAW, EVT 3.0. */
export const evt3Format: EventFormat = {
  id: 'evt3',
  decoderVersion: 1,
  sniff: (probe) => sniffRaw(probe, 'EVT3'),
  open: (input) => openRaw(input, () => evt3Coding),
};
