import type { Geometry, GeometrySource } from '../../shapes/event-facts.js';

/** Largest width or height a Prophesee format can address: 14 bits in DAT. */
const largestSide = 1 << 14;

/** A sensor of `width` × `height` pixels, or nothing if those are no sizes of a sensor. */
export function geometryOf(width: number, height: number, source: GeometrySource): Geometry | undefined {
  const possible = (side: number): boolean => Number.isInteger(side) && side > 0 && side <= largestSide;
  return possible(width) && possible(height) ? { width, height, source } : undefined;
}

/** Geometry from text such as `1280x720`. */
export function parseGeometry(text: string | undefined, source: GeometrySource): Geometry | undefined {
  const match = /^\s*(\d{1,5})\s*[x×]\s*(\d{1,5})\s*$/i.exec(text ?? '');
  return match === null ? undefined : geometryOf(Number(match[1]), Number(match[2]), source);
}

/** Geometry from a size in a file's name, such as `fan_640x480.dat`. */
export function geometryFromName(name: string): Geometry | undefined {
  const match = /(?:^|[^0-9a-z])(\d{2,5})x(\d{2,5})(?![0-9a-z])/i.exec(name);
  return match === null ? undefined : geometryOf(Number(match[1]), Number(match[2]), 'name');
}

/** Prophesee's `system_ID`: sensor sizes of the camera systems. Source: OpenEB `psee_raw_file_header.cpp`. */
export function geometryFromSystem(systemId: string | undefined): Geometry | undefined {
  switch (Number(systemId ?? Number.NaN)) {
    case 20:
    case 21:
    case 22:
    case 28:
    case 29:
      return geometryOf(640, 480, 'system');
    case 39:
    case 40:
    case 48:
    case 49:
    case 50:
      return geometryOf(1280, 720, 'system');
    default:
      return undefined;
  }
}

/** Geometry that nobody stated: the largest coordinates seen so far plus one. */
export function geometryFromSample(maxX: number, maxY: number): Geometry | undefined {
  return geometryOf(maxX + 1, maxY + 1, 'sampled');
}
