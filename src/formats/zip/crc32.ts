/** CRC-32 (IEEE 802.3) of a run of bytes, continued from `before`. Source: RFC 1952, 8, by slices of four. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  let at = 0;
  for (const end = bytes.length - 3; at < end; at += 4) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc = tables[768 + (crc & 255)]! ^ tables[512 + ((crc >>> 8) & 255)]! ^ tables[256 + ((crc >>> 16) & 255)]! ^ tables[crc >>> 24]!;
  }
  for (; at < bytes.length; at += 1) crc = (crc >>> 8) ^ tables[(crc ^ bytes[at]!) & 255]!;
  return ~crc >>> 0;
}

/** The CRC-32 of two runs one after the other, from the CRC of each and the length of the second. */
export function combineCrc32(first: number, second: number, secondBytes: number): number {
  // Appending zero bytes is a linear map over GF(2); it is squared for each bit of their number (as zlib does).
  let map = new Uint32Array(32);
  map[0] = polynomial;
  for (let bit = 1; bit < 32; bit += 1) map[bit] = 1 << (bit - 1);
  for (let power = 0; power < 3; power += 1) map = squared(map);
  let crc = first;
  for (let left = secondBytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) crc = applied(map, crc);
    map = squared(map);
  }
  return (crc ^ second) >>> 0;
}

const polynomial = 0xedb88320;

const tables: Uint32Array = makeTables();

function makeTables(): Uint32Array {
  const made = new Uint32Array(1024);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    made[byte] = crc;
  }
  for (let byte = 0; byte < 256; byte += 1) {
    for (let table = 1; table < 4; table += 1) {
      const previous = made[(table - 1) * 256 + byte]!;
      made[table * 256 + byte] = (previous >>> 8) ^ made[previous & 255]!;
    }
  }
  return made;
}

function applied(map: Uint32Array, vector: number): number {
  let sum = 0;
  for (let bit = 0; bit < 32; bit += 1) if ((vector >>> bit) & 1) sum ^= map[bit]!;
  return sum >>> 0;
}

function squared(map: Uint32Array): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(map, (column) => applied(map, column));
}
