const tables = makeTables();

/** CRC-32 of gzip (RFC 1952, section 8), continued from `crc` (0 at the start) over `bytes`; unsigned. */
export function crc32(bytes: Uint8Array, crc = 0): number {
  let state = ~crc;
  let at = 0;
  for (const end = bytes.length - 3; at < end; at += 4) {
    state ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    state =
      tables[768 + (state & 255)]! ^ tables[512 + ((state >>> 8) & 255)]! ^ tables[256 + ((state >>> 16) & 255)]! ^ tables[state >>> 24]!;
  }
  for (; at < bytes.length; at += 1) state = tables[(state ^ bytes[at]!) & 255]! ^ (state >>> 8);
  return ~state >>> 0;
}

/** Four tables, for four bytes at once ("slicing by four"). */
function makeTables(): Int32Array {
  const all = new Int32Array(1024);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    all[byte] = value;
  }
  for (let i = 256; i < 1024; i += 1) all[i] = (all[i - 256]! >>> 8) ^ all[all[i - 256]! & 255]!;
  return all;
}
