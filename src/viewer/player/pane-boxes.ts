import type { Extent2d } from '../gpu/camera.js';

/** Where a view lies on the stage, in whole CSS pixels. */
export interface PaneBox extends Extent2d {
  readonly left: number;
  readonly top: number;
}

/**
 * Where one, two or four views of the same size lie on a stage, in reading order, with a hairline between them: side by side, or
 * one above the other where the stage is higher than wide.
 */
export function paneBoxes(count: number, stage: Extent2d): readonly PaneBox[] {
  const columns = count === 1 || (count === 2 && stage.height > stage.width) ? 1 : 2;
  const rows = Math.ceil(count / columns);
  const width = Math.floor((stage.width - (columns - 1)) / columns);
  const height = Math.floor((stage.height - (rows - 1)) / rows);
  return Array.from({ length: count }, (_, index) => {
    const column = index % columns;
    const row = Math.floor(index / columns);
    // The last of a row ends where the stage ends: what does not divide is left in the middle.
    const left = column === 0 ? 0 : stage.width - width;
    const top = row === 0 ? 0 : stage.height - height;
    return { left, top, width: Math.max(0, width), height: Math.max(0, height) };
  });
}
