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

/** Geometry from the camera's system as a RAW header names it. Source of the `system_ID`s: OpenEB `psee_raw_file_header.cpp`. */
export function geometryFromSystem(fields: ReadonlyMap<string, string>): Geometry | undefined {
  const plugin = fields.get('plugin_name') ?? '';
  const generation = fields.get('sensor_generation') ?? fields.get('generation') ?? '';
  const system = Number(fields.get('system_id') ?? Number.NaN);
  if (/genx320/i.test(plugin)) return geometryOf(320, 320, 'system');
  if ([48, 49, 50].includes(system) || /^4\./.test(generation) || /gen4|imx636/i.test(plugin)) return geometryOf(1280, 720, 'system');
  if ([21, 28].includes(system) || /^3\./.test(generation) || /gen3/i.test(plugin)) return geometryOf(640, 480, 'system');
  return undefined;
}

/** Geometry that nobody stated: the largest coordinates seen so far plus one. */
export function geometryFromSample(maxX: number, maxY: number): Geometry | undefined {
  return geometryOf(maxX + 1, maxY + 1, 'sampled');
}
