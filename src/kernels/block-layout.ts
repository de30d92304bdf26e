/** Events in one block that a decoder lends: 9 bytes each, well under 512 KiB. */
export const blockEvents = 49_152;

/** Most triggers a decoder keeps between two calls of `takeTriggers`. */
export const keptTriggers = 65_536;

/** Times in a block are counted from a multiple of this, so that clocks that jitter across a block seldom split it. */
const baseGridMicros = 2 ** 31;

/** The base of a block whose first event is at `micros`: the multiple of {@link baseGridMicros} at or below it. */
export function blockBase(micros: number): number {
  return Math.floor(micros / baseGridMicros) * baseGridMicros;
}

/** Longest text line that is read, in bytes without its line feed; a longer one counts as dropped. */
export const textLineLimit = 1024;
