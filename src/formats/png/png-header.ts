import { FirstlightError } from '../../base/errors.js';

/** What the header of a PNG image says. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 1 | 2 | 4 | 8 | 16;
  /** 0 grey, 2 red green blue, 3 palette, 4 grey and alpha, 6 red green blue alpha. */
  readonly colourType: 0 | 2 | 3 | 4 | 6;
  readonly interlaced: boolean;
}

/** One chunk; `data` is cut where the bytes end. */
export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
  readonly length: number;
  /** Where its checksum is, and where that of type and data begins. */
  readonly checksumAt: number;
  readonly start: number;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const depths: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };
const storedSamples = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;

/** Whether bytes start as a PNG file does. */
export function isPng(head: Uint8Array): boolean {
  return signature.every((byte, at) => head[at] === byte);
}

/** Reads the header. Source: PNG (W3C, third edition), 11.2.1. Errors: `truncated`, `corrupt`. */
export function readPngHeader(head: Uint8Array): PngHeader {
  if (head.length < 33) throw new FirstlightError('truncated', 'A PNG file ends inside its header');
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  const bitDepth = head[24]!;
  const colourType = head[25]!;
  const sound =
    view.getUint32(8) === 13 && view.getUint32(12) === 0x49484452 && width > 0 && height > 0 && width < 2 ** 31 && height < 2 ** 31;
  if (!sound || depths[colourType]?.includes(bitDepth) !== true || head[26] !== 0 || head[27] !== 0 || head[28]! > 1) {
    throw new FirstlightError('corrupt', 'The header of a PNG file is damaged');
  }
  return {
    width,
    height,
    bitDepth: bitDepth as PngHeader['bitDepth'],
    colourType: colourType as PngHeader['colourType'],
    interlaced: head[28] === 1,
  };
}

/** Samples of a pixel as they are stored; a palette's number is one. */
export function pngStoredSamples({ colourType }: PngHeader): 1 | 2 | 3 | 4 {
  return storedSamples[colourType];
}

/** The chunks of a file or of its beginning, the last one maybe cut. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk, void, undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = signature.length; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const checksumAt = at + 8 + length;
    yield { type, data: bytes.subarray(at + 8, checksumAt), length, checksumAt, start: at + 4 };
    if (type === 'IEND') return;
    at = checksumAt + 4;
  }
}
