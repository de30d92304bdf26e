import { FirstlightError } from '../base/errors.js';
import type { PlaneTurn } from '../kernels/plane-kernels.js';
import { isUpright, turn, turnedSize, upright } from './plane-orientation.js';
import type { ChainReference, ChainStep, PlaneRectangle, PlaneShape, PlaneWant } from './plane-want.js';
import type { SlidingReference } from './sliding-window.js';
import { clampRange, type PlaneSize, type StackSizes, seriesLength, wholePlane } from './stack-sizes.js';

/**
 * What a step compares planes with. `key` names its values within one stack: the same key is the same plane of numbers, but
 * that of a sliding mean differs from plane to plane.
 */
export type PlannedReference =
  /** A reduction of the planes as stored, both ends included and inside the series. */
  | (Extract<ChainReference, { kind: 'range' }> & { readonly key: string })
  | (Extract<ChainReference, { kind: 'file' }> & { readonly key: string })
  | (SlidingReference & { readonly key: string });

export interface PlannedCorrection {
  readonly kind: 'subtract' | 'divide';
  readonly amount: number;
  /** The `key` of its reference. */
  readonly by: string;
}

/** A step that changes nothing although something was asked of it, and why, as a sentence. */
export interface DroppedStep {
  /** Its place in the chain. */
  readonly step: number;
  readonly reason: string;
}

/**
 * A chain made ready. Everything but the order of corrections commutes, because rectangles and shapes are in pixels of the file and
 * references are of planes as stored: first the corrections in order, then all masks, then the crops, then the turns.
 */
export interface ChainPlan {
  readonly sizes: StackSizes;
  readonly place: PlaneWant['place'];
  readonly axis: PlaneWant['axis'];
  readonly corrections: readonly PlannedCorrection[];
  /** What the corrections need, each once. */
  readonly references: readonly PlannedReference[];
  readonly masks: readonly { readonly shape: PlaneShape; readonly inverted: boolean }[];
  /** Recordings whose zeros are masked. */
  readonly maskFiles: readonly string[];
  readonly crop: PlaneRectangle;
  readonly orientation: PlaneTurn;
  /** What the chain makes. */
  readonly output: PlaneSize;
  /** Whether samples become other numbers (in single precision); else they stay as stored, at most cropped and turned. */
  readonly changesValues: boolean;
  /** Whether a plane stays as it is, from the first sample to the last. */
  readonly changesNothing: boolean;
  readonly dropped: readonly DroppedStep[];
}

/**
 * Plans a chain for a series of planes. Pure. The plan is the same for every place along the axis that plays, but for sliding
 * means: `slidingWindow` says which planes those take. Errors: `out-of-range` where the crops leave nothing.
 */
export function planChain({ place, axis, chain }: Pick<PlaneWant, 'place' | 'axis' | 'chain'>, sizes: StackSizes): ChainPlan {
  const corrections: PlannedCorrection[] = [];
  const references = new Map<string, PlannedReference>();
  const dropped: DroppedStep[] = [];
  const masks: ChainPlan['masks'][number][] = [];
  const maskFiles: string[] = [];
  let crop = wholePlane(sizes);
  let orientation = upright;
  for (const [at, step] of chain.entries()) {
    switch (step.kind) {
      case 'subtract':
      case 'divide': {
        if (step.amount === 0) break;
        const reference = planReference(step.by, { place, axis }, sizes);
        if (reference === undefined) dropped.push({ step: at, reason: missingReason(step.by, seriesLength(sizes, axis)) });
        else {
          references.set(reference.key, reference);
          corrections.push({ kind: step.kind, amount: step.amount, by: reference.key });
        }
        break;
      }
      case 'crop':
        crop = intersection(crop, step.rectangle);
        break;
      case 'mask':
        masks.push({ shape: step.shape, inverted: step.inverted });
        break;
      case 'maskFile':
        if (!maskFiles.includes(step.recording)) maskFiles.push(step.recording);
        break;
      default:
        orientation = turn(orientation, step.kind);
    }
  }
  if (crop.x0 >= crop.x1 || crop.y0 >= crop.y1) {
    throw new FirstlightError('out-of-range', `The crop leaves nothing of ${sizes.width} × ${sizes.height} pixels`);
  }
  const cropped = { width: crop.x1 - crop.x0, height: crop.y1 - crop.y0, channels: sizes.channels };
  const changesValues = corrections.length + masks.length + maskFiles.length > 0;
  const whole = cropped.width === sizes.width && cropped.height === sizes.height;
  return {
    sizes,
    place,
    axis,
    corrections,
    references: [...references.values()],
    masks,
    maskFiles,
    crop,
    orientation,
    output: turnedSize(orientation, cropped),
    changesValues,
    changesNothing: !changesValues && whole && isUpright(orientation),
    dropped,
  };
}

function planReference(by: ChainReference, series: Pick<PlaneWant, 'place' | 'axis'>, sizes: StackSizes): PlannedReference | undefined {
  switch (by.kind) {
    case 'range': {
      const range = clampRange(by, seriesLength(sizes, series.axis));
      return range && { kind: 'range', of: by.of, ...range, key: `${by.of} ${range.first}-${range.last} ${seriesKey(series)}` };
    }
    case 'file':
      return { ...by, key: `file ${by.recording}` };
    case 'sliding':
      return { ...by, key: `sliding ${by.placement} ${by.planes} ${by.gap} ${seriesKey(series)}` };
  }
}

function missingReason(by: ChainReference, length: number): string {
  return by.kind === 'range' ? `The series has ${length} planes, ${by.first} to ${by.last} are not among them` : 'It has no reference';
}

/** Names a series of planes: the axis that plays, and the places on the others. */
export function seriesKey({ place, axis }: Pick<PlaneWant, 'place' | 'axis'>): string {
  const others = (['t', 'c', 'z'] as const).filter((name) => name !== axis.toLowerCase());
  return `${axis} ${others.map((name) => `${name}${place[name]}`).join(' ')}`;
}

/** Names what a chain does: chains of one key make the same numbers of the same planes. */
export function chainKey(chain: readonly ChainStep[]): string {
  return chain.map((step) => JSON.stringify(step, sortedKeys)).join(' ');
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function intersection(a: PlaneRectangle, b: PlaneRectangle): PlaneRectangle {
  return { x0: Math.max(a.x0, b.x0), y0: Math.max(a.y0, b.y0), x1: Math.min(a.x1, b.x1), y1: Math.min(a.y1, b.y1) };
}
