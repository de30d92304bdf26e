/** Some of a table's cells: a bit for each, lowest bit of the first byte first. Bits beyond the last cell are 0. */
export type CellBits = Uint8Array;

/** No cells, of `cells`. */
export function noCells(cells: number): CellBits {
  return new Uint8Array((cells + 7) >> 3);
}

/** All of `cells`. */
export function allCells(cells: number): CellBits {
  const bits = noCells(cells).fill(0xff);
  if ((cells & 7) !== 0) bits[bits.length - 1] = (1 << (cells & 7)) - 1;
  return bits;
}

export function hasCell(bits: CellBits, cell: number): boolean {
  return ((bits[cell >> 3]! >> (cell & 7)) & 1) === 1;
}

/** How many cells there are in `bits`. */
export function countCells(bits: CellBits): number {
  let count = 0;
  for (let byte = 0; byte < bits.length; byte += 1) count += bitCounts[bits[byte]!]!;
  return count;
}

const bitCounts = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** Adds the cells of `other`, in place. */
export function addCells(bits: CellBits, other: CellBits): void {
  for (let byte = 0; byte < bits.length; byte += 1) bits[byte]! |= other[byte]!;
}

/** Keeps those that `other` has too, in place. */
export function keepCells(bits: CellBits, other: CellBits): void {
  for (let byte = 0; byte < bits.length; byte += 1) bits[byte]! &= other[byte]!;
}

/** Takes the cells of `other` away, in place. */
export function dropCells(bits: CellBits, other: CellBits): void {
  for (let byte = 0; byte < bits.length; byte += 1) bits[byte]! &= ~other[byte]!;
}

/** The places of the cells in `bits`, ascending, from cell `from` on; at most `most` of them. */
export function placesOf(bits: CellBits, from = 0, most: number = Number.POSITIVE_INFINITY): Uint32Array {
  const places = new Uint32Array(Math.min(most, countCells(bits)));
  let found = 0;
  for (let byte = from >> 3; byte < bits.length && found < places.length; byte += 1) {
    for (let eight = bits[byte]!, cell = byte * 8; eight !== 0; eight >>= 1, cell += 1) {
      if ((eight & 1) === 0 || cell < from || found >= places.length) continue;
      places[found] = cell;
      found += 1;
    }
  }
  return places.subarray(0, found);
}
