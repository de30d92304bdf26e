import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fitCamera,
  orientedFromScreen,
  orientedFromSensor,
  orientedSize,
  rectangleBetween,
  rotateClockwise,
  screenFromOriented,
  sensorFromOriented,
  zoomAt,
} from '../../src/viewer/gpu/camera.js';
import { gripOfBox, moveRegion } from '../../src/viewer/picture-view/region-grip.js';

const sensor = { width: 640, height: 480 };
const viewport = { width: 1_000, height: 500 };
const orientation = fc.record({ transpose: fc.boolean(), flipX: fc.boolean(), flipY: fc.boolean() });
const point = fc.record({ x: fc.integer({ min: 0, max: 480 }), y: fc.integer({ min: 0, max: 480 }) });

describe('the camera', () => {
  test('sensor to screen and back is the identity in every orientation', () => {
    fc.assert(
      fc.property(orientation, point, (turned, at) => {
        const camera = fitCamera(sensor, turned, viewport);
        const screen = screenFromOriented(orientedFromSensor(at, sensor, turned), camera, viewport);
        const back = sensorFromOriented(orientedFromScreen(screen, camera, viewport), sensor, turned);
        expect(back.x).toBeCloseTo(at.x, 6);
        expect(back.y).toBeCloseTo(at.y, 6);
      }),
    );
  });

  test('zoom keeps what is under the cursor', () => {
    fc.assert(
      fc.property(point, fc.double({ min: 0.2, max: 5, noNaN: true }), (at, factor) => {
        const camera = { centerX: 320, centerY: 240, scale: 2 };
        const zoomed = zoomAt(camera, factor, at, viewport, 0.1);
        const before = orientedFromScreen(at, camera, viewport);
        const after = orientedFromScreen(at, zoomed, viewport);
        expect(after.x).toBeCloseTo(before.x, 6);
        expect(after.y).toBeCloseTo(before.y, 6);
      }),
    );
  });

  test('four quarter turns are none, and one turns the picture clockwise', () => {
    fc.assert(
      fc.property(orientation, point, (turned, at) => {
        let now = turned;
        for (let quarter = 0; quarter < 4; quarter += 1) now = rotateClockwise(now);
        expect(now).toEqual(turned);
        const before = orientedFromSensor(at, sensor, turned);
        const after = orientedFromSensor(at, sensor, rotateClockwise(turned));
        expect(after).toEqual({ x: orientedSize(sensor, turned).height - before.y, y: before.x });
      }),
    );
  });

  test('a drawn rectangle covers whole pixels and stays on the sensor', () => {
    expect(rectangleBetween({ x: 10.2, y: 3.9 }, { x: 4.1, y: 900 }, sensor)).toEqual({ x0: 4, y0: 3, x1: 11, y1: 480 });
  });
});

describe('a region', () => {
  test('is taken by its sides, corners and middle, whatever the orientation', () => {
    const box = { left: 100, right: 200, top: 50, bottom: 150 };
    const upright = { transpose: false, flipX: false, flipY: false };
    expect(gripOfBox(box, { x: 101, y: 100 }, 0, upright)).toMatchObject({ x: -1, y: 0, cursor: 'ew' });
    expect(gripOfBox(box, { x: 199, y: 149 }, 0, upright)).toMatchObject({ x: 1, y: 1, cursor: 'nwse' });
    expect(gripOfBox(box, { x: 150, y: 100 }, 0, upright)).toMatchObject({ x: 0, y: 0, cursor: 'move' });
    expect(gripOfBox(box, { x: 300, y: 100 }, 0, upright)).toBeUndefined();
    expect(gripOfBox(box, { x: 101, y: 100 }, 0, { ...upright, flipX: true })).toMatchObject({ x: 1, y: 0 });
    expect(gripOfBox(box, { x: 101, y: 100 }, 0, { ...upright, transpose: true })).toMatchObject({ x: 0, y: -1 });
  });

  test('stays on the sensor and at least a pixel wide however it is dragged', () => {
    const side = fc.constantFrom(-1 as const, 0 as const, 1 as const);
    fc.assert(
      fc.property(side, side, fc.integer({ min: -2_000, max: 2_000 }), fc.integer({ min: -2_000, max: 2_000 }), (x, y, dx, dy) => {
        const moved = moveRegion({ x0: 100, y0: 100, x1: 200, y1: 150 }, { index: 0, x, y, cursor: 'move' }, dx, dy, sensor);
        expect(moved.x0).toBeGreaterThanOrEqual(0);
        expect(moved.y1).toBeLessThanOrEqual(480);
        expect(moved.x1).toBeGreaterThan(moved.x0);
        expect(moved.y1).toBeGreaterThan(moved.y0);
        if (x === 0 && y === 0) expect([moved.x1 - moved.x0, moved.y1 - moved.y0]).toEqual([100, 50]);
      }),
    );
  });
});
