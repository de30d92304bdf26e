import { hubRise, propellerMounts } from './propeller.js';
import type { Shape } from './sprite.js';

/** Brightness of the sky that the drone is seen against. */
export const skyShade = 200;

/** Arms, motors, hull, camera, lamps and skids of the drone, in sprite units (1/16 pixel) from its centre. */
export function droneShapes(halfSpan: number): readonly Shape[] {
  const unit = (part: number): number => Math.floor((halfSpan * part * 16) / 256);
  const shapes: Shape[] = [];
  const bar = (x0: number, y0: number, x1: number, y1: number, half: number, shade: number): void => {
    shapes.push({ kind: 'bar', x0: unit(x0), y0: unit(y0), x1: unit(x1), y1: unit(y1), half: unit(half), shade });
  };
  const ellipse = (x: number, y: number, a: number, b: number, shade: number): void => {
    shapes.push({ kind: 'ellipse', x: unit(x), y: unit(y), a: unit(a), b: unit(b), shade });
  };
  const rise = Math.floor(256 * hubRise);
  for (const { x, y } of propellerMounts) {
    bar(0, y > 0 ? 6 : -20, x, y, y > 0 ? 7 : 5, 70);
    bar(x, y, x, y - rise + 3, y > 0 ? 9 : 7, 40);
    ellipse(x, y - rise, y > 0 ? 10 : 8, 4, 130);
  }
  for (const side of [-1, 1]) {
    bar(side * 30, 20, side * 62, 92, 4, 60);
    bar(side * 40, 94, side * 84, 90, 4, 50);
  }
  ellipse(0, -4, 78, 34, 90);
  ellipse(0, -14, 62, 18, 140);
  ellipse(0, 0, 30, 40, 60);
  for (let vent = -2; vent <= 2; vent += 1) bar(vent * 22 - 4, -14, vent * 22 + 4, -8, 2, 60);
  ellipse(0, 44, 21, 20, 40);
  ellipse(0, 46, 12, 12, 150);
  ellipse(-3, 43, 5, 5, 20);
  ellipse(-58, 4, 7, 5, 250);
  ellipse(58, 4, 7, 5, 250);
  return shapes;
}
