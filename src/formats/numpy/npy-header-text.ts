/** Bytes that a header takes whatever its numbers: room for any shape, a multiple of 64 as NumPy aligns data. */
export const npyFrontBytes = 192;

const alignBytes = 64;
const longestVersion1 = 65_535;

/**
 * The first bytes of an .npy file: {@link npyFrontBytes}, more where the type has many fields. Version 1, or 2 where that
 * is too short. `descr` is Python source: `'<i8'` or a list of fields. Source: NumPy's NEP 1.
 */
export function npyFront(descr: string, shape: string): Uint8Array {
  const text = new TextEncoder().encode(`{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`);
  const long = text.length + alignBytes > longestVersion1;
  const start = long ? 12 : 10;
  const front = new Uint8Array(Math.max(npyFrontBytes, Math.ceil((start + text.length + 1) / alignBytes) * alignBytes)).fill(0x20);
  front.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, long ? 2 : 1, 0]);
  const view = new DataView(front.buffer);
  if (long) view.setUint32(8, front.length - start, true);
  else view.setUint16(8, front.length - start, true);
  front.set(text, start);
  front[front.length - 1] = 0x0a;
  return front;
}
