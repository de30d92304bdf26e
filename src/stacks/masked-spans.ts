import type { ChainPlan } from './chain-plan.js';
import { columnsInRow } from './shape-spans.js';

/**
 * The samples that the masks of a chain take from the cropped plane: pairs of first and last + 1 in samples of the crop, ascending.
 * `maskFiles` holds 0 for each sample of the whole plane that is masked. *Given.*
 */
export function maskedSpans(plan: ChainPlan, maskFiles: ReadonlyMap<string, Uint8Array>): Uint32Array {
  const { crop, sizes, masks } = plan;
  const files = plan.maskFiles.flatMap((name) => maskFiles.get(name) ?? []);
  if (masks.length + files.length === 0) return new Uint32Array(0);
  const { channels } = sizes;
  const columns = crop.x1 - crop.x0;
  const row = new Uint8Array(columns * channels);
  const spans: number[] = [];
  for (let y = crop.y0; y < crop.y1; y += 1) {
    row.fill(0);
    for (const { shape, inverted } of masks) {
      const [from, to] = columnsInRow(shape, y, crop) ?? [crop.x0, crop.x0];
      if (inverted) row.fill(1, (from - crop.x0) * channels, (to - crop.x0) * channels);
      else row.fill(1, 0, (from - crop.x0) * channels).fill(1, (to - crop.x0) * channels);
    }
    const start = (y * sizes.width + crop.x0) * channels;
    for (const kept of files) for (let i = 0; i < row.length; i += 1) if (kept[start + i] === 0) row[i] = 1;
    pushSpans(row, (y - crop.y0) * row.length, spans);
  }
  return Uint32Array.from(spans);
}

function pushSpans(row: Uint8Array, start: number, spans: number[]): void {
  for (let i = row.indexOf(1); i >= 0; i = row.indexOf(1, i)) {
    const end = row.indexOf(0, i);
    const [from, to] = [start + i, start + (end < 0 ? row.length : end)];
    if (spans.at(-1) === from) spans[spans.length - 1] = to;
    else spans.push(from, to);
    if (end < 0) return;
    i = end;
  }
}
