import {
  blockDone,
  inputDone,
  slotBaseMicros,
  slotCapacity,
  slotDroppedWords,
  slotInput,
  slotInputEnd,
  slotLength,
  slotOutOfRange,
  slotP,
  slotSpec,
  slotState,
  slotT,
  slotUnknownWords,
  slotWraps,
  slotX,
  slotY,
} from '../context-slots';
import { bitColumns } from './bit-table';
import { count, getAddress, getInt, getLong, setFloat } from './context';
import { addTrigger, blockBase, tally, tallyRun } from './tally';

/** Bit per word type that is read without a branch: ADDR_Y, ADDR_X, TIME_LOW. */
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

/** Decodes EVT3 words. Spec: rows. State: as `evt3State` in TypeScript, without the previous time. */
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

  const t = getAddress(slotT);
  const x = getAddress(slotX);
  const y = getAddress(slotY);
  const p = getAddress(slotP);
  const capacity = getInt(slotCapacity);
  const rows = <u32>getInt(slotSpec);
  let loop = getLong(slotState);
  let high = getInt(slotState + 1);
  let row = <u32>getInt(slotState + 3);
  let baseX = getInt(slotState + 4);
  let polarity = getInt(slotState + 5);
  let haveBase = getInt(slotState + 8) == 1;
  let n = getInt(slotLength);
  let micros = (loop << 24) + (<i64>high << 12);
  let base = n > 0 ? getLong(slotBaseMicros) : blockBase(micros);
  let highTime = <u32>(micros - base);
  let time = highTime + <u32>getInt(slotState + 2);
  let from = n;
  let limit = min(capacity, n + tallyRun);
  let result = inputDone;
  let singles = 0;
  let singlesKept = n;
  let outside = 0;

  while (source + 2 <= end) {
    if (n >= limit) {
      tally(from, n, base);
      from = n;
      limit = min(capacity, n + tallyRun);
      if (n >= capacity) {
        result = blockDone;
        break;
      }
    }
    const word = <u32>load<u16>(source);
    const type = word >> 12;
    if ((plainTypes >> type) & 1) {
      const at = <usize>n;
      const value = word & 0x7ff;
      store<u32>(t + (at << 2), time);
      store<u16>(x + (at << 1), <u16>value);
      store<u16>(y + (at << 1), <u16>row);
      store<u8>(p + at, <u8>((word >> 11) & 1));
      const single = i32(type == 2);
      singles += single;
      n += single & i32(row < rows);
      row = select(value, row, type == 0);
      time = select(highTime + (word & 0xfff), time, type == 6);
      source += 2;
      continue;
    }

    const content = <i32>(word & 0xfff);
    if (type == 3) {
      baseX = content & 0x7ff;
      polarity = content >> 11;
      haveBase = true;
    } else if (type == 4 || type == 5) {
      const wide = type == 4;
      const bits = <u32>(wide ? content : content & 0xff);
      if (!haveBase) {
        count(slotDroppedWords, 1);
      } else if (row >= rows) {
        outside += popcnt(<i32>bits);
      } else {
        const times = i32x4.splat(time);
        const lines = i16x8.splat(<i16>row);
        const polarities = <u64>polarity * 0x0101_0101_0101_0101;
        let at = <usize>n;
        v128.store(t + (at << 2), times);
        v128.store(t + (at << 2), times, 16);
        v128.store(x + (at << 1), bitColumns(bits & 0xff, baseX));
        v128.store(y + (at << 1), lines);
        store<u64>(p + at, polarities);
        const lower = popcnt(<i32>(bits & 0xff));
        at += <usize>lower;
        v128.store(t + (at << 2), times);
        v128.store(x + (at << 1), bitColumns(bits >> 8, baseX + 8));
        v128.store(y + (at << 1), lines);
        store<u64>(p + at, polarities);
        const all = popcnt(<i32>bits);
        n += all;
        singlesKept += all;
      }
      baseX = (baseX + (wide ? 12 : 8)) & 0xffff;
    } else if (type == 8) {
      const wraps = high - content >= 2048;
      const nextMicros = ((loop + i64(wraps)) << 24) + (<i64>content << 12);
      if (<u64>(nextMicros - base) > 0xffff_f000) {
        tally(from, n, base);
        from = n;
        if (n > 0) {
          result = blockDone;
          break;
        }
        const low = time - highTime;
        base = blockBase(nextMicros);
        highTime = <u32>(micros - base);
        time = highTime + low;
      }
      if (wraps) {
        loop++;
        count(slotWraps, 1);
      }
      if (content != high) {
        high = content;
        micros = nextMicros;
        highTime = <u32>(micros - base);
        time = highTime;
      }
    } else if (type == 0xa) {
      if (addTrigger(micros + <i64>(time - highTime), content >> 8, content & 1)) {
        source += 2;
        result = blockDone;
        break;
      }
    } else if ((unknownTypes >> type) & 1) {
      count(slotUnknownWords, 1);
    }
    source += 2;
  }
  tally(from, n, base);
  count(slotOutOfRange, outside + singles - (n - singlesKept));

  setFloat(slotInput, <f64>source);
  setFloat(slotLength, <f64>n);
  setFloat(slotBaseMicros, <f64>base);
  setFloat(slotState, <f64>loop);
  setFloat(slotState + 1, <f64>high);
  setFloat(slotState + 2, <f64>(time - highTime));
  setFloat(slotState + 3, <f64>row);
  setFloat(slotState + 4, <f64>baseX);
  setFloat(slotState + 5, <f64>polarity);
  setFloat(slotState + 8, haveBase ? 1 : 0);
  return result;
}
