import { FirstlightError } from '../../base/errors.js';

/** Little-endian magic numbers of Zstandard frames (RFC 8878, section 3.1); skippable frames use 16 of them. */
export const zstdMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;

/** Most that a frame header takes, its magic number included. */
export const longestZstdHeader = 18;

/** What `zstd -d` allows without being asked; the window is held in memory. */
const largestWindowBytes = 1 << 27;

/** What a frame's header says. */
export type ZstdHeader =
  | { readonly kind: 'skippable'; readonly byteLength: number; readonly contentBytes: number }
  | {
      readonly kind: 'data';
      readonly byteLength: number;
      readonly hasChecksum: boolean;
      /** Inflated size, where it is stated. */
      readonly contentBytes?: number;
    };

/**
 * Reads the header of a frame at the start of `bytes` (lent); nothing when more bytes are needed. Errors: `corrupt` for
 * another magic number, `unsupported` for dictionaries and reserved bits, `too-large` for windows above 128 MiB.
 */
export function readZstdHeader(bytes: Uint8Array): ZstdHeader | undefined {
  if (bytes.length < 5) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0, true);
  if ((magic & ~15) >>> 0 === skippableMagic) {
    return bytes.length < 8 ? undefined : { kind: 'skippable', byteLength: 8, contentBytes: view.getUint32(4, true) };
  }
  if (magic !== zstdMagic) throw new FirstlightError('corrupt', 'The Zstandard stream is damaged: a frame does not begin as one');
  const flags = bytes[4]!;
  const single = (flags & 32) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3]!;
  const sizeBytes = [single ? 1 : 0, 2, 4, 8][flags >> 6]!;
  const sizeAt = 5 + (single ? 0 : 1) + dictionaryBytes;
  const byteLength = sizeAt + sizeBytes;
  if (bytes.length < byteLength) return undefined;
  if ((flags & 8) !== 0) throw new FirstlightError('unsupported', 'The Zstandard frame uses reserved bits');
  if (dictionaryBytes > 0 && bytes.subarray(sizeAt - dictionaryBytes, sizeAt).some((byte) => byte !== 0)) {
    throw new FirstlightError('unsupported', 'The Zstandard frame needs a dictionary');
  }
  let contentBytes: number | undefined;
  if (sizeBytes === 1) contentBytes = bytes[sizeAt]!;
  else if (sizeBytes === 2) contentBytes = view.getUint16(sizeAt, true) + 256;
  else if (sizeBytes === 4) contentBytes = view.getUint32(sizeAt, true);
  else if (sizeBytes === 8) contentBytes = view.getUint32(sizeAt, true) + view.getUint32(sizeAt + 4, true) * 4294967296;
  const window = single ? contentBytes! : windowBytes(bytes[5]!);
  if (window > largestWindowBytes) {
    throw new FirstlightError('too-large', `The Zstandard frame needs a window of ${window} bytes, ${largestWindowBytes} are allowed`, {
      advice: 'Compress it again without --ultra or --long.',
    });
  }
  return { kind: 'data', byteLength, hasChecksum: (flags & 4) !== 0, ...(contentBytes === undefined ? {} : { contentBytes }) };
}

function windowBytes(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** A block's header (RFC 8878, section 3.1.1.2): three bytes. */
export interface ZstdBlock {
  readonly last: boolean;
  /** Bytes that follow the header. */
  readonly byteLength: number;
}

/** Reads the three bytes at `at`. Throws `corrupt` for the reserved type and for blocks that are too long. */
export function readZstdBlock(bytes: Uint8Array, at: number): ZstdBlock {
  const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
  const type = (word >> 1) & 3;
  const size = word >> 3;
  if (type === 3 || size > 1 << 17) throw new FirstlightError('corrupt', 'The Zstandard stream is damaged: a block is no block');
  return { last: (word & 1) !== 0, byteLength: type === 1 ? 1 : size };
}
