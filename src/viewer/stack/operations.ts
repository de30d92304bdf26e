import type { ChainReference, ChainStep, Operation, PlaneShape } from '../state/stack-state.js';
import type { ViewerModel } from '../viewer-model.js';
import { fileFromShown, geometryOf, moveShapes } from './geometry.js';
import { rangeOf } from './series.js';
import type { StackModel } from './stack-model.js';

/** Frames of a new sliding mean. */
const slidingFrames = 50;

/** The opened stack, where a stack is open. */
export function stackOf(model: ViewerModel): StackModel | undefined {
  const opened = model.opened.peek();
  return opened?.kind === 'stack' ? opened : undefined;
}

/** Sets the operations; regions stay on what they were drawn around. */
export function setOperations(model: ViewerModel, operations: readonly Operation[], continued = false): void {
  const stack = stackOf(model);
  const facts = stack?.facts.peek();
  const { stack: state } = model.store.now;
  if (facts === undefined) return;
  const before = geometryOf(state.operations, facts);
  const after = geometryOf(operations, facts);
  if (JSON.stringify(before) === JSON.stringify(after)) {
    model.store.dispatch({ type: 'stack:setOperations', operations }, { continued });
    return;
  }
  model.store.dispatch({ type: 'stack:setOperations', operations, regions: moveShapes(state.regions, before, after) }, { continued });
  if (model.store.now.camera !== undefined) model.store.dispatch({ type: 'setCamera', camera: undefined });
}

/** Adds an operation at the end. A flip right after the same flip takes it back, as does the fourth of four quarter turns. */
export function addOperation(model: ViewerModel, step: ChainStep): void {
  const { operations } = model.store.now.stack;
  const isLast = (back: number): boolean => {
    const one = operations.at(-back);
    return one?.on === true && one.step.kind === step.kind;
  };
  if ((step.kind === 'flipX' || step.kind === 'flipY') && isLast(1)) setOperations(model, operations.slice(0, -1));
  else if (step.kind === 'rotate' && isLast(1) && isLast(2) && isLast(3)) setOperations(model, operations.slice(0, -3));
  else setOperations(model, [...operations, { step, on: true }]);
}

/** A reference of each kind to begin with: the mean of the selected range, a sliding mean, a file yet to be named. */
export function newReference(model: ViewerModel, kind: ChainReference['kind']): ChainReference | undefined {
  const series = stackOf(model)?.series.peek();
  if (series === undefined) return undefined;
  if (kind === 'range') return { kind, of: 'mean', ...rangeOf(model.store.now.stack, series) };
  if (kind === 'sliding') return { kind, planes: Math.min(slidingFrames, series.places), placement: 'trailing', gap: 0 };
  return { kind, recording: '' };
}

/** Adds a subtraction or a division. */
export function addCorrection(model: ViewerModel, kind: 'subtract' | 'divide', by: ChainReference['kind']): void {
  const reference = newReference(model, by);
  if (reference !== undefined) addOperation(model, { kind, by: reference, amount: 1 });
}

/** Crops to the chosen region, or masks what is outside or inside of it; says so where there is none. */
export function addFromRegion(model: ViewerModel, what: 'crop' | 'mask' | 'maskInside'): void {
  const facts = stackOf(model)?.facts.peek();
  const { regions, region, operations } = model.store.now.stack;
  const shape: PlaneShape | undefined = region === undefined ? regions.at(-1) : regions[region];
  if (facts === undefined) return;
  if (shape === undefined) {
    model.store.dispatch({ type: 'setTool', tool: 'region' });
    model.say('Draw a region first');
    return;
  }
  const rectangle = fileFromShown(shape, geometryOf(operations, facts));
  if (what === 'crop') addOperation(model, { kind: 'crop', rectangle });
  else addOperation(model, { kind: 'mask', shape: { kind: shape.kind, ...rectangle }, inverted: what === 'maskInside' });
}

/** Moves an operation by so many places. */
export function moveOperation(model: ViewerModel, index: number, by: number): void {
  const operations = [...model.store.now.stack.operations];
  const [moved] = operations.splice(index, 1);
  if (moved === undefined) return;
  operations.splice(Math.min(operations.length, Math.max(0, index + by)), 0, moved);
  setOperations(model, operations);
}

/** Replaces an operation, or removes it. */
export function changeOperation(model: ViewerModel, index: number, operation: Operation | undefined, continued = false): void {
  const operations = model.store.now.stack.operations.flatMap((one, at) =>
    at !== index ? [one] : operation === undefined ? [] : [operation],
  );
  setOperations(model, operations, continued);
}

/** Half or twice the selected range, about its middle; the playhead's surroundings where nothing is selected. */
export function scaleRange(model: ViewerModel, factor: number): void {
  const stack = stackOf(model);
  const series = stack?.series.peek();
  if (stack === undefined || series === undefined) return;
  const { range } = model.store.now.stack;
  const at = stack.playhead.peek() ?? 0;
  const { first, last } = range ?? { first: at - 5, last: at + 4 };
  const middle = (first + last + 1) / 2;
  const half = Math.max(0.5, ((last - first + 1) / 2) * (range === undefined ? 1 : factor));
  const start = Math.max(0, Math.round(middle - half));
  const end = Math.min(series.places - 1, Math.max(start, Math.round(middle + half) - 1));
  model.store.dispatch({ type: 'stack:setRange', range: { first: start, last: end } }, { continued: true });
}
