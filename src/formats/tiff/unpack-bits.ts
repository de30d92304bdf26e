import { viewSamples } from '../../shapes/plane-samples.js';
import type { TiffCoding } from './tiff-page.js';

/**
 * Spreads packed samples of 1 to 32 bits over samples of `coding.type`, row by row; rows start at whole bytes, bits run
 * from the highest. Also floats of 24 bits (1 sign, 7 exponent, 16 fraction), little-endian. `output` starts at a multiple
 * of its samples' size. Source: TIFF 6.0; Adobe Photoshop TIFF Technical Note 3.
 */
export function unpackBits(input: Uint8Array, output: Uint8Array, coding: TiffCoding, rows: number, samplesPerRow: number): void {
  const rowBytes = Math.ceil((samplesPerRow * coding.bits) / 8);
  const samples = viewSamples(coding.type, output);
  if (samples instanceof BigUint64Array || samples instanceof BigInt64Array) return;
  for (let row = 0, to = 0; row < rows; row += 1) {
    const from = row * rowBytes;
    if (coding.kind === 'float') {
      for (let i = 0; i < samplesPerRow; i += 1, to += 1) samples[to] = float24(input, from + 3 * i);
      continue;
    }
    const { bits } = coding;
    const unused = 32 - bits;
    let at = from;
    let held = 0;
    let byte = 0;
    for (let i = 0; i < samplesPerRow; i += 1, to += 1) {
      let value = 0;
      for (let wanted = bits; wanted > 0; ) {
        if (held === 0) {
          byte = input[at++] ?? 0;
          held = 8;
        }
        const taken = Math.min(wanted, held);
        held -= taken;
        value = (value << taken) | ((byte >> held) & ((1 << taken) - 1));
        wanted -= taken;
      }
      samples[to] = coding.kind === 'int' ? (value << unused) >> unused : value >>> 0;
    }
  }
}

/** Reverses the bits of every byte, in place. */
export function reverseBits(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = reversed[bytes[i]!]!;
}

const reversed: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  let value = 0;
  for (let bit = 0; bit < 8; bit += 1) value |= ((byte >> bit) & 1) << (7 - bit);
  return value;
});

function float24(bytes: Uint8Array, at: number): number {
  const high = bytes[at + 2] ?? 0;
  const fraction = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  const exponent = high & 127;
  const sign = high & 128 ? -1 : 1;
  if (exponent === 127) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -78;
  return sign * (1 + fraction / 65_536) * 2 ** (exponent - 63);
}
