import { mix32 } from './random.js';

/** One octave of a {@link noiseTexture}: lattice spacing in pixels (a power of two), and its weight. */
export interface Octave {
  readonly spacing: number;
  readonly weight: number;
}

/**
 * Value noise over several scales, 0 … 255, row-major; it repeats every `width` columns where all spacings divide it.
 * The array is given.
 */
export function noiseTexture(width: number, height: number, seed: number, octaves: readonly Octave[]): Uint8Array {
  const sums = new Uint32Array(width * height);
  let totalWeight = 0;
  for (const { spacing, weight } of octaves) {
    totalWeight += weight;
    addOctave(sums, width, height, mix32(seed ^ Math.imul(spacing, 0x9e3779b1)), spacing, weight);
  }
  const texture = new Uint8Array(width * height);
  for (let i = 0; i < texture.length; i += 1) texture[i] = Math.floor(sums[i]! / totalWeight);
  return texture;
}

function addOctave(sums: Uint32Array, width: number, height: number, seed: number, spacing: number, weight: number): void {
  const columns = Math.ceil(width / spacing);
  const lattice = (column: number, row: number): number =>
    mix32(seed ^ Math.imul(column % columns, 0x3c6ef372) ^ Math.imul(row, 0x1b873593)) & 255;
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(y / spacing);
    const yPart = smooth(y - row * spacing, spacing);
    for (let column = 0; column < columns; column += 1) {
      const left = lattice(column, row) * (spacing - yPart) + lattice(column, row + 1) * yPart;
      const right = lattice(column + 1, row) * (spacing - yPart) + lattice(column + 1, row + 1) * yPart;
      const end = Math.min(spacing, width - column * spacing);
      for (let x = 0; x < end; x += 1) {
        const xPart = smooth(x, spacing);
        const value = Math.floor((left * (spacing - xPart) + right * xPart) / (spacing * spacing));
        sums[y * width + column * spacing + x]! += value * weight;
      }
    }
  }
}

/** 3t² − 2t³ on 0 … `spacing`, in integers. */
function smooth(part: number, spacing: number): number {
  return Math.floor((part * part * (3 * spacing - 2 * part)) / (spacing * spacing));
}
