import * as v from 'valibot';
import { colormapNames } from '../../picture/colormaps.js';
import { operationFromText, operationToText } from './operation-text.js';
import type { StackAction } from './stack-actions.js';
import { initialStackState, type PlaneShape, reductionNames, type StackState, seriesAxes } from './stack-state.js';

/**
 * The part of a fragment that is about a stack: keys and values of what differs from the initial state, such as
 * `at=4218`, `op=subtract:mean(0..99)`, `map=inferno`.
 */
export function encodeStack(state: StackState): readonly (readonly [key: string, value: string])[] {
  const initial = initialStackState;
  const parts: [string, string][] = [];
  const put = (key: string, value: string | number): void => {
    parts.push([key, `${value}`]);
  };
  const { t, c, z } = state.place;
  if (t !== 0 || c !== 0 || z !== 0) put('at', c === 0 && z === 0 ? t : `${t},${c},${z}`);
  if (state.axis !== undefined) put('axis', state.axis);
  if (state.framesPerSecond !== initial.framesPerSecond) put('fps', state.framesPerSecond);
  if (state.reverse) put('backwards', 1);
  if (state.a !== undefined) put('from', state.a);
  if (state.b !== undefined) put('to', state.b);
  if (state.loop !== initial.loop) put('repeat', state.loop);
  if (state.bookmarks.length > 0) put('places', state.bookmarks.join(','));
  for (const operation of state.operations) put('op', operationToText(operation));
  if (state.range !== undefined) put('range', `${state.range.first}-${state.range.last}`);
  if (state.reduction !== undefined) put('reduce', state.reduction);
  if (state.colormap !== initial.colormap) put('map', state.colormap);
  const { levels } = state;
  if (levels.kind === 'fixed') put('between', `${levels.low},${levels.high}`);
  else if (levels.kind === 'percent') put('cut', levels.percent);
  if (state.gamma !== 1) put('gamma', state.gamma);
  if (state.log) put('log', 1);
  for (const { kind, x0, y0, x1, y1 } of state.regions) put(kind, `${x0},${y0},${x1},${y1}`);
  if (state.regions.length > 0) put('order', state.regions.map(({ kind }) => kind[0]).join(''));
  if (state.region !== undefined) put('trace', state.region);
  if (state.line !== undefined) put('line', [state.line.x0, state.line.y0, state.line.x1, state.line.y1].join(','));
  if (state.band !== initial.band) put('band', state.band);
  if (state.clock !== initial.clock) put('count', state.clock);
  return parts;
}

const decimal = v.pipe(
  v.string(),
  v.check((text) => text.trim() !== ''),
  v.transform(Number),
  v.finite(),
);
const place = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));
const decimals = v.pipe(
  v.string(),
  v.transform((text) => text.split(',')),
  v.array(decimal),
);
const places = v.pipe(
  v.string(),
  v.transform((text) => text.split(',')),
  v.array(place),
);

/** Actions that lead from the initial state to what a fragment says; what cannot be read is passed over. */
export function decodeStack(parameters: URLSearchParams): readonly StackAction[] {
  const actions: StackAction[] = [];
  const read = <Output>(key: string, schema: v.GenericSchema<unknown, Output>): Output | undefined => {
    const result = v.safeParse(schema, parameters.get(key));
    return result.success ? result.output : undefined;
  };
  const axis = read('axis', v.picklist(seriesAxes));
  if (axis !== undefined) actions.push({ type: 'stack:setAxis', axis });
  const [t = 0, c = 0, z = 0] = read('at', v.pipe(places, v.maxLength(3))) ?? [];
  actions.push({ type: 'stack:seek', place: { t, c, z } });
  const framesPerSecond = read('fps', decimal);
  if (framesPerSecond !== undefined) actions.push({ type: 'stack:setFrameRate', framesPerSecond });
  if (parameters.get('backwards') === '1') actions.push({ type: 'stack:setReverse', reverse: true });
  const [a, b] = [read('from', place), read('to', place)];
  actions.push({ type: 'stack:setLoopEnds', a, b });
  const loop = read('repeat', v.picklist(['none', 'all', 'ab']));
  const between = a !== undefined && b !== undefined && b > a;
  if (loop !== 'ab' || between) actions.push({ type: 'stack:setLoop', loop: loop ?? 'all' });
  actions.push({ type: 'stack:setBookmarks', places: read('places', places) ?? [] });
  actions.push({
    type: 'stack:setOperations',
    operations: parameters.getAll('op').flatMap((text) => operationFromText(text) ?? []),
  });
  const range = /^(\d{1,15})-(\d{1,15})$/.exec(parameters.get('range') ?? '');
  if (range !== null) actions.push({ type: 'stack:setRange', range: { first: Number(range[1]), last: Number(range[2]) } });
  actions.push({ type: 'stack:setReduction', reduction: read('reduce', v.picklist(reductionNames)) });
  const colormap = read('map', v.picklist(colormapNames));
  if (colormap !== undefined) actions.push({ type: 'stack:setColormap', colormap });
  const levels = read('between', v.pipe(decimals, v.length(2)));
  const percent = read('cut', decimal);
  if (levels !== undefined) actions.push({ type: 'stack:setLevels', levels: { kind: 'fixed', low: levels[0] ?? 0, high: levels[1] ?? 1 } });
  else if (percent !== undefined) actions.push({ type: 'stack:setLevels', levels: { kind: 'percent', percent } });
  const gamma = read('gamma', decimal);
  if (gamma !== undefined) actions.push({ type: 'stack:setGamma', gamma });
  if (parameters.get('log') === '1') actions.push({ type: 'stack:setLog', log: true });
  actions.push({ type: 'stack:setRegions', regions: readRegions(parameters), region: read('trace', place) });
  const line = read('line', v.pipe(decimals, v.length(4)));
  if (line !== undefined) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = line;
    actions.push({ type: 'stack:setLine', line: { x0, y0, x1, y1 } });
  }
  const band = read('band', v.picklist(['range', 'deviation', 'none']));
  if (band !== undefined) actions.push({ type: 'stack:setBand', band });
  const clock = read('count', v.picklist(['number', 'time']));
  if (clock !== undefined) actions.push({ type: 'stack:setClock', clock });
  return actions;
}

/** Rectangles and ellipses, in the order that `order` tells by their first letters. */
function readRegions(parameters: URLSearchParams): readonly PlaneShape[] {
  const coordinates = v.pipe(places, v.length(4));
  const shapes = (kind: PlaneShape['kind']): PlaneShape[] =>
    parameters.getAll(kind).flatMap((text) => {
      const result = v.safeParse(coordinates, text);
      if (!result.success) return [];
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = result.output;
      return x1 > x0 && y1 > y0 ? [{ kind, x0, y0, x1, y1 }] : [];
    });
  const waiting = { r: shapes('rectangle'), e: shapes('ellipse') };
  const ordered = [...(parameters.get('order') ?? '')].flatMap((letter) =>
    letter === 'r' || letter === 'e' ? (waiting[letter].shift() ?? []) : [],
  );
  return [...ordered, ...waiting.r, ...waiting.e];
}
