import type { PixelSize } from '../../shapes/plane-facts.js';
import { axesWithPlaces, describedPlanes, type StackDescription } from './stack-description.js';

/** Pixels per unit, across and down, as the directory has them. */
export interface Resolution {
  readonly x: number | undefined;
  readonly y: number | undefined;
}

/**
 * Reads the lines `name=value` that ImageJ writes. Source: ImageJ's FileInfo.getDescriptionString and TiffEncoder; channels
 * change fastest, then slices, then frames. `undefined` for other text.
 */
export function readImageJDescription(text: string, resolution: Resolution): StackDescription | undefined {
  if (!text.startsWith('ImageJ=')) return undefined;
  const lines = text.split(/[\r\n]+/).map((line) => line.split('=', 2) as [string, string | undefined]);
  const fields = new Map(lines.map(([name, value]) => [name.trim(), value?.trim() ?? '']));
  const number = (name: string): number | undefined => {
    const value = Number.parseFloat(fields.get(name) ?? '');
    return Number.isFinite(value) ? value : undefined;
  };
  const images = number('images') ?? 1;
  const axes = axesWithPlaces([
    { name: 'T', size: number('frames') ?? 1 },
    { name: 'Z', size: number('slices') ?? 1 },
    { name: 'C', size: number('channels') ?? 1 },
  ]);
  const interval = number('finterval') ?? (number('fps') === undefined ? undefined : 1 / number('fps')!);
  const pixelSize = pixelSizeOf(resolution, fields.get('unit'), fields.get('yunit'), number('spacing'));
  const offset = number('c0');
  const slope = number('c1');
  const straight = number('cf') === 0 && offset !== undefined && slope !== undefined;
  return {
    writer: 'ImageJ',
    axes: describedPlanes(axes) === images ? axes : axesWithPlaces([{ name: 'T', size: images }]),
    oneDirectory: images > 1,
    ...(pixelSize === undefined ? {} : { pixelSize }),
    ...(interval === undefined || !(interval > 0) || interval === Number.POSITIVE_INFINITY ? {} : { frameIntervalSeconds: interval }),
    ...(straight ? { valueCalibration: { offset, slope, ...unitOf(fields.get('vunit')) } } : {}),
  };
}

function pixelSizeOf(
  { x, y }: Resolution,
  unit: string | undefined,
  unitY: string | undefined,
  spacing: number | undefined,
): PixelSize | undefined {
  const known = unit !== undefined && unit !== '' && unit !== 'pixel' && unit !== 'pixels';
  if (!known || !(x !== undefined && x > 0 && Number.isFinite(x))) return undefined;
  if (unitY !== undefined && unitY !== unit) return undefined;
  return {
    x: 1 / x,
    y: 1 / (y !== undefined && y > 0 && Number.isFinite(y) ? y : x),
    ...(spacing === undefined || spacing === 0 ? {} : { z: Math.abs(spacing) }),
    unit: readableUnit(unit),
  };
}

/** ImageJ writes `µm` as `\u00B5m`, `um` or `micron`. */
export function readableUnit(unit: string): string {
  const plain = unit.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return /^(um|micron|microns|micrometer|micrometre|μm|µm)$/i.test(plain) ? 'µm' : plain;
}

function unitOf(unit: string | undefined): { readonly unit?: string } {
  return unit === undefined || unit === '' ? {} : { unit };
}
