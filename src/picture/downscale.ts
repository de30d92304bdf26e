/** The largest size of the same shape as `width` × `height` that fits into `maxWidth` × `maxHeight`, never larger than it. */
export function fitSize(width: number, height: number, maxWidth: number, maxHeight: number): readonly [width: number, height: number] {
  const scale = Math.min(1, maxWidth / width, maxHeight / height);
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/**
 * Sums the counts of a `perPolarityCount` frame into a smaller one: every pixel goes whole to the one that holds its
 * centre, so that no event is lost; saturates at 65,535. *Given.*
 */
export function downscaleCounts(pixels: Uint16Array, width: number, height: number, toWidth: number, toHeight: number): Uint16Array {
  const out = new Uint16Array(toWidth * toHeight * 2);
  const columns = Int32Array.from({ length: width }, (_, x) => Math.floor(((x + 0.5) * toWidth) / width) * 2);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(((y + 0.5) * toHeight) / height) * toWidth * 2;
    for (let x = 0, from = y * width * 2; x < width; x += 1, from += 2) {
      const on = pixels[from]!;
      const off = pixels[from + 1]!;
      if (on === 0 && off === 0) continue;
      const to = row + columns[x]!;
      out[to] = Math.min(65_535, out[to]! + on);
      out[to + 1] = Math.min(65_535, out[to + 1]! + off);
    }
  }
  return out;
}

/** Averages the pixels of an RGBA picture into a smaller one by the area they cover. *Given.* */
export function downscaleRgba(
  rgba: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  toWidth: number,
  toHeight: number,
): Uint8Array {
  const rows = new Float32Array(toWidth * 4);
  const out = new Uint8Array(toWidth * toHeight * 4);
  const xScale = width / toWidth;
  const yScale = height / toHeight;
  for (let toY = 0; toY < toHeight; toY += 1) {
    rows.fill(0);
    const top = toY * yScale;
    const bottom = Math.min(height, top + yScale);
    for (let y = Math.floor(top); y < bottom; y += 1) {
      const rowShare = Math.min(bottom, y + 1) - Math.max(top, y);
      for (let toX = 0; toX < toWidth; toX += 1) {
        const left = toX * xScale;
        const right = Math.min(width, left + xScale);
        for (let x = Math.floor(left); x < right; x += 1) {
          const share = rowShare * (Math.min(right, x + 1) - Math.max(left, x));
          const from = (y * width + x) * 4;
          for (let channel = 0; channel < 4; channel += 1) rows[toX * 4 + channel]! += share * rgba[from + channel]!;
        }
      }
    }
    for (let i = 0; i < rows.length; i += 1) out[toY * toWidth * 4 + i] = Math.floor(rows[i]! / (xScale * yScale) + 0.5);
  }
  return out;
}
