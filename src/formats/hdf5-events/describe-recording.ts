import { joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import type { Geometry, TimeUnit } from '../../shapes/event-facts.js';
import { readAttributes } from '../hdf5/attribute.js';
import type { Hdf5Context } from '../hdf5/hdf5-context.js';
import type { ObjectHeader } from '../hdf5/object-header.js';
import type { Hdf5Value } from '../hdf5/values.js';
import { geometryOf, parseGeometry } from '../raw/find-geometry.js';
import type { VisitedGroup } from './find-recordings.js';

/** What the attributes around a recording say, the nearest first. */
export interface Description {
  readonly geometry: Geometry | undefined;
  readonly timeUnit: TimeUnit | undefined;
}

const widthNames = ['width', 'sensor_width', 'image_width', 'sensor_size_x', 'w'];
const heightNames = ['height', 'sensor_height', 'image_height', 'sensor_size_y', 'h'];
const sizeNames = ['geometry', 'sensor_size', 'sensor_resolution', 'resolution', 'sensor_shape', 'image_size', 'size'];
const unitNames = ['unit', 'units', 'time_unit', 'timeunit', 'time_units'];

/** Reads the attributes of `header`, of its group and of the groups above, up to the root. Errors: `corrupt`, `truncated`. */
export function* describeRecording(context: Hdf5Context, header: ObjectHeader, group: VisitedGroup): Plan<Description> {
  const headers = new Set<ObjectHeader>([header]);
  for (let at: VisitedGroup | undefined = group; at !== undefined; at = at.parent) headers.add(at.header);
  let geometry: Geometry | undefined;
  let timeUnit: TimeUnit | undefined;
  for (const read of yield* joinPlans([...headers].map((place) => readAttributes(context, place)))) {
    const attributes = new Map([...read].map(([name, value]) => [name.toLowerCase(), value]));
    geometry ??= geometryFrom(attributes);
    timeUnit ??= unitFrom(attributes);
  }
  return { geometry, timeUnit };
}

function geometryFrom(attributes: ReadonlyMap<string, Hdf5Value>): Geometry | undefined {
  const width = firstNumber(attributes, widthNames);
  const height = firstNumber(attributes, heightNames);
  if (width !== undefined && height !== undefined) return geometryOf(width, height, 'header');
  for (const name of sizeNames) {
    const value = attributes.get(name);
    if (typeof value === 'string') {
      const parsed = parseGeometry(value, 'header');
      if (parsed !== undefined) return parsed;
    }
    if (Array.isArray(value) && value.length === 2) return geometryFromPair(Number(value[0]), Number(value[1]));
  }
  return undefined;
}

/** Pairs are written as width, height and as rows, columns; sensors are wider than high. */
export function geometryFromPair(first: number, second: number): Geometry | undefined {
  return geometryOf(Math.max(first, second), Math.min(first, second), 'header');
}

function firstNumber(attributes: ReadonlyMap<string, Hdf5Value>, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = attributes.get(name);
    const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (single === undefined || single === '' || Array.isArray(single)) continue;
    const number = Number(single);
    if (Number.isFinite(number)) return number;
  }
  return undefined;
}

function unitFrom(attributes: ReadonlyMap<string, Hdf5Value>): TimeUnit | undefined {
  for (const name of unitNames) {
    const value = attributes.get(name);
    if (typeof value !== 'string') continue;
    const unit = value.trim().toLowerCase();
    if (/^(us|µs|usec|micro(second)?s?)$/.test(unit)) return 'us';
    if (/^(ns|nsec|nano(second)?s?)$/.test(unit)) return 'ns';
    if (/^(ms|msec|milli(second)?s?)$/.test(unit)) return 'ms';
    if (/^(s|sec|seconds?)$/.test(unit)) return 's';
  }
  return undefined;
}
