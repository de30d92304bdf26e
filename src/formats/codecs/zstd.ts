import { decompress } from 'fzstd';
import { FirstlightError } from '../../base/errors.js';

const magic = 0xfd2fb528;

/**
 * Decodes Zstandard into `output`, which must be as large as the content, and returns the bytes written.
 * Throws `corrupt`, also where the frame states another size than fits.
 */
export function decodeZstd(input: Uint8Array, output: Uint8Array): number {
  const stated = statedContentBytes(input);
  if (stated !== undefined && stated > output.length) {
    throw new FirstlightError('corrupt', `Zstandard data holds ${stated} bytes where ${output.length} are expected`);
  }
  const target = stated === undefined ? output : output.subarray(0, stated);
  try {
    decompress(input, target);
  } catch (thrown) {
    throw new FirstlightError('corrupt', 'Zstandard data is damaged', { cause: thrown });
  }
  return target.length;
}

/** The content size in the header of the first frame, where it is stated. Source: RFC 8878, 3.1.1.1. */
export function statedContentBytes(input: Uint8Array): number | undefined {
  if (input.length < 6) throw new FirstlightError('corrupt', 'Zstandard data is shorter than a frame');
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (view.getUint32(0, true) !== magic) throw new FirstlightError('corrupt', 'Zstandard data does not start with a frame');
  const flags = input[4]!;
  const single = (flags & 0x20) !== 0;
  const at = 5 + (single ? 0 : 1) + [0, 1, 2, 4][flags & 3]!;
  const bytes = flags >> 6 === 0 ? (single ? 1 : 0) : 1 << (flags >> 6);
  if (bytes === 0) return undefined;
  if (at + bytes > input.length) throw new FirstlightError('corrupt', 'Zstandard data ends inside its header');
  if (bytes === 1) return input[at]!;
  if (bytes === 2) return view.getUint16(at, true) + 256;
  if (bytes === 4) return view.getUint32(at, true);
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}
