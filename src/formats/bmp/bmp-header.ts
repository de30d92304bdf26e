import { FirstlightError } from '../../base/errors.js';

/** What the header of a BMP image says. Plain: safe to post. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Rows come from the top, not from the bottom. */
  readonly topDown: boolean;
  readonly bits: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  /** 0 none, 1 run lengths of 8 bits, 2 of 4 bits; bit fields are told by `masks`. */
  readonly compression: 0 | 1 | 2;
  readonly dataOffset: number;
  /** Bits of red, green, blue and alpha, for 16 and 32 bits a pixel; alpha may be 0. */
  readonly masks: readonly [number, number, number, number] | undefined;
  /** Blue, green, red of each colour, one after the other; empty beyond 8 bits. */
  readonly palette: Uint8Array;
  /** 1 where the palette holds shades of grey alone. */
  readonly channels: 1 | 3 | 4;
}

const headerSizes: ReadonlySet<number> = new Set([12, 16, 40, 52, 56, 64, 108, 124]);

/** Whether bytes start as a BMP file does: `BM` and the size of a header that there is. */
export function isBmp(head: Uint8Array): boolean {
  return head.length >= 26 && head[0] === 0x42 && head[1] === 0x4d && headerSizes.has(viewOf(head).getUint32(14, true));
}

/**
 * Reads the header. Source: Microsoft's BITMAPFILEHEADER, BITMAPCOREHEADER, BITMAPINFOHEADER to BITMAPV5HEADER.
 * Errors: `corrupt`, `truncated`, `unsupported`.
 */
export function readBmpHeader(head: Uint8Array): BmpHeader {
  const view = viewOf(head);
  const size = view.getUint32(14, true);
  if (head.length < 14 + size + (size === 40 ? 16 : 0) && head.length < 14 + size) {
    throw new FirstlightError('truncated', 'A BMP file ends inside its header');
  }
  const core = size === 12;
  const width = core ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = core ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(core ? 24 : 28, true);
  const method = core || size < 20 ? 0 : view.getUint32(30, true);
  const height = Math.abs(signedHeight);
  if (width <= 0 || height === 0 || height >= 2 ** 31)
    throw new FirstlightError('corrupt', `A BMP file describes an image of ${width} × ${height}`);
  if (![1, 2, 4, 8, 16, 24, 32].includes(bits))
    throw new FirstlightError('unsupported', `BMP images of ${bits} bits a pixel cannot be read`);
  const fields = (method === 3 || method === 6) && (bits === 16 || bits === 32);
  const runs = (method === 1 && bits === 8) || (method === 2 && bits === 4);
  if (method !== 0 && !fields && !runs)
    throw new FirstlightError('unsupported', `BMP compression ${method} of ${bits} bits a pixel cannot be read`);
  const masks = masksOf(view, bits, fields, method, size);
  const palette = paletteOf(head, size, bits, method);
  const grey = bits <= 8 && isGrey(palette);
  return {
    width,
    height,
    topDown: signedHeight < 0,
    bits: bits as BmpHeader['bits'],
    compression: runs ? (method as 1 | 2) : 0,
    dataOffset: view.getUint32(10, true),
    masks,
    palette,
    channels: grey ? 1 : masks !== undefined && masks[3] !== 0 ? 4 : 3,
  };
}

/** Bytes of a stored row: whole words of four bytes. */
export function bmpRowBytes({ width, bits }: Pick<BmpHeader, 'width' | 'bits'>): number {
  return Math.ceil((width * bits) / 32) * 4;
}

function masksOf(view: DataView, bits: number, fields: boolean, method: number, size: number): BmpHeader['masks'] {
  if (!fields) return bits === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : bits === 32 ? [0xff0000, 0xff00, 0xff, 0] : undefined;
  if (view.byteLength < 70) throw new FirstlightError('truncated', 'A BMP file ends inside its header');
  const alpha = size >= 56 || method === 6 ? view.getUint32(66, true) : 0;
  return [view.getUint32(54, true), view.getUint32(58, true), view.getUint32(62, true), alpha];
}

function paletteOf(head: Uint8Array, size: number, bits: number, method: number): Uint8Array {
  if (bits > 8) return new Uint8Array(0);
  const entryBytes = size === 12 ? 3 : 4;
  const view = viewOf(head);
  const said = size >= 36 ? view.getUint32(46, true) : 0;
  const colours = said === 0 ? 1 << bits : Math.min(said, 256);
  const start = 14 + size + (method === 3 && size === 40 ? 12 : 0);
  const palette = new Uint8Array(3 * 256);
  for (let colour = 0; colour < colours; colour += 1) {
    for (let byte = 0; byte < 3; byte += 1) palette[3 * colour + byte] = head[start + colour * entryBytes + byte] ?? 0;
  }
  return palette.slice(0, 3 * colours);
}

function isGrey(palette: Uint8Array): boolean {
  for (let at = 0; at < palette.length; at += 3) if (palette[at] !== palette[at + 1] || palette[at] !== palette[at + 2]) return false;
  return true;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
