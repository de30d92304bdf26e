import { FirstlightError } from '../base/errors.js';
import type { PlaneFacts, PlaneOpenOptions } from '../shapes/plane-facts.js';

/** Facts with what a person says put in the place of what the file says. Errors: `out-of-range` for axes that do not fit. */
export function applyPlaneOptions(facts: PlaneFacts, { axes, pixelSize, frameIntervalSeconds }: PlaneOpenOptions): PlaneFacts {
  return {
    ...facts,
    ...(axes === undefined ? {} : { axes: renamed(facts, axes) }),
    ...(pixelSize === undefined ? {} : { pixelSize }),
    ...(frameIntervalSeconds === undefined ? {} : { frameIntervalSeconds }),
  };
}

/** Axes under other names; which of them make the image is the format's matter. */
function renamed({ axes }: PlaneFacts, names: NonNullable<PlaneOpenOptions['axes']>): PlaneFacts['axes'] {
  const before = axes.map(({ name }) => name).join('');
  const image = /[YXS]/g;
  const wanted = names.join('');
  if (wanted === before) return axes;
  const place = (text: string): string => text.replace(/[TCZ]/g, '-');
  if (place(wanted) !== place(before) || new Set(names).size !== names.length || !image.test(wanted)) {
    throw new FirstlightError('out-of-range', `The axes ${wanted} do not fit this stack, whose axes are ${before}`);
  }
  return axes.map(({ size }, at) => ({ name: names[at]!, size }));
}
