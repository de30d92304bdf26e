import { downscaleRgba } from '../../picture/downscale.js';

/**
 * An RGBA picture in another size: smaller by the area each pixel covers, larger by repeating pixels, each side for
 * itself. *Given*, or `rgba` itself where nothing changes.
 */
export function scaleRgba(rgba: Uint8Array, width: number, height: number, toWidth: number, toHeight: number): Uint8Array {
  const midWidth = Math.min(width, toWidth);
  const midHeight = Math.min(height, toHeight);
  const small = midWidth === width && midHeight === height ? rgba : downscaleRgba(rgba, width, height, midWidth, midHeight);
  if (midWidth === toWidth && midHeight === toHeight) return small;
  const from = new Uint32Array(small.buffer, small.byteOffset, midWidth * midHeight);
  const to = new Uint32Array(toWidth * toHeight);
  for (let y = 0; y < toHeight; y += 1) {
    const row = Math.floor((y * midHeight) / toHeight) * midWidth;
    for (let x = 0; x < toWidth; x += 1) to[y * toWidth + x] = from[row + Math.floor((x * midWidth) / toWidth)]!;
  }
  return new Uint8Array(to.buffer);
}
