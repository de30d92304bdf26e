import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fitMapCamera,
  frameMap,
  type MapSpace,
  orbitMap,
  panMap,
  planeFromScreen,
  planeProjection,
  screenFromMap,
  screenFromPlane,
  zoomMap,
} from '../../../src/viewer/map/map-camera.js';

const viewport = { width: 800, height: 500 };
const coordinate = fc.double({ min: -50, max: 50, noNaN: true });
const spaceOf = (dims: 2 | 3, yDown = false): MapSpace => ({
  dims,
  bounds: { least: Array(dims).fill(-50), greatest: Array(dims).fill(50) },
  yDown,
});

test('zooming keeps what lies under the cursor', () => {
  fc.assert(
    fc.property(coordinate, coordinate, fc.double({ min: 0.3, max: 4, noNaN: true }), fc.boolean(), (x, y, factor, yDown) => {
      const space = spaceOf(2, yDown);
      const camera = fitMapCamera(space);
      const before = screenFromMap(frameMap(space, camera, viewport), [x, y]);
      const zoomed = zoomMap(camera, frameMap(space, camera, viewport), factor, before, viewport);
      const after = screenFromMap(frameMap(space, zoomed, viewport), [x, y]);
      expect(after.x).toBeCloseTo(before.x, 6);
      expect(after.y).toBeCloseTo(before.y, 6);
    }),
  );
});

test('panning moves everything by what was dragged, in space too', () => {
  fc.assert(
    fc.property(fc.constantFrom(2 as const, 3 as const), coordinate, coordinate, coordinate, coordinate, (dims, x, y, dx, dy) => {
      const space = spaceOf(dims);
      const camera = orbitMap(fitMapCamera(space), dims === 3 ? 40 : 0, dims === 3 ? -25 : 0, viewport);
      const frame = frameMap(space, camera, viewport);
      const point = [x, y, 7].slice(0, dims);
      const before = screenFromMap(frame, point);
      const after = screenFromMap(frameMap(space, panMap(camera, frame, dx, dy), viewport), point);
      expect(after.x - before.x).toBeCloseTo(dx, 6);
      expect(after.y - before.y).toBeCloseTo(dy, 6);
    }),
  );
});

test('a polygon of the screen is told in the map’s own coordinates, or with its projection', () => {
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, fc.boolean(), (x, y, z, yDown) => {
      const flat = frameMap(spaceOf(2, yDown), fitMapCamera(spaceOf(2)), viewport);
      const own = planeFromScreen(flat, screenFromMap(flat, [x, y]), viewport);
      expect(own.x).toBeCloseTo(x, 6);
      expect(own.y).toBeCloseTo(y, 6);
      expect(planeProjection(flat)).toBeUndefined();
      const space = spaceOf(3);
      const frame = frameMap(space, orbitMap(fitMapCamera(space), 130, 60, viewport), viewport);
      const screen = screenFromMap(frame, [x, y, z]);
      const plane = planeFromScreen(frame, screen, viewport);
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = planeProjection(frame) ?? [];
      expect(plane.x).toBeCloseTo(a * x + b * y + c * z + d, 6);
      expect(plane.y).toBeCloseTo(e * x + f * y + g * z + h, 6);
      expect(screenFromPlane(frame, plane, viewport).x).toBeCloseTo(screen.x, 6);
    }),
  );
});

test('y goes up, in images down; everything fits', () => {
  for (const yDown of [false, true]) {
    const space = spaceOf(2, yDown);
    const frame = frameMap(space, fitMapCamera(space), viewport);
    const top = screenFromMap(frame, [0, 50]).y;
    expect(top > 250).toBe(yDown);
    for (const corner of [
      [-50, -50],
      [50, 50],
    ]) {
      const { x, y } = screenFromMap(frame, corner);
      expect(x >= 0 && x <= viewport.width && y >= 0 && y <= viewport.height).toBe(true);
    }
  }
});
