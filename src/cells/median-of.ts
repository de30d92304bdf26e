/** Bits of the order that numbers are told apart by, one digit after the other. */
const digits = [
  { shift: 20, mask: 0xfff },
  { shift: 8, mask: 0xfff },
  { shift: 0, mask: 0xff },
] as const;

/**
 * The median of finite numbers, of which there is at least one: the mean of the two in the middle where their number is even. Exact:
 * numbers are counted by a digit of their order, those of the middle's digit by the next.
 */
export function medianOf(values: Float32Array): number {
  const orders = new Uint32Array(values.length);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < words.length; i += 1) orders[i] = orderOf(words[i]!);
  const upper = orders.length >>> 1;
  const high = numberAt(orders, upper);
  return orders.length % 2 === 1 ? high : (numberAt(orders, upper - 1) + high) / 2;
}

/** The number that has `rank` others before it. */
function numberAt(orders: Uint32Array, rank: number): number {
  let among = orders;
  let left = rank;
  let order = 0;
  for (const { shift, mask } of digits) {
    const counts = new Uint32Array(mask + 1);
    for (let i = 0; i < among.length; i += 1) counts[(among[i]! >>> shift) & mask]! += 1;
    let digit = 0;
    for (; left >= counts[digit]!; digit += 1) left -= counts[digit]!;
    const within = new Uint32Array(counts[digit]!);
    let used = 0;
    for (let i = 0; i < among.length; i += 1) {
      if (((among[i]! >>> shift) & mask) !== digit) continue;
      within[used] = among[i]!;
      used += 1;
    }
    among = within;
    order = (order | (digit << shift)) >>> 0;
  }
  const word = Uint32Array.of(order >= 0x80000000 ? order & 0x7fffffff : ~order);
  return new Float32Array(word.buffer)[0]!;
}

/** The bits of a float as a whole number that ascends as floats do. */
function orderOf(word: number): number {
  return (word >>> 31 === 1 ? ~word : word | 0x80000000) >>> 0;
}
