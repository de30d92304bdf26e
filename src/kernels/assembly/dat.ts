import {
  slotBlock,
  blockDone,
  inputDone,
  slotBaseMicros,
  slotCapacity,
  slotInput,
  slotInputEnd,
  slotLength,
  slotSpec,
  slotSpec2,
  slotState,
  slotWraps,
} from '../context-slots';
import { storeEvent, storeEvents } from './block';
import { count, getAddress, getInt, getLong, setFloat } from './context';
import { addTrigger, tally, tallyRun } from './tally';

/** Decodes DAT records. Spec: version, 1 for triggers. State: loop, clock of the record before or −1. */
export function decodeDat(): i32 {
  let source = getAddress(slotInput);
  const end = getAddress(slotInputEnd);
  const block = getAddress(slotBlock);
  const capacity = getInt(slotCapacity);
  const version1 = getInt(slotSpec) == 1;
  const triggers = getInt(slotSpec2) == 1;
  let loop = getLong(slotState);
  let clock = getLong(slotState + 1);
  let n = getInt(slotLength);
  let result = inputDone;
  let base = loop << 32;

  while (source + 8 <= end) {
    if (n >= capacity) {
      result = blockDone;
      break;
    }
    const from = n;
    const limit = min(capacity, n + tallyRun);
    if (!version1 && !triggers && clock >= 0) {
      let before = i32x4.splat(<i32>clock);
      while (source + 64 <= end && n + 8 <= limit) {
        const a = v128.load(source);
        const b = v128.load(source, 16);
        const c = v128.load(source, 32);
        const d = v128.load(source, 48);
        const t0 = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
        const t1 = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
        const falling = v128.or(
          v128.andnot(v128.shuffle<i32>(before, t0, 3, 4, 5, 6), t0),
          v128.andnot(v128.shuffle<i32>(t0, t1, 3, 4, 5, 6), t1),
        );
        // A wrap takes a clock from the upper half of its range to the lower: look closer only then.
        if (i32x4.bitmask(falling) != 0) break;
        before = t1;
        const w0 = v128.shuffle<i32>(a, b, 1, 3, 5, 7);
        const w1 = v128.shuffle<i32>(c, d, 1, 3, 5, 7);
        const mask = i32x4.splat(0x3fff);
        const polarity = i16x8.min_u(i16x8.narrow_i32x4_u(i32x4.shr_u(w0, 28), i32x4.shr_u(w1, 28)), i16x8.splat(1));
        storeEvents(
          block,
          <usize>n,
          t0,
          t1,
          i16x8.narrow_i32x4_u(v128.and(w0, mask), v128.and(w1, mask)),
          i16x8.narrow_i32x4_u(v128.and(i32x4.shr_u(w0, 14), mask), v128.and(i32x4.shr_u(w1, 14), mask)),
          i8x16.narrow_i16x8_u(polarity, polarity),
        );
        n += 8;
        source += 64;
      }
      clock = <i64><u32>i32x4.extract_lane(before, 3);
    }

    // One group by single records: the end of the input or of the block, a wrap, version 1, triggers.
    let left = 8;
    while (left-- > 0 && source + 8 <= end && n < limit) {
      const now = <i64>load<u32>(source);
      const word = load<u32>(source, 4);
      if (clock - now > 0x8000_0000) {
        if (n > 0) {
          result = blockDone;
          break;
        }
        loop++;
        base = loop << 32;
        count(slotWraps, 1);
      }
      clock = now;
      source += 8;
      if (triggers) {
        if (addTrigger(base + now, word >> 26, i32((word & 0xf) != 0))) {
          result = blockDone;
          break;
        }
        continue;
      }
      if (version1) storeEvent(block, <usize>n, <u32>now, word & 0x1ff, (word >> 9) & 0xff, (word >> 17) & 1);
      else storeEvent(block, <usize>n, <u32>now, word & 0x3fff, (word >> 14) & 0x3fff, u32(word >> 28 != 0));
      n++;
    }
    tally(block, from, n, base);
    if (result == blockDone) break;
  }

  setFloat(slotInput, <f64>source);
  setFloat(slotLength, <f64>n);
  setFloat(slotBaseMicros, <f64>base);
  setFloat(slotState, <f64>loop);
  setFloat(slotState + 1, <f64>clock);
  return result;
}
