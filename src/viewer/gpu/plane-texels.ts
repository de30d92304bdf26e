import type { PlanePicture } from './plane-renderer.js';

/** Samples as a texture holds them: a stored number n stands for `offset + scale · n`. */
export interface PlaneTexels {
  readonly sampler: 'unsigned' | 'signed' | 'float';
  /** Bits of a stored number. */
  readonly bits: 8 | 16 | 32;
  /** Stored numbers of a pixel, 1 to 4. */
  readonly channels: 1 | 2 | 3 | 4;
  /** *Lent* with the picture where it holds its samples, else *given*. */
  readonly data: Uint8Array | Int8Array | Uint16Array | Int16Array | Float32Array;
  readonly offset: number;
  readonly scale: number;
}

/**
 * The samples of a picture at their own depth where textures have it. Wider integers and doubles become single precision of
 * their share between the least and the greatest, so that levels lie as exactly in a small range far from 0 as anywhere.
 */
export function planeTexels(picture: PlanePicture): PlaneTexels {
  const { samples, dtype } = picture;
  const channels = picture.channels > 4 ? 3 : (picture.channels as 1 | 2 | 3 | 4);
  const plain = { channels, offset: 0, scale: 1 };
  switch (dtype) {
    case 'bool':
    case 'uint8':
      return { ...plain, sampler: 'unsigned', bits: 8, data: pick(picture, samples as Uint8Array, Uint8Array) };
    case 'int8':
      return { ...plain, sampler: 'signed', bits: 8, data: pick(picture, samples as Int8Array, Int8Array) };
    case 'uint16':
      return { ...plain, sampler: 'unsigned', bits: 16, data: pick(picture, samples as Uint16Array, Uint16Array) };
    case 'int16':
      return { ...plain, sampler: 'signed', bits: 16, data: pick(picture, samples as Int16Array, Int16Array) };
    case 'float16':
      return { ...plain, sampler: 'float', bits: 16, data: pick(picture, samples as Uint16Array, Uint16Array) };
    case 'float32':
      return { ...plain, sampler: 'float', bits: 32, data: pick(picture, samples as Float32Array, Float32Array) };
    default:
      return { ...shareOf(picture, channels), channels, sampler: 'float', bits: 32 };
  }
}

/** The first three of more samples a pixel than textures hold; else the samples themselves. */
function pick<Samples extends PlaneTexels['data']>(
  { channels, width, height }: PlanePicture,
  samples: Samples,
  Kind: new (length: number) => Samples,
): Samples {
  if (channels <= 4) return samples;
  const picked = new Kind(width * height * 3);
  for (let from = 0, to = 0; to < picked.length; from += channels, to += 3) {
    for (let channel = 0; channel < 3; channel += 1) picked[to + channel] = samples[from + channel]!;
  }
  return picked;
}

function shareOf(picture: PlanePicture, channels: number): Pick<PlaneTexels, 'data' | 'offset' | 'scale'> {
  const { samples, width, height, least = 0, greatest = 1 } = picture;
  const offset = Math.floor(least);
  const scale = greatest > offset ? greatest - offset : 1;
  const data = new Float32Array(width * height * channels);
  const whole = BigInt(Number.isFinite(offset) ? offset : 0);
  for (let from = 0, to = 0; to < data.length; from += picture.channels, to += channels) {
    for (let channel = 0; channel < channels; channel += 1) {
      const sample = samples[from + channel]!;
      data[to + channel] = (typeof sample === 'bigint' ? Number(sample - whole) : sample - offset) / scale;
    }
  }
  return { data, offset, scale };
}

/** Every `step`-th pixel of every `step`-th row, for pictures larger than a texture can be; *given*. */
export function thinPicture(picture: PlanePicture, step: number): PlanePicture {
  if (step <= 1) return picture;
  const { samples, channels } = picture;
  const width = Math.ceil(picture.width / step);
  const height = Math.ceil(picture.height / step);
  const thinned = samples.slice(0, width * height * channels);
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * step * picture.width + x * step) * channels;
      for (let channel = 0; channel < channels; channel += 1, to += 1) thinned[to] = samples[from + channel]!;
    }
  }
  return { ...picture, samples: thinned, width, height };
}
