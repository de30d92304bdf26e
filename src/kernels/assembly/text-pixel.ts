// Tables for two coordinates of one to four digits, a separator after each, by the bytes among ten that are no digits.

/** For each mask of ten bytes: 16 times the place of the second separator, plus the row of `moves`; 0 where it is another form. */
const forms: usize = memory.data(1024, 16);

/** Swizzle controls that move the digits of x to the lowest four bytes, those of y to the next four, zeros before them. */
const moves: usize = memory.data(16 * 16, 16);

export function fillPixelTables(): void {
  memory.fill(moves, 0x80, 256);
  for (let x: u32 = 1; x <= 4; x++) {
    for (let y: u32 = 1; y <= 4; y++) {
      const row = (x << 2) + y - 5;
      for (let i: u32 = 0; i < x; i++) store<u8>(moves + (row << 4) + 4 - x + i, <u8>i);
      for (let i: u32 = 0; i < y; i++) store<u8>(moves + (row << 4) + 8 - y + i, <u8>(x + 1 + i));
      const second = x + 1 + y;
      const separators = ((<u32>1) << x) | ((<u32>1) << second);
      for (let after = separators; after < 1024; after += (<u32>2) << second) store<u8>(forms + after, <u8>((second << 4) | row));
    }
  }
}

// @ts-ignore: decorator
@inline
export function pixelForm(mask: u32): u32 {
  return <u32>load<u8>(forms + (mask & 0x3ff));
}

// @ts-ignore: decorator
@inline
export function pixelMoves(form: u32): v128 {
  return v128.load(moves + ((form & 15) << 4));
}
