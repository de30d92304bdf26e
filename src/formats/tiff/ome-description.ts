import type { AxisName, PixelSize } from '../../shapes/plane-facts.js';
import { readableUnit } from './imagej-description.js';
import { axesWithPlaces, describedPlanes, type StackDescription } from './stack-description.js';
import { xmlTags } from './xml-tags.js';

const seconds: Readonly<Record<string, number>> = { s: 1, ms: 1e-3, µs: 1e-6, μs: 1e-6, us: 1e-6, ns: 1e-9, min: 60, h: 3600 };

/**
 * Reads the first `Pixels` of an OME-XML text, as far as it is there: sizes, order, pixel size, time increment, and which
 * directory holds which plane. Source: OME-TIFF specification 2016-06. `fileName` is this file's own. `undefined` for
 * other text.
 */
export function readOmeDescription(text: string, fileName: string, samplesPerPixel: number): StackDescription | undefined {
  if (!/<(?:\w+:)?OME\b/.test(text)) return undefined;
  const elements = [...xmlTags(text)];
  const start = elements.findIndex(({ name, closes }) => name === 'Pixels' && !closes);
  if (start < 0) return undefined;
  const end = elements.findIndex(({ name, closes }) => name === 'Pixels' && closes);
  const { attributes } = elements[start]!;
  const within = elements.slice(start + 1, end < 0 ? undefined : end).filter(({ closes }) => !closes);
  const number = (name: string): number | undefined => {
    const value = Number(attributes.get(name));
    return attributes.has(name) && Number.isFinite(value) ? value : undefined;
  };
  const order = /^XY[ZCT]{3}$/.test(attributes.get('DimensionOrder') ?? '') ? attributes.get('DimensionOrder')! : 'XYZCT';
  const sizes: Readonly<Record<string, number>> = {
    Z: number('SizeZ') ?? 1,
    T: number('SizeT') ?? 1,
    C: Math.max(1, (number('SizeC') ?? 1) / samplesPerPixel),
  };
  const axes = axesWithPlaces([...order.slice(2)].reverse().map((name) => ({ name: name as AxisName, size: sizes[name]! })));
  const places = within.filter(({ name }) => name === 'TiffData').map((element) => element.attributes);
  const files = within.flatMap((element) => (element.name === 'UUID' ? (element.attributes.get('FileName') ?? []) : []));
  const otherFiles = files.some((name) => name !== fileName);
  const directories = otherFiles ? undefined : directoriesOf(places, order, sizes);
  const pixelSize = pixelSizeOf(attributes, number);
  const increment = number('TimeIncrement');
  const interval = increment === undefined ? 0 : increment * (seconds[attributes.get('TimeIncrementUnit') ?? 's'] ?? 0);
  return {
    writer: 'OME',
    axes: otherFiles ? [] : axes,
    oneDirectory: false,
    ...(pixelSize === undefined ? {} : { pixelSize }),
    ...(interval > 0 ? { frameIntervalSeconds: interval } : {}),
    ...(directories === undefined ? {} : { directories }),
    ...(otherFiles ? { otherFiles } : {}),
  };
}

/** Which directory holds each plane, where the text says so for all of them and not simply one after the other from the first. */
function directoriesOf(
  places: readonly ReadonlyMap<string, string>[],
  order: string,
  sizes: Readonly<Record<string, number>>,
): readonly number[] | undefined {
  const count = describedPlanes(Object.entries(sizes).map(([name, size]) => ({ name: name as AxisName, size })));
  if (!(count <= 2 ** 20) || !Number.isInteger(count)) return undefined;
  const directories = new Array<number>(count).fill(-1);
  for (const place of places) {
    const at = (name: string): number => Number(place.get(name) ?? 0);
    let plane = 0;
    let stride = 1;
    for (const name of order.slice(2)) {
      plane += at(`First${name}`) * stride;
      stride *= sizes[name]!;
    }
    const run = place.has('PlaneCount') ? at('PlaneCount') : place.has('IFD') ? 1 : count;
    if (!(run >= 0 && plane >= 0 && plane + run <= count)) return undefined;
    for (let i = 0; i < run; i += 1) directories[plane + i] = at('IFD') + i;
  }
  const known = directories.every((directory) => Number.isInteger(directory) && directory >= 0);
  return known && directories.some((directory, plane) => directory !== plane) ? directories : undefined;
}

function pixelSizeOf(attributes: ReadonlyMap<string, string>, number: (name: string) => number | undefined): PixelSize | undefined {
  const x = number('PhysicalSizeX');
  const z = number('PhysicalSizeZ');
  if (x === undefined || !(x > 0)) return undefined;
  return {
    x,
    y: number('PhysicalSizeY') ?? x,
    ...(z === undefined ? {} : { z }),
    unit: readableUnit(attributes.get('PhysicalSizeXUnit') ?? 'µm'),
  };
}
