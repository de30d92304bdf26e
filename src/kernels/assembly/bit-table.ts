/** For each byte, the positions of its set bits, ascending, as 8 bytes; filled by `fillBitTable`. */
const positions: usize = memory.data(256 * 8, 16);

/** Fills the table; called once before anything else. */
export function fillBitTable(): void {
  for (let byte = 0; byte < 256; byte++) {
    let at: usize = positions + (<usize>byte << 3);
    for (let bit = 0; bit < 8; bit++) {
      if ((byte >> bit) & 1) store<u8>(at++, <u8>bit);
    }
  }
}

/** Positions of the set bits of `byte` as eight 16-bit lanes, plus `base`. */
// @ts-ignore: decorator
@inline
export function bitColumns(byte: u32, base: i32): v128 {
  return i16x8.add(v128.load_ext<u8>(positions + (<usize>byte << 3)), i16x8.splat(<i16>base));
}
