const crcTable: usize = memory.data(8 * 256 * 4, 16);
let crcFilled: bool = false;

/** Adler-32 of RFC 1950. */
export function adler32(address: usize, byteLength: usize): u32 {
  let a: u32 = 1;
  let b: u32 = 0;
  let at = address;
  const end = address + byteLength;
  const weights = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const lowWeights = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  while (at + 16 <= end) {
    // 5,552 bytes at a time keep the sums below 2³².
    const stop = at + (min<usize>(5552, end - at) & ~15);
    let sums = i32x4.splat(0);
    let before = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    const groups = <u32>((stop - at) >> 4);
    for (; at < stop; at += 16) {
      const bytes = v128.load(at);
      before = i32x4.add(before, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes)));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(bytes), weights));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(bytes), lowWeights));
    }
    b = <u32>((<u64>b + (<u64>a * groups << 4) + ((<u64>sum32(before)) << 4) + <u64>sum32(weighted)) % 65_521);
    a = (a + sum32(sums)) % 65_521;
  }
  for (; at < end; at++) {
    a = (a + <u32>load<u8>(at)) % 65_521;
    b = (b + a) % 65_521;
  }
  return (b << 16) | a;
}

/** CRC-32 of RFC 1952, eight bytes at a time. */
export function crc32(address: usize, byteLength: usize): u32 {
  if (!crcFilled) fillCrcTable();
  let crc: u32 = 0xffff_ffff;
  let at = address;
  const end = address + byteLength;
  for (; at + 8 <= end; at += 8) {
    const low = load<u32>(at) ^ crc;
    const high = load<u32>(at, 4);
    crc =
      tableEntry(7, low & 255) ^
      tableEntry(6, (low >> 8) & 255) ^
      tableEntry(5, (low >> 16) & 255) ^
      tableEntry(4, low >> 24) ^
      tableEntry(3, high & 255) ^
      tableEntry(2, (high >> 8) & 255) ^
      tableEntry(1, (high >> 16) & 255) ^
      tableEntry(0, high >> 24);
  }
  for (; at < end; at++) crc = (crc >> 8) ^ tableEntry(0, (crc ^ <u32>load<u8>(at)) & 255);
  return ~crc;
}

// @ts-ignore: decorator
@inline
function tableEntry(step: u32, byte: u32): u32 {
  return load<u32>(crcTable + (<usize>((step << 8) + byte) << 2));
}

function fillCrcTable(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb8_8320 : 0);
    store<u32>(crcTable + (<usize>byte << 2), crc);
  }
  for (let byte: u32 = 0; byte < 256; byte++) {
    let crc = tableEntry(0, byte);
    for (let step: u32 = 1; step < 8; step++) {
      crc = (crc >> 8) ^ tableEntry(0, crc & 255);
      store<u32>(crcTable + (<usize>((step << 8) + byte) << 2), crc);
    }
  }
  crcFilled = true;
}

function sum32(v: v128): u32 {
  return <u32>(i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3));
}
