import type { Rgb } from '../../picture/palettes.js';

/** Whether a background is light: lines and labels are drawn for the picture they lie on. */
export function isLight([red, green, blue]: Rgb): boolean {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 128;
}
