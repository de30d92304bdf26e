import {
  slotBlock,
  blockDone,
  inputDone,
  slotBaseMicros,
  slotCapacity,
  slotDroppedWords,
  slotInput,
  slotInputEnd,
  slotLength,
  slotSpec,
  slotState,
  slotUnknownWords,
  slotWraps,
} from '../context-slots';
import { bitColumns } from './lane-tables';
import { storeEvent, storeEvents } from './block';
import { count, getAddress, getInt, getLong, setFloat } from './context';
import { addTrigger, blockBase, tally, tallyRun } from './tally';

/** A fall of TIME_HIGH by at least this many units of 64 µs is a wrap; see `evt2WrapWindowMicros`. */
const wrapFall: i32 = (1 << 28) - (1 << 22);

/** Decodes EVT2 words. State: loop, high, whether a TIME_HIGH was seen. */
export function decodeEvt2(): i32 {
  let source = getAddress(slotInput);
  const end = getAddress(slotInputEnd);
  const block = getAddress(slotBlock);
  const capacity = getInt(slotCapacity);
  let loop = getLong(slotState);
  let high = getInt(slotState + 1);
  let n = getInt(slotLength);
  let result = inputDone;

  if (getInt(slotState + 2) == 0) {
    let dropped = 0;
    while (source + 4 <= end && load<u32>(source) >> 28 != 8) {
      dropped++;
      source += 4;
    }
    count(slotDroppedWords, dropped);
    if (source + 4 > end) {
      setFloat(slotInput, <f64>source);
      return inputDone;
    }
    high = <i32>(load<u32>(source) & 0x0fff_ffff);
    setFloat(slotState + 2, 1);
    source += 4;
  }

  let micros = (loop << 34) + (<i64>high << 6);
  let base = n > 0 ? getLong(slotBaseMicros) : blockBase(micros);
  let delta = <u32>(micros - base);
  let from = n;
  let limit = min(capacity, n + tallyRun);
  const typeMask = i32x4.splat(0xe000_0000);
  const column = i32x4.splat(0x7ff);
  const low6 = i32x4.splat(0x3f);

  for (;;) {
    if (n >= limit) {
      tally(block, from, n, base);
      from = n;
      limit = min(capacity, n + tallyRun);
      if (n >= capacity) {
        if (source + 4 <= end) result = blockDone;
        break;
      }
    }
    if (source + 32 <= end) {
      const a = v128.load(source);
      const b = v128.load(source, 16);
      const start = i32x4.splat(delta);
      const types = i16x8.narrow_i32x4_u(i32x4.shr_u(a, 28), i32x4.shr_u(b, 28));
      storeEvents(
        block,
        <usize>n,
        i32x4.add(v128.and(i32x4.shr_u(a, 22), low6), start),
        i32x4.add(v128.and(i32x4.shr_u(b, 22), low6), start),
        i16x8.narrow_i32x4_u(v128.and(i32x4.shr_u(a, 11), column), v128.and(i32x4.shr_u(b, 11), column)),
        i16x8.narrow_i32x4_u(v128.and(a, column), v128.and(b, column)),
        i8x16.narrow_i16x8_u(types, types),
      );
      if (!v128.any_true(v128.and(v128.or(a, b), typeMask))) {
        n += 8;
        source += 32;
        continue;
      }
      const events = ctz(i16x8.bitmask(i16x8.gt_u(types, i16x8.splat(1))));
      n += events;
      source += <usize>events << 2;
    } else if (source + 4 > end) {
      tally(block, from, n, base);
      break;
    }

    const word = load<u32>(source);
    const type = word >> 28;
    if (type <= 1) {
      storeEvent(block, <usize>n, delta + ((word >> 22) & 0x3f), (word >> 11) & 0x7ff, word & 0x7ff, type);
      n++;
    } else if (type == 8) {
      const next = <i32>(word & 0x0fff_ffff);
      const wraps = high - next >= wrapFall;
      const nextMicros = (<i64>(loop + i64(wraps)) << 34) + (<i64>next << 6);
      if (<u64>(nextMicros - base) > 0xffff_ffc0) {
        tally(block, from, n, base);
        if (n > 0) {
          result = blockDone;
          break;
        }
        from = 0;
        base = blockBase(nextMicros);
      }
      if (wraps) {
        loop++;
        count(slotWraps, 1);
      }
      high = next;
      micros = nextMicros;
      delta = <u32>(micros - base);
    } else if (type == 0xa) {
      if (addTrigger(micros + <i64>((word >> 22) & 0x3f), (word >> 8) & 0x1f, word & 1)) {
        tally(block, from, n, base);
        source += 4;
        result = blockDone;
        break;
      }
    } else if (type < 0xd) {
      count(slotUnknownWords, 1);
    }
    source += 4;
  }

  setFloat(slotInput, <f64>source);
  setFloat(slotLength, <f64>n);
  setFloat(slotBaseMicros, <f64>base);
  setFloat(slotState, <f64>loop);
  setFloat(slotState + 1, <f64>high);
  return result;
}

/** Decodes EVT2.1 words. Spec: where in a word its type half lies, 0 or 4. State as of EVT2. */
export function decodeEvt21(): i32 {
  let source = getAddress(slotInput);
  const end = getAddress(slotInputEnd);
  const headOffset = getAddress(slotSpec);
  const bitsOffset = (<usize>4) - headOffset;
  const block = getAddress(slotBlock);
  const capacity = getInt(slotCapacity);
  let loop = getLong(slotState);
  let high = getInt(slotState + 1);
  let n = getInt(slotLength);
  let result = inputDone;

  if (getInt(slotState + 2) == 0) {
    let dropped = 0;
    while (source + 8 <= end && load<u32>(source + headOffset) >> 28 != 8) {
      dropped++;
      source += 8;
    }
    count(slotDroppedWords, dropped);
    if (source + 8 > end) {
      setFloat(slotInput, <f64>source);
      return inputDone;
    }
    high = <i32>(load<u32>(source + headOffset) & 0x0fff_ffff);
    setFloat(slotState + 2, 1);
    source += 8;
  }

  let micros = (loop << 34) + (<i64>high << 6);
  let base = n > 0 ? getLong(slotBaseMicros) : blockBase(micros);
  let delta = <u32>(micros - base);
  let from = n;
  let limit = min(capacity, n + tallyRun);

  for (; source + 8 <= end; source += 8) {
    if (n >= limit) {
      tally(block, from, n, base);
      from = n;
      limit = min(capacity, n + tallyRun);
      if (n >= capacity) {
        result = blockDone;
        break;
      }
    }
    const head = load<u32>(source + headOffset);
    const type = head >> 28;
    if (type <= 1) {
      let bits = load<u32>(source + bitsOffset);
      const time = delta + ((head >> 22) & 0x3f);
      const column = <i32>((head >> 11) & 0x7ff);
      const row = head & 0x7ff;
      if ((bits & (bits - 1)) == 0) {
        storeEvent(block, <usize>n, time, <u32>(column + ctz(<i32>bits)), row, type);
        n += i32(bits != 0);
        continue;
      }
      const times = i32x4.splat(time);
      const rows = i16x8.splat(<i16>row);
      const polarities = i8x16.splat(<i8>type);
      for (let byte = 0; bits != 0; byte += 8, bits >>= 8) {
        storeEvents(block, <usize>n, times, times, bitColumns(bits & 0xff, column + byte), rows, polarities);
        n += popcnt(<i32>(bits & 0xff));
      }
    } else if (type == 8) {
      const next = <i32>(head & 0x0fff_ffff);
      const wraps = high - next >= wrapFall;
      const nextMicros = (<i64>(loop + i64(wraps)) << 34) + (<i64>next << 6);
      if (<u64>(nextMicros - base) > 0xffff_ffc0) {
        tally(block, from, n, base);
        from = n;
        if (n > 0) {
          result = blockDone;
          break;
        }
        base = blockBase(nextMicros);
      }
      if (wraps) {
        loop++;
        count(slotWraps, 1);
      }
      high = next;
      micros = nextMicros;
      delta = <u32>(micros - base);
    } else if (type == 0xa) {
      if (addTrigger(micros + <i64>((head >> 22) & 0x3f), (head >> 8) & 0x1f, head & 1)) {
        source += 8;
        result = blockDone;
        break;
      }
    } else if (type < 0xd) {
      count(slotUnknownWords, 1);
    }
  }
  tally(block, from, n, base);

  setFloat(slotInput, <f64>source);
  setFloat(slotLength, <f64>n);
  setFloat(slotBaseMicros, <f64>base);
  setFloat(slotState, <f64>loop);
  setFloat(slotState + 1, <f64>high);
  return result;
}
