// The form of the times of a text: how long the field is, where its digits lie, and what stands before the last eight of
// them. Lines near each other share it, so that a time is read by comparing 16 bytes with a pattern and moving digits.

/** Longest time with the bytes that end it; 16 more lanes, so that 16 bytes can be loaded from any place in it. */
const longest: i32 = 32;
const patterns: usize = memory.data(48, 16);
const limits: usize = memory.data(48, 16);
const moves: usize = memory.data(16, 16);

const largest: u64 = 9_007_199_254_740_991;

/** Bytes of the time and of what ends it. */
export let timeBytes: usize = 0;

/** Where in the time the 16 bytes begin that hold its last eight digits, and where those that hold the rest of it. */
export let timeMain: usize = 0;
export let timeRest: usize = 0;

/** Microseconds that all times of this form have before their last eight digits. */
export let timeMicros: i64 = 0;

/** Whether the last eight digits count tenths of a microsecond, to be rounded, and not microseconds. */
export let timeInTenths: bool = false;

/** What 16 bytes from `place` of a time are combined with by exclusive or … */
// @ts-ignore: decorator
@inline
export function timePattern(place: usize): v128 {
  return v128.load(patterns + place);
}

/** … and the most that each may then be: 9 for a digit, 0 for a byte that stays the same, 255 beyond the end. */
// @ts-ignore: decorator
@inline
export function timeLimits(place: usize): v128 {
  return v128.load(limits + place);
}

/** Swizzle control that moves the last eight digits of the 16 bytes from `timeMain` to the upper half. */
// @ts-ignore: decorator
@inline
export function timeMoves(): v128 {
  return v128.load(moves);
}

/**
 * Learns the form of the time at `start`, which a line end ends, or else one of two separators. False where the time has
 * no such form: it is signed, spaced, has an exponent, more than 18 digits up to the microsecond, or is too long.
 */
export function learnTime(start: usize, endsLine: bool, separator: u8, otherSeparator: u8, microsDigits: i32): bool {
  let at = start;
  while (isDigit(at) && at < start + longest) at++;
  const whole = <i32>(at - start);
  let digits = whole;
  if (load<u8>(at) == 46) {
    at++;
    while (isDigit(at) && at < start + longest) at++;
    digits = <i32>(at - start) - 1;
  }
  if (endsLine) {
    if (load<u8>(at) == 13) at++;
    if (load<u8>(at) != 10) return false;
  } else if (load<u8>(at) != separator && load<u8>(at) != otherSeparator) return false;
  const length = <i32>(at - start) + 1;
  if (length > longest || digits == 0) return false;

  // Halves are rounded up, so that no digit after the tenth of a microsecond matters.
  const toMicros = whole + microsDigits;
  const inTenths = toMicros < digits;
  const used = inTenths ? toMicros + 1 : digits;
  const places = inTenths ? used : toMicros;
  if (used < 1 || places > 18) return false;
  const shared = max(0, places - 8);
  let prefix: u64 = 0;
  for (let i = 0; i < shared; i++) prefix = prefix * 10 + <u64>(<u32>load<u8>(start + place(i, whole)) - 48);
  prefix *= inTenths ? 10_000_000 : 100_000_000;
  if (prefix > largest - 100_000_000) return false;

  const tail = <usize>max(0, length - 16);
  const last = place(used - 1, whole);
  if (last < 16) {
    timeMain = 0;
    timeRest = tail;
  } else if (place(shared, whole) >= tail) {
    timeMain = tail;
    timeRest = 0;
  } else return false;

  memory.copy(patterns, start, length);
  memory.fill(limits, 0, length);
  memory.fill(limits + <usize>length, 255, 48 - length);
  memory.fill(moves, 0x80, 16);
  for (let i = shared; i < digits; i++) {
    store<u8>(patterns + place(i, whole), 48);
    store<u8>(limits + place(i, whole), 9);
    if (i < used) store<u8>(moves + <usize>(16 + i - places), <u8>(place(i, whole) - timeMain));
  }
  timeBytes = <usize>length;
  timeMicros = <i64>prefix;
  timeInTenths = inTenths;
  return true;
}

/** Where digit `index` lies in a time with `whole` digits before the point. */
// @ts-ignore: decorator
@inline
function place(index: i32, whole: i32): usize {
  return <usize>(index < whole ? index : index + 1);
}

// @ts-ignore: decorator
@inline
function isDigit(address: usize): bool {
  return <u32>load<u8>(address) - 48 <= 9;
}
