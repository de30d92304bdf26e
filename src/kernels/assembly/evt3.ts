import {
  blockDone,
  inputDone,
  slotBaseMicros,
  slotBlock,
  slotCapacity,
  slotDroppedWords,
  slotInput,
  slotInputEnd,
  slotLength,
  slotOutOfRange,
  slotSpec,
  slotState,
  slotUnknownWords,
  slotWraps,
} from '../context-slots';
import { storeEvent, storeEvents } from './block';
import { count, getAddress, getInt, getLong, setFloat } from './context';
import { bitColumns, carry, compression } from './lane-tables';
import { addTrigger, blockBase, tally, tallyRun } from './tally';

/** Bit per word type that is read eight at a time: ADDR_Y, ADDR_X, TIME_LOW. */
const plainTypes: u32 = (1 << 0x0) | (1 << 0x2) | (1 << 0x6);

const unknownTypes: u32 = (1 << 0x1) | (1 << 0xb) | (1 << 0xc) | (1 << 0xd);

/** Decodes words before the first TIME_HIGH and ADDR_Y; nothing that is dropped here makes an event. */
function enter(source: usize, end: usize): usize {
  let haveTime = getInt(slotState + 6) == 1;
  let dropped = 0;
  for (; source + 2 <= end; source += 2) {
    const word = load<u16>(source);
    const type = word >> 12;
    const content = <i32>word & 0xfff;
    if (!haveTime) {
      if (type == 8) {
        setFloat(slotState + 1, <f64>content);
        setFloat(slotState + 2, 0);
        setFloat(slotState + 6, 1);
        haveTime = true;
      } else {
        dropped++;
      }
      if (getInt(slotState + 7) == 1 && haveTime) {
        source += 2;
        break;
      }
      continue;
    }
    if (type == 0) {
      setFloat(slotState + 3, <f64>(content & 0x7ff));
      setFloat(slotState + 7, 1);
      source += 2;
      break;
    }
    if (type == 8) {
      const high = getInt(slotState + 1);
      if (high - content >= 2048) {
        setFloat(slotState, getFloatLoop() + 1);
        count(slotWraps, 1);
      }
      if (high != content) setFloat(slotState + 2, 0);
      setFloat(slotState + 1, <f64>content);
    } else if (type == 6) {
      setFloat(slotState + 2, <f64>content);
    } else if (type == 3) {
      setFloat(slotState + 4, <f64>(content & 0x7ff));
      setFloat(slotState + 5, <f64>(content >> 11));
      setFloat(slotState + 8, 1);
    } else if (type == 2) {
      dropped++;
    } else if (type == 4 || type == 5) {
      dropped++;
      setFloat(slotState + 4, <f64>((getInt(slotState + 4) + (type == 4 ? 12 : 8)) & 0xffff));
    } else if (type == 0xa) {
      const micros = (getLong(slotState) << 24) + <i64>((getInt(slotState + 1) << 12) | getInt(slotState + 2));
      if (addTrigger(micros, content >> 8, content & 1)) {
        source += 2;
        break;
      }
    } else if ((unknownTypes >> <u32>type) & 1) {
      count(slotUnknownWords, 1);
    }
  }
  count(slotDroppedWords, dropped);
  return source;
}

// @ts-ignore: decorator
@inline
function getFloatLoop(): f64 {
  return <f64>getLong(slotState);
}

/**
 * Decodes EVT3 words. Spec: rows. State: as `evt3State` in TypeScript, without the previous time.
 *
 * ADDR_Y, ADDR_X and TIME_LOW, nearly all words there are, are read eight at a time without a branch: rows and times are
 * carried from lane to lane, the lanes of ADDR_X are moved together. The first other word of the eight ends the group.
 */
export function decodeEvt3(): i32 {
  let source = getAddress(slotInput);
  const end = getAddress(slotInputEnd);
  if (getInt(slotState + 6) == 0 || getInt(slotState + 7) == 0) {
    source = enter(source, end);
    if (getInt(slotState + 6) == 0 || getInt(slotState + 7) == 0) {
      setFloat(slotInput, <f64>source);
      return source + 2 <= end ? blockDone : inputDone;
    }
  }

  const block = getAddress(slotBlock);
  const capacity = getInt(slotCapacity);
  const rows = <u32>getInt(slotSpec);
  let loop = getLong(slotState);
  let high = getInt(slotState + 1);
  let rowLanes = i16x8.splat(<i16>getInt(slotState + 3));
  let lowLanes = i16x8.splat(<i16>getInt(slotState + 2));
  let baseX = getInt(slotState + 4);
  let polarity = getInt(slotState + 5);
  let haveBase = getInt(slotState + 8) == 1;
  let n = getInt(slotLength);
  let micros = (loop << 24) + (<i64>high << 12);
  let base = n > 0 ? getLong(slotBaseMicros) : blockBase(micros);
  let highTime = <u32>(micros - base);
  let from = n;
  let limit = min(capacity, n + tallyRun);
  let result = inputDone;
  let outside = 0;

  while (source + 2 <= end) {
    const times = i32x4.splat(highTime);
    const lastRow = i16x8.splat(<i16>(rows - 1));
    while (source + 16 <= end && n < limit) {
      const words = v128.load(source);
      const types = i16x8.shr_u(words, 12);
      const singles = i16x8.eq(types, i16x8.splat(2));
      const rowWords = i16x8.eq(types, i16x8.splat(0));
      const lowWords = i16x8.eq(types, i16x8.splat(6));
      const carriers = <u32>i8x16.bitmask(i8x16.narrow_i16x8_s(rowWords, lowWords));
      const columns = v128.and(words, i16x8.splat(0x7ff));
      const rowControl = carry(carriers & 0xff);
      const rowsHere = v128.or(
        i8x16.swizzle(columns, rowControl),
        v128.and(rowLanes, i8x16.lt_s(rowControl, i8x16.splat(0))),
      );
      const lowControl = carry(carriers >> 8);
      const lowsHere = v128.or(
        i8x16.swizzle(v128.and(words, i16x8.splat(0xfff)), lowControl),
        v128.and(lowLanes, i8x16.lt_s(lowControl, i8x16.splat(0))),
      );
      const beyond = i16x8.gt_u(rowsHere, lastRow);
      const plain = v128.or(v128.or(singles, rowWords), lowWords);
      const masks = <u32>i8x16.bitmask(i8x16.narrow_i16x8_s(v128.andnot(singles, beyond), plain));
      let events = masks & 0xff;
      let lanes: i32 = 8;
      if (masks < 0xff00) {
        lanes = ctz(<i32>~(masks >> 8));
        events &= (1 << lanes) - 1;
      }
      const control = compression(events);
      const lows = i8x16.swizzle(lowsHere, control);
      const polarities = i8x16.swizzle(v128.and(i16x8.shr_u(words, 11), i16x8.splat(1)), control);
      storeEvents(
        block,
        <usize>n,
        i32x4.add(i32x4.extend_low_i16x8_u(lows), times),
        i32x4.add(i32x4.extend_high_i16x8_u(lows), times),
        i8x16.swizzle(columns, control),
        i8x16.swizzle(rowsHere, control),
        i8x16.narrow_i16x8_u(polarities, polarities),
      );
      n += popcnt(<i32>events);
      if (v128.any_true(beyond)) {
        outside += popcnt(i16x8.bitmask(v128.and(singles, beyond)) & ((1 << lanes) - 1));
      }
      source += <usize>lanes << 1;
      if (lanes < 8) {
        if (lanes > 0) {
          const last = i16x8.splat(<i16>((lanes - 1) * 0x0202 + 0x0100));
          rowLanes = i8x16.swizzle(rowsHere, last);
          lowLanes = i8x16.swizzle(lowsHere, last);
        }
        break;
      }
      rowLanes = v128.shuffle<i16>(rowsHere, rowsHere, 7, 7, 7, 7, 7, 7, 7, 7);
      lowLanes = v128.shuffle<i16>(lowsHere, lowsHere, 7, 7, 7, 7, 7, 7, 7, 7);
    }

    if (n >= limit) {
      tally(block, from, n, base);
      from = n;
      limit = min(capacity, n + tallyRun);
      if (n >= capacity) {
        if (source + 2 <= end) result = blockDone;
        break;
      }
    }
    if (source + 2 > end) break;

    // Other words tend to follow each other: go on with them until one of the usual types comes.
    let more = true;
    while (more) {
      const word = <u32>load<u16>(source);
      const type = word >> 12;
      const content = <i32>(word & 0xfff);
      const row = <u32>i16x8.extract_lane_u(rowLanes, 0);
      const time = highTime + <u32>i16x8.extract_lane_u(lowLanes, 0);
      source += 2;
      if (type == 3) {
        baseX = content & 0x7ff;
        polarity = content >> 11;
        haveBase = true;
        // The usual group: 32 columns as 12, 12 and 8.
        if (source + 6 <= end && row < rows) {
          const group = (<u64>load<u32>(source)) | (<u64>load<u16>(source, 4) << 32);
          if ((group & 0xf000_f000_f000) == 0x5000_4000_4000) {
            const bits = <u32>((group & 0xfff) | ((group >> 4) & 0xff_f000) | ((group >> 8) & 0xff00_0000));
            n = storeBits(block, n, bits, true, time, baseX, row, polarity);
            baseX += 32;
            source += 6;
          }
        }
      } else if (type == 4 || type == 5) {
        const wide = type == 4;
        const bits = <u32>(wide ? content : content & 0xff);
        if (!haveBase) count(slotDroppedWords, 1);
        else if (row >= rows) outside += popcnt(<i32>bits);
        else n = storeBits(block, n, bits, false, time, baseX, row, polarity);
        baseX = (baseX + (wide ? 12 : 8)) & 0xffff;
      } else if (type == 8) {
        const wraps = high - content >= 2048;
        const nextMicros = ((loop + i64(wraps)) << 24) + (<i64>content << 12);
        if (<u64>(nextMicros - base) > 0xffff_f000) {
          if (n > 0) {
            source -= 2;
            result = blockDone;
            break;
          }
          base = blockBase(nextMicros);
        }
        if (wraps) {
          loop++;
          count(slotWraps, 1);
        }
        if (content != high) {
          high = content;
          lowLanes = i16x8.splat(0);
        }
        micros = nextMicros;
        highTime = <u32>(micros - base);
      } else if (type == 2) {
        if (row < rows) {
          storeEvent(block, <usize>n, time, <u32>content & 0x7ff, row, <u32>content >> 11);
          n++;
        } else {
          outside++;
        }
      } else if (type == 0) {
        rowLanes = i16x8.splat(<i16>(content & 0x7ff));
      } else if (type == 6) {
        lowLanes = i16x8.splat(<i16>content);
      } else if (type == 0xa) {
        if (addTrigger(micros + <i64>(time - highTime), content >> 8, content & 1)) {
          result = blockDone;
          break;
        }
      } else if ((unknownTypes >> type) & 1) {
        count(slotUnknownWords, 1);
      }
      more = source + 2 <= end && n < limit && ((plainTypes >> <u32>(load<u16>(source) >> 12)) & 1) == 0;
    }
    if (result == blockDone) break;
  }
  tally(block, from, n, base);
  count(slotOutOfRange, outside);

  setFloat(slotInput, <f64>source);
  setFloat(slotLength, <f64>n);
  setFloat(slotBaseMicros, <f64>base);
  setFloat(slotState, <f64>loop);
  setFloat(slotState + 1, <f64>high);
  setFloat(slotState + 2, <f64>i16x8.extract_lane_u(lowLanes, 0));
  setFloat(slotState + 3, <f64>i16x8.extract_lane_u(rowLanes, 0));
  setFloat(slotState + 4, <f64>baseX);
  setFloat(slotState + 5, <f64>polarity);
  setFloat(slotState + 8, haveBase ? 1 : 0);
  return result;
}

/**
 * Writes the events of a vector of 12 columns, or 32 where `wide`, and returns how many the block then has; all its bytes
 * are written as if they had bits, which takes no branch.
 */
// @ts-ignore: decorator
@inline
function storeBits(block: usize, n: i32, bits: u32, wide: bool, time: u32, x: i32, row: u32, polarity: i32): i32 {
  const times = i32x4.splat(time);
  const rows = i16x8.splat(<i16>row);
  const polarities = i8x16.splat(<i8>polarity);
  storeEvents(block, <usize>n, times, times, bitColumns(bits & 0xff, x), rows, polarities);
  n += popcnt(<i32>(bits & 0xff));
  storeEvents(block, <usize>n, times, times, bitColumns((bits >> 8) & 0xff, x + 8), rows, polarities);
  n += popcnt(<i32>((bits >> 8) & 0xff));
  if (wide) {
    storeEvents(block, <usize>n, times, times, bitColumns((bits >> 16) & 0xff, x + 16), rows, polarities);
    n += popcnt(<i32>((bits >> 16) & 0xff));
    storeEvents(block, <usize>n, times, times, bitColumns(bits >> 24, x + 24), rows, polarities);
    n += popcnt(<i32>(bits >> 24));
  }
  return n;
}
