/** First and last bin that `addRate` touched; first > last where it touched none. */
export let rateFirst: i32 = 0;
export let rateLast: i32 = -1;

/**
 * Adds events to pairs (ON, OFF) of `bins`. `offset` is the base of the columns less the start of bin 0. Which bin a time
 * lies in is decided by one division in double precision, as in TypeScript; within a bin none is needed.
 */
export function addRate(bins: usize, binCount: i32, offset: f64, binMicros: f64, t: usize, p: usize, count: usize): void {
  rateFirst = i32.MAX_VALUE;
  rateLast = -1;
  let i: usize = 0;
  while (i < count) {
    const bin = Math.floor((offset + <f64>load<u32>(t + (i << 2))) / binMicros);
    // Times from `low` to `high` surely lie in the same bin; one microsecond at either end is left to the division.
    const low = Math.max(0, Math.ceil(bin * binMicros - offset) + 1);
    const high = Math.floor((bin + 1) * binMicros - offset) - 1;
    const start = i++;
    if (high >= low) {
      const lowest = <u32>Math.min(low, 4_294_967_295);
      const span = <u32>Math.min(4_294_967_295, high) - lowest;
      if (low <= 4_294_967_295) {
        while (i < count && load<u32>(t + (i << 2)) - lowest <= span) i++;
      }
    }
    if (!(bin >= 0 && bin < <f64>binCount)) continue;
    let on: u32 = 0;
    let k = start;
    if (i - start >= 16) {
      for (; k + 16 <= i; k += 16) {
        const pairs = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v128.load(p + k)));
        on += <u32>i32x4.extract_lane(pairs, 0) + <u32>i32x4.extract_lane(pairs, 1);
        on += <u32>i32x4.extract_lane(pairs, 2) + <u32>i32x4.extract_lane(pairs, 3);
      }
    }
    for (; k < i; k++) on += <u32>load<u8>(p + k);
    const at = <i32>bin;
    const address = bins + (<usize>at << 3);
    store<u32>(address, load<u32>(address) + on);
    store<u32>(address, load<u32>(address, 4) + (<u32>(i - start) - on), 4);
    rateFirst = min(rateFirst, at);
    rateLast = max(rateLast, at);
  }
}

export function firstBin(): i32 {
  return rateFirst;
}

export function lastBin(): i32 {
  return rateLast;
}
