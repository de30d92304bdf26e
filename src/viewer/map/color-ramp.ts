import { type ColormapName, colormapTable } from '../../picture/colormaps.js';

const images = new Map<ColormapName, string>();

/** A colour map as an image of 256 × 1 pixels, as an address. */
export function rampImage(name: ColormapName): string {
  const known = images.get(name);
  if (known !== undefined) return known;
  const canvas = document.createElement('canvas');
  canvas.width = 256;
  canvas.height = 1;
  const context = canvas.getContext('2d');
  const table = colormapTable(name);
  const pixels = new ImageData(256, 1);
  for (let i = 0; i < 256; i += 1) pixels.data.set([table[3 * i]!, table[3 * i + 1]!, table[3 * i + 2]!, 255], 4 * i);
  context?.putImageData(pixels, 0, 0);
  const made = canvas.toDataURL();
  images.set(name, made);
  return made;
}
