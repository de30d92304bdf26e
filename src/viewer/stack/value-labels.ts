import { type PlaneInk, planeToRgba } from '../../picture/plane-to-rgba.js';
import { formatValue } from '../format/quantities.js';
import { remPixels } from '../parts/use-size.js';
import type { PictureView } from '../picture-view/picture-view.js';
import type { Plane } from '../state/view-state.js';
import { pixelAt } from './plane-values.js';

/** Pixels this wide have room for their value; lengths are of a root size of 16 pixels. */
const leastPixelWidth = 30;
const mostLabels = 4_000;

/** Writes the value of every pixel into it where pixels are large enough; else takes the values away. */
export function drawValueLabels(canvas: HTMLCanvasElement, view: PictureView, plane: Plane | undefined, ink: PlaneInk): void {
  const context = canvas.getContext('2d');
  const camera = view.camera.peek();
  const { width, height } = view.viewport.peek();
  if (context === null) return;
  const unit = remPixels() / 16;
  const visible = plane !== undefined && camera !== undefined && plane.reducedBy === 1 && camera.scale >= leastPixelWidth * unit;
  const shown = canvas.dataset.values === 'true';
  if (!visible && !shown) return;
  canvas.dataset.values = `${visible}`;
  const ratio = devicePixelRatio;
  const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== deviceWidth) canvas.width = deviceWidth;
  if (canvas.height !== deviceHeight) canvas.height = deviceHeight;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  if (!visible) return;
  const firstX = Math.max(0, Math.floor(camera.centerX - width / 2 / camera.scale));
  const firstY = Math.max(0, Math.floor(camera.centerY - height / 2 / camera.scale));
  const lastX = Math.min(plane.fullWidth - 1, Math.floor(camera.centerX + width / 2 / camera.scale));
  const lastY = Math.min(plane.fullHeight - 1, Math.floor(camera.centerY + height / 2 / camera.scale));
  if ((lastX - firstX + 1) * (lastY - firstY + 1) > mostLabels) return;
  const rgba = coloursOf(plane, ink, firstX, firstY, lastX, lastY);
  const across = lastX - firstX + 1;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let y = firstY; y <= lastY; y += 1) {
    for (let x = firstX; x <= lastX; x += 1) {
      const values = pixelAt(plane, x, y);
      if (values === undefined) continue;
      const lines = values.slice(0, 3).map((value) => formatValue(value, camera.scale > 60 * unit ? 5 : 3));
      const longest = Math.max(...lines.map((line) => line.length));
      const size = Math.min(14 * unit, (camera.scale - 6) / (0.62 * longest), (camera.scale - 6) / lines.length);
      if (size < 7 * unit) continue;
      context.font = `${size}px ui-monospace, "JetBrains Mono", "DejaVu Sans Mono", monospace`;
      context.fillStyle = isLight(rgba, ((y - firstY) * across + x - firstX) * 4) ? '#000' : '#fff';
      const middleX = (x + 0.5 - camera.centerX) * camera.scale + width / 2;
      const middleY = (y + 0.5 - camera.centerY) * camera.scale + height / 2;
      lines.forEach((line, place) => {
        context.fillText(line, middleX, middleY + (place - (lines.length - 1) / 2) * size * 1.1);
      });
    }
  }
}

/** RGBA of a part of a plane, ends included. *Given.* */
function coloursOf(
  plane: Plane,
  ink: PlaneInk,
  firstX: number,
  firstY: number,
  lastX: number,
  lastY: number,
): Uint8ClampedArray | Uint8Array {
  const { samples, channels, dtype, width } = plane;
  const across = (lastX - firstX + 1) * channels;
  const part = samples.slice(0, across * (lastY - firstY + 1));
  for (let y = firstY; y <= lastY; y += 1) {
    const from = (y * width + firstX) * channels;
    for (let i = 0; i < across; i += 1) part[(y - firstY) * across + i] = samples[from + i]!;
  }
  return planeToRgba({ samples: part, dtype, channels }, ink);
}

function isLight(rgba: Uint8ClampedArray | Uint8Array, at: number): boolean {
  return 0.2126 * rgba[at]! + 0.7152 * rgba[at + 1]! + 0.0722 * rgba[at + 2]! > 128;
}
