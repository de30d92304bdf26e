import * as v from 'valibot';
import { eventPaletteNames } from '../../picture/palettes.js';
import { openOptionsSchema } from '../../protocol/recording-schemas.js';
import { apply } from './actions.js';
import { decodeMap, encodeMap } from './fragment-map.js';
import { decodeStack, encodeStack } from './fragment-stack.js';
import { type Look, mostViews, otherLooks, representationIds, viewCounts } from './looks.js';
import { initialViewState, toolIds, type ViewState } from './view-state.js';

/**
 * The view in a URL's fragment, written to be read: `#r=lab/fan.raw&t=4210000&w=10000us&show=signedCount`. Only what
 * differs from the initial view is written; what cannot be read is left at its initial value. Never holds a token.
 */
export function encodeFragment(state: ViewState): string {
  const initial = initialViewState;
  const parts: string[] = [];
  const put = (key: string, value: string | number): void => {
    parts.push(
      `${key}=${encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%20', '+')}`,
    );
  };
  if (state.recording !== undefined) put('r', state.recording);
  if (state.endMicros !== undefined) put('t', state.endMicros);
  const { window } = state;
  if (window.kind === 'count') put('w', `${window.events}ev`);
  else if (initial.window.kind === 'time' && window.micros !== initial.window.micros) put('w', `${window.micros}us`);
  if (state.strideMicros !== 0) put('stride', state.strideMicros);
  if (state.speed !== 1) put('speed', state.speed);
  if (state.reverse) put('reverse', 1);
  if (state.loop !== initial.loop) put('loop', state.loop);
  if (state.aMicros !== undefined) put('a', state.aMicros);
  if (state.bMicros !== undefined) put('b', state.bMicros);
  if (state.representation !== initial.representation) put('show', state.representation);
  if (state.tauMicros !== initial.tauMicros) put('tau', state.tauMicros);
  if (state.palette !== initial.palette) put('palette', state.palette);
  if (state.levels !== 'auto') put('levels', `${state.levels.low},${state.levels.high}`);
  if (state.views !== initial.views) put('views', state.views);
  if (state.focus !== 0) put('focus', state.focus);
  if (JSON.stringify(state.others) !== JSON.stringify(otherLooks(state))) {
    for (const look of state.others) put('beside', lookText(look));
  }
  const { transpose, flipX, flipY } = state.orientation;
  const orientation = `${transpose ? 't' : ''}${flipX ? 'x' : ''}${flipY ? 'y' : ''}`;
  if (orientation !== '') put('orient', orientation);
  if (state.camera !== undefined) {
    put('camera', [state.camera.centerX, state.camera.centerY, state.camera.scale].map((one) => Number(one.toFixed(4))).join(','));
  }
  for (const { x0, y0, x1, y1 } of state.regions) put('region', `${x0},${y0},${x1},${y1}`);
  if (state.bookmarks.length > 0) put('marks', state.bookmarks.join(','));
  if (state.tool !== initial.tool) put('tool', state.tool);
  if (state.clock !== initial.clock) put('clock', state.clock);
  if (state.options !== undefined) put('options', JSON.stringify(state.options));
  for (const [key, value] of [...encodeStack(state.stack), ...encodeMap(state.map)]) put(key, value);
  return parts.join('&');
}

const whole = v.pipe(v.string(), v.regex(/^-?\d+$/), v.transform(Number), v.safeInteger());
const decimal = v.pipe(v.string(), v.regex(/^-?[\d.]+(e[+-]?\d+)?$/), v.transform(Number), v.finite());
const numbers = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').map(Number)),
  v.array(v.pipe(v.number(), v.finite())),
);
const lookSchema = v.union([
  v.strictTuple([v.picklist(representationIds), v.picklist(eventPaletteNames)]),
  v.strictTuple([v.picklist(representationIds), v.picklist(eventPaletteNames), decimal, decimal]),
]);
const optionsText = v.pipe(
  v.string(),
  v.maxLength(2_000),
  v.rawTransform(({ dataset, NEVER, addIssue }) => {
    try {
      return JSON.parse(dataset.value) as unknown;
    } catch {
      addIssue({ message: 'not JSON' });
      return NEVER;
    }
  }),
  openOptionsSchema,
);

/** The inverse of {@link encodeFragment}; `text` with or without its `#`. Whatever it says, the state is valid. */
export function decodeFragment(text: string): ViewState {
  const parameters = new URLSearchParams(text.replace(/^#/, ''));
  let state = initialViewState;
  const read = <Output>(key: string, schema: v.GenericSchema<unknown, Output>): Output | undefined => {
    const value = parameters.get(key);
    if (value === null) return undefined;
    const result = v.safeParse(schema, value);
    return result.success ? result.output : undefined;
  };
  const recording = parameters.get('r');
  if (recording !== null && recording !== '' && recording.length <= 4096) state = apply(state, { type: 'open', recording });
  const micros = read('t', whole);
  if (micros !== undefined) state = apply(state, { type: 'seek', micros });
  const window = /^(\d{1,12})(us|ev)$/.exec(parameters.get('w') ?? '');
  if (window !== null) {
    const length = Number(window[1]);
    state = apply(state, {
      type: 'setWindow',
      window: window[2] === 'us' ? { kind: 'time', micros: length } : { kind: 'count', events: length },
    });
  }
  state = apply(state, { type: 'setStride', micros: read('stride', whole) ?? 0 });
  state = apply(state, { type: 'setSpeed', speed: read('speed', decimal) ?? 1 });
  state = apply(state, { type: 'setReverse', reverse: parameters.get('reverse') === '1' });
  state = apply(state, { type: 'setLoopEnds', aMicros: read('a', whole), bMicros: read('b', whole) });
  const loop = read('loop', v.picklist(['none', 'all', 'ab']));
  if (loop !== undefined && (loop !== 'ab' || state.bMicros !== undefined)) state = apply(state, { type: 'setLoop', loop });
  else if (loop === undefined) state = apply(state, { type: 'setLoop', loop: initialViewState.loop });
  const representation = read('show', v.picklist(representationIds));
  if (representation !== undefined) state = apply(state, { type: 'setRepresentation', representation });
  state = apply(state, { type: 'setTau', micros: read('tau', whole) ?? initialViewState.tauMicros });
  state = apply(state, { type: 'setPalette', palette: read('palette', v.picklist(eventPaletteNames)) ?? initialViewState.palette });
  const levels = read('levels', v.pipe(numbers, v.length(2)));
  if (levels !== undefined) state = apply(state, { type: 'setLevels', levels: { low: levels[0] ?? 0, high: levels[1] ?? 1 } });
  const place = read('focus', v.pipe(whole, v.minValue(0), v.maxValue(mostViews - 1))) ?? 0;
  const others = readLooks(parameters.getAll('beside')) ?? otherLooks(state);
  state = { ...state, focus: place, others };
  const views = parameters.get('views');
  state = apply(state, { type: 'setViews', views: viewCounts.find((count) => `${count}` === views) ?? 'auto' });
  const orientation = parameters.get('orient') ?? '';
  state = apply(state, {
    type: 'setOrientation',
    orientation: { transpose: orientation.includes('t'), flipX: orientation.includes('x'), flipY: orientation.includes('y') },
  });
  const camera = read('camera', v.pipe(numbers, v.length(3)));
  if (camera !== undefined && (camera[2] ?? 0) > 0) {
    state = apply(state, { type: 'setCamera', camera: { centerX: camera[0] ?? 0, centerY: camera[1] ?? 0, scale: camera[2] ?? 1 } });
  }
  state = apply(state, { type: 'setRegions', regions: readRegions(parameters.getAll('region')) });
  state = apply(state, { type: 'setBookmarks', micros: read('marks', numbers) ?? [] });
  state = apply(state, { type: 'setTool', tool: read('tool', v.picklist(toolIds)) ?? initialViewState.tool });
  state = apply(state, { type: 'setClock', clock: read('clock', v.picklist(['recording', 'zero'])) ?? initialViewState.clock });
  for (const action of [...decodeStack(parameters), ...decodeMap(parameters)]) state = apply(state, action);
  return apply(state, { type: 'setOptions', options: read('options', optionsText) });
}

function lookText({ representation, palette, levels }: Look): string {
  return [representation, palette, ...(levels === 'auto' ? [] : [levels.low, levels.high])].join(',');
}

/** The looks of the places that are not focused; nothing where that is not what is said. */
function readLooks(texts: readonly string[]): readonly Look[] | undefined {
  const looks = texts.flatMap((text) => {
    const result = v.safeParse(lookSchema, text.split(','));
    if (!result.success) return [];
    const [shown, colours, low, high] = result.output;
    let look = apply(initialViewState, { type: 'setRepresentation', representation: shown });
    look = apply(look, { type: 'setPalette', palette: colours });
    if (low !== undefined && high !== undefined) look = apply(look, { type: 'setLevels', levels: { low, high } });
    const { representation, palette, levels } = look;
    return [{ representation, palette, levels }];
  });
  return looks.length === mostViews - 1 ? looks : undefined;
}

function readRegions(texts: readonly string[]): ViewState['regions'] {
  const coordinate = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(65_535));
  const schema = v.pipe(numbers, v.array(coordinate), v.length(4));
  return texts.flatMap((text) => {
    const result = v.safeParse(schema, text);
    if (!result.success) return [];
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = result.output;
    return [{ x0, y0, x1, y1 }];
  });
}
