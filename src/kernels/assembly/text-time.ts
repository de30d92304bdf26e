// The form of the times of a text: how long the field is, where its digits lie, and what stands before the last eight of
// them. Lines near each other share it, so that a time is read by comparing 16 bytes with a pattern and moving digits.

/** Longest time with the bytes that end it; 16 more lanes, so that 16 bytes can be loaded from any place in it. */
const longest: i32 = 32;
/** A form for each length: pattern and limits (48 bytes each), moves (16), microseconds (8), two places, whether in tenths. */
const forms: usize = memory.data(33 * 128, 16);

const largest: u64 = 9_007_199_254_740_991;

/** One bit for each length whose form is known. */
let known: u64 = 0;

/** The form of the last time learnt. */
export let timeForm: usize = 0;

/** Bytes of the last time learnt and of what ends it. */
export let timeBytes: usize = 0;

export function forgetTimes(): void {
  known = 0;
}

/** The form of times of `length` bytes (1 to 32), 0 where it is not known. */
// @ts-ignore: decorator
@inline
export function formOfLength(length: usize): usize {
  return (known >> length) & 1 ? forms + (length << 7) : 0;
}

/** Where in the time the 16 bytes begin that hold its last eight digits. */
// @ts-ignore: decorator
@inline
export function mainOf(form: usize): usize {
  return <usize>load<u8>(form, 120);
}

/** Where the 16 bytes begin that hold the rest of it; the same where there is none. */
// @ts-ignore: decorator
@inline
export function restOf(form: usize): usize {
  return <usize>load<u8>(form, 121);
}

/** Whether the last eight digits count tenths of a microsecond, to be rounded, and not microseconds. */
// @ts-ignore: decorator
@inline
export function isInTenths(form: usize): bool {
  return load<u8>(form, 122) != 0;
}

/** Microseconds that all times of this form have before their last eight digits. */
// @ts-ignore: decorator
@inline
export function microsOf(form: usize): i64 {
  return load<i64>(form, 112);
}

/** What 16 bytes from `place` of a time are combined with by exclusive or … */
// @ts-ignore: decorator
@inline
export function patternOf(form: usize, place: usize): v128 {
  return v128.load(form + place);
}

/** … and the most that each may then be: 9 for a digit, 0 for a byte that stays the same, 255 beyond the end. */
// @ts-ignore: decorator
@inline
export function limitsOf(form: usize, place: usize): v128 {
  return v128.load(form + place, 48);
}

/** Swizzle control that moves the last eight digits of the 16 bytes from `mainOf` to the upper half. */
// @ts-ignore: decorator
@inline
export function movesOf(form: usize): v128 {
  return v128.load(form, 96);
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
  const inHead = place(used - 1, whole) < 16;
  if (!inHead && place(shared, whole) < tail) return false;
  const main = inHead ? 0 : tail;

  const form = forms + (<usize>length << 7);
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (let from = 0; from < 48; from += 16) {
    v128.store(form + <usize>from, v128.load(start + <usize>from));
    v128.store(form + <usize>from, i8x16.ge_s(lanes, i8x16.splat(<i8>(length - from))), 48);
  }
  v128.store(form, i8x16.splat(<i8>0x80), 96);
  for (let i = shared; i < digits; i++) {
    const at = place(i, whole);
    store<u8>(form + at, 48);
    store<u8>(form + at, 9, 48);
    if (i < used) store<u8>(form + <usize>(16 + i - places), <u8>(at - main), 96);
  }
  store<i64>(form, <i64>prefix, 112);
  store<u8>(form, <u8>main, 120);
  store<u8>(form, <u8>(inHead ? tail : 0), 121);
  store<u8>(form, <u8>inTenths, 122);
  known |= <u64>1 << <u64>length;
  timeForm = form;
  timeBytes = <usize>length;
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
