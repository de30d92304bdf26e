import type { DecoderSpec, DecodeTally } from '../../kernels/event-kernels.js';
import type { EventColumns } from '../../shapes/event-columns.js';
import type { OpenInput } from '../event-format.js';

/** What decoding a stretch of bytes showed. */
export interface Sample {
  readonly tally: Readonly<DecodeTally>;
  /** Largest coordinates of its events, −1 without any. */
  readonly maxX: number;
  readonly maxY: number;
  /** Bytes that were decoded. */
  readonly byteLength: number;
}

/** Decodes `bytes` (lent) with a fresh decoder, for what can be learnt from them. With `end`, no bytes follow them. */
export function sampleBytes(kernels: OpenInput['kernels'], spec: DecoderSpec, bytes: Uint8Array, end?: 'to the end'): Sample {
  let maxX = -1;
  let maxY = -1;
  const look = ({ length, x, y }: EventColumns): void => {
    for (let index = 0; index < length; index += 1) {
      maxX = Math.max(maxX, x[index] as number);
      maxY = Math.max(maxY, y[index] as number);
    }
  };
  const decoder = kernels.decoder(spec);
  decoder.decode(bytes, look);
  if (end !== undefined) decoder.finish(look);
  return { tally: { ...decoder.tally }, maxX, maxY, byteLength: bytes.length };
}

/** Decodes what of the data lies in the head of the file. */
export function sampleHead(input: OpenInput, spec: DecoderSpec, dataOffset: number): Sample {
  return sampleBytes(input.kernels, spec, input.head.subarray(dataOffset));
}
