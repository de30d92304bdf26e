// What decoding stored columns does for each event: narrows times, and looks whether numbers are what they should be.

/**
 * Writes the low words of `count` 64-bit times plus `shift` to `out`. Returns 1 where the times
 * never decrease and differ in their lower 31 bits only, else 0.
 */
export function narrowTimes(times: usize, count: usize, shift: u32, out: usize): i32 {
  const first = v128.load32_splat(times);
  const high = v128.load32_splat(times, 4);
  const shifts = i32x4.splat(shift);
  let previous = first;
  let differing = i32x4.splat(0);
  let falling = i32x4.splat(0);
  let i: usize = 0;
  for (; i + 4 <= count; i += 4) {
    const a = v128.load(times + (i << 3));
    const b = v128.load(times + (i << 3), 16);
    const low = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
    differing = v128.or(differing, v128.xor(v128.shuffle<i32>(a, b, 1, 3, 5, 7), high));
    const before = v128.shuffle<i32>(previous, low, 3, 4, 5, 6);
    falling = v128.or(falling, v128.or(i32x4.sub(low, before), v128.xor(low, first)));
    v128.store(out + (i << 2), i32x4.add(low, shifts));
    previous = low;
  }
  let different = v128.any_true(differing) ? 1 : 0;
  let fallen = i32x4.bitmask(falling);
  let last = i32x4.extract_lane(previous, 3);
  const origin = i32x4.extract_lane(first, 0);
  for (; i < count; i++) {
    const low = load<i32>(times + (i << 3));
    if (load<i32>(times + (i << 3), 4) != i32x4.extract_lane(high, 0)) different = 1;
    if (((low - last) | (low ^ origin)) < 0) fallen = 1;
    store<i32>(out + (i << 2), low + <i32>shift);
    last = low;
  }
  return different == 0 && fallen == 0 ? 1 : 0;
}

/** The greatest of `count` numbers, 0 where there is none. */
export function greatest(values: usize, count: usize): u32 {
  let most = i16x8.splat(0);
  let i: usize = 0;
  for (; i + 8 <= count; i += 8) most = i16x8.max_u(most, v128.load(values + (i << 1)));
  most = i16x8.max_u(most, v128.shuffle<i16>(most, most, 4, 5, 6, 7, 4, 5, 6, 7));
  most = i16x8.max_u(most, v128.shuffle<i16>(most, most, 2, 3, 2, 3, 2, 3, 2, 3));
  let found = max<u32>(i16x8.extract_lane_u(most, 0), i16x8.extract_lane_u(most, 1));
  for (; i < count; i++) found = max<u32>(found, load<u16>(values + (i << 1)));
  return found;
}

/** How many of `count` bytes are 1, −1 where one is neither 0 nor 1. */
export function countOnes(bytes: usize, count: usize): i32 {
  let seen = i8x16.splat(0);
  let ones: i32 = 0;
  let i: usize = 0;
  while (i + 16 <= count) {
    // A lane of 16 bits takes 2 a step at most of what is counted in the end; other sums do not matter.
    const end = min<usize>(count - 15, i + 16 * 16_000);
    let pairs = i16x8.splat(0);
    for (; i < end; i += 16) {
      const v = v128.load(bytes + i);
      seen = v128.or(seen, v);
      pairs = i16x8.add(pairs, i16x8.extadd_pairwise_i8x16_u(v));
    }
    const sums = i32x4.extadd_pairwise_i16x8_u(pairs);
    ones += i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
  }
  let other = v128.any_true(v128.and(seen, i8x16.splat(-2)));
  for (; i < count; i++) {
    const byte = load<u8>(bytes + i);
    if (byte > 1) other = true;
    ones += byte;
  }
  return other ? -1 : ones;
}
