import type { AxisName } from '../../shapes/plane-facts.js';
import { axesWithPlaces, type StackDescription } from './stack-description.js';

/**
 * Reads the JSON `{"shape": […], "axes": "…"}` that tifffile writes. `image` are the sizes of the axes within one plane, as
 * stored. `undefined` for other text and for shapes that the image does not fit.
 */
export function readShapedDescription(text: string, image: readonly number[]): StackDescription | undefined {
  if (!text.startsWith('{')) return undefined;
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof said !== 'object' || said === null || !('shape' in said) || !Array.isArray(said.shape)) return undefined;
  const shape = said.shape.map(Number);
  const within = image.filter((size) => size > 1);
  const sizes = shape.filter((size) => size > 1);
  const fits = within.every((size, at) => sizes[sizes.length - within.length + at] === size);
  if (!fits) return undefined;
  const before = shape.slice(0, Math.max(0, shape.length - image.length));
  const names = 'axes' in said && typeof said.axes === 'string' && said.axes.length === shape.length ? said.axes : '';
  return {
    writer: undefined,
    axes: axesWithPlaces(before.map((size, at) => ({ name: axisName(names, at, before.length), size }))),
    oneDirectory: 'truncated' in said && said.truncated === true,
  };
}

/** The name that is said, where it is one of ours and said once; else what is usual in its place. */
function axisName(names: string, at: number, count: number): AxisName {
  const said = names[at];
  const ours = (name: string | undefined): name is AxisName => name === 'T' || name === 'C' || name === 'Z';
  if (ours(said) && names.indexOf(said) === at) return said;
  const taken = [...names.slice(0, count)].filter(ours);
  const free = (['T', 'Z', 'C'] as const).filter((name) => !taken.includes(name));
  const nameless = [...Array(at).keys()].filter((before) => !ours(names[before])).length;
  return free[nameless] ?? 'T';
}
