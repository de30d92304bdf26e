// Tables for the vector decoders, by a mask of eight lanes; filled by `fillLaneTables`.

/** Positions of the set bits of a byte, ascending, as 8 bytes. */
const positions: usize = memory.data(256 * 8, 16);

/** Swizzle controls that move the 16-bit lanes of a mask to the front, in order. */
const compressions: usize = memory.data(256 * 16, 16);

/** Swizzle controls that give each 16-bit lane the last lane of a mask at or before it; 0x80 (none) where there is none. */
const carries: usize = memory.data(256 * 16, 16);

export function fillLaneTables(): void {
  for (let mask: usize = 0; mask < 256; mask++) {
    let at: usize = 0;
    let last: i32 = -1;
    memory.fill(compressions + (mask << 4), 0x80, 16);
    memory.fill(carries + (mask << 4), 0x80, 16);
    for (let lane: usize = 0; lane < 8; lane++) {
      if ((mask >> lane) & 1) {
        store<u8>(positions + (mask << 3) + at, <u8>lane);
        store<u16>(compressions + (mask << 4) + (at << 1), <u16>(lane * 0x0202 + 0x0100));
        at++;
        last = <i32>lane;
      }
      if (last >= 0) store<u16>(carries + (mask << 4) + (lane << 1), <u16>(last * 0x0202 + 0x0100));
    }
  }
}

/** Positions of the set bits of `byte` as eight 16-bit lanes, plus `base`. */
// @ts-ignore: decorator
@inline
export function bitColumns(byte: u32, base: i32): v128 {
  return i16x8.add(v128.load_ext<u8>(positions + (<usize>byte << 3)), i16x8.splat(<i16>base));
}

// @ts-ignore: decorator
@inline
export function compression(mask: u32): v128 {
  return v128.load(compressions + (<usize>mask << 4));
}

// @ts-ignore: decorator
@inline
export function carry(mask: u32): v128 {
  return v128.load(carries + (<usize>mask << 4));
}
