/** Bytes that a header takes whatever its numbers: room for any shape, a multiple of 64 as NumPy aligns data. */
export const npyFrontBytes = 192;

/**
 * The first {@link npyFrontBytes} bytes of an .npy file, version 1. `descr` is Python source: `'<i8'` or a list of fields.
 * Source: NumPy's NEP 1.
 */
export function npyFront(descr: string, shape: string): Uint8Array {
  const front = new Uint8Array(npyFrontBytes).fill(0x20);
  front.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, npyFrontBytes - 10, 0]);
  front.set(new TextEncoder().encode(`{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`), 10);
  front[npyFrontBytes - 1] = 0x0a;
  return front;
}
