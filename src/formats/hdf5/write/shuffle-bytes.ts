/** The bytes of elements sorted by their place in the element, what is left over at the end as it is: HDF5's shuffle. *Given.* */
export function shuffleBytes(bytes: Uint8Array, elementBytes: number): Uint8Array {
  const count = Math.floor(bytes.length / elementBytes);
  const out = new Uint8Array(bytes.length);
  for (let place = 0; place < elementBytes; place += 1) {
    const start = place * count;
    for (let i = 0, from = place; i < count; i += 1, from += elementBytes) out[start + i] = bytes[from]!;
  }
  out.set(bytes.subarray(count * elementBytes), count * elementBytes);
  return out;
}
