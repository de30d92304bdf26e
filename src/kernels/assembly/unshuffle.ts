/** Undoes a byte shuffle of `count` elements of `size` bytes. */
export function unshuffle(input: usize, output: usize, size: usize, count: usize): void {
  let i: usize = 0;
  if (size == 8) {
    for (; i + 16 <= count; i += 16) unshuffle8(input + i, output + (i << 3), count);
  } else if (size == 4) {
    for (; i + 16 <= count; i += 16) unshuffle4(input + i, output + (i << 2), count);
  } else if (size == 2) {
    for (; i + 16 <= count; i += 16) {
      const a = v128.load(input + i);
      const b = v128.load(input + i + count);
      v128.store(output + (i << 1), low8(a, b));
      v128.store(output + (i << 1), high8(a, b), 16);
    }
  }
  for (let byte: usize = 0; byte < size; byte++) {
    const from = input + byte * count;
    for (let k = i; k < count; k++) store<u8>(output + k * size + byte, load<u8>(from + k));
  }
}

// @ts-ignore: decorator
@inline
function low8(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

// @ts-ignore: decorator
@inline
function high8(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

// @ts-ignore: decorator
@inline
function low16(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

// @ts-ignore: decorator
@inline
function high16(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

// @ts-ignore: decorator
@inline
function low32(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 4, 1, 5);
}

// @ts-ignore: decorator
@inline
function high32(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 2, 6, 3, 7);
}

function unshuffle4(input: usize, output: usize, stride: usize): void {
  const b0 = v128.load(input);
  const b1 = v128.load(input + stride);
  const b2 = v128.load(input + 2 * stride);
  const b3 = v128.load(input + 3 * stride);
  const a0 = low8(b0, b1);
  const a1 = high8(b0, b1);
  const c0 = low8(b2, b3);
  const c1 = high8(b2, b3);
  v128.store(output, low16(a0, c0));
  v128.store(output, high16(a0, c0), 16);
  v128.store(output, low16(a1, c1), 32);
  v128.store(output, high16(a1, c1), 48);
}

function unshuffle8(input: usize, output: usize, stride: usize): void {
  const b0 = v128.load(input);
  const b1 = v128.load(input + stride);
  const b2 = v128.load(input + 2 * stride);
  const b3 = v128.load(input + 3 * stride);
  const b4 = v128.load(input + 4 * stride);
  const b5 = v128.load(input + 5 * stride);
  const b6 = v128.load(input + 6 * stride);
  const b7 = v128.load(input + 7 * stride);
  store8(output, low8(b0, b1), low8(b2, b3), low8(b4, b5), low8(b6, b7));
  store8(output + 64, high8(b0, b1), high8(b2, b3), high8(b4, b5), high8(b6, b7));
}

// @ts-ignore: decorator
@inline
function store8(output: usize, p01: v128, p23: v128, p45: v128, p67: v128): void {
  const l0 = low16(p01, p23);
  const l1 = high16(p01, p23);
  const h0 = low16(p45, p67);
  const h1 = high16(p45, p67);
  v128.store(output, low32(l0, h0));
  v128.store(output, high32(l0, h0), 16);
  v128.store(output, low32(l1, h1), 32);
  v128.store(output, high32(l1, h1), 48);
}
