import { afterEach, beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import kernelsUrl from '../../dist/kernels/kernels.wasm?url';
import type { Request, RequestOf } from '../../src/protocol/requests.js';
import type { MapModel } from '../../src/viewer/map/map-model.js';
import { type MountedViewer, mount } from '../../src/viewer/mount.js';
import { TabDensityPainter } from '../../src/web/tab-density-painter.js';
import { loadTabKernels } from '../../src/web/tab-kernels.js';
import { type FakeMapOptions, FakeMapProvider } from '../viewer/fake-map-provider.js';

let provider: FakeMapProvider;
let viewer: MountedViewer;
let element: HTMLElement;

beforeEach(() => {
  localStorage.setItem('firstlight', JSON.stringify({ inspector: true }));
  history.replaceState(null, '', location.pathname + location.search);
  element = document.createElement('div');
  document.body.append(element);
});

afterEach(() => {
  viewer.unmount();
  provider.close();
  element.remove();
});

const createPainter = (): TabDensityPainter =>
  new TabDensityPainter({
    createWorker: () => new Worker(new URL('../../src/web/density-worker.ts', import.meta.url), { type: 'module' }),
    module: loadTabKernels(kernelsUrl),
  });

async function openMap(fragment = '', options: FakeMapOptions = {}): Promise<HTMLElement> {
  history.replaceState(null, '', `#r=lung.h5ad${fragment}`);
  provider = new FakeMapProvider(options);
  viewer = mount(element, provider, { density: createPainter });
  await until(() => element.querySelector('.fl-canvas[data-quality="exact"]') !== null && !map().waiting.value);
  return until(() => element.querySelector<HTMLElement>('.fl-stage'));
}

function map(): MapModel {
  const opened = viewer.model.opened.value;
  if (opened?.kind !== 'cells') throw new Error('No map is open');
  return opened;
}

const frames = (count: number): Promise<void> =>
  new Promise((resolve) => {
    const next = (left: number): void => {
      if (left === 0) resolve();
      else requestAnimationFrame(() => next(left - 1));
    };
    next(count);
  });

async function until<Value>(look: () => Value | null | undefined | false): Promise<Value> {
  for (let tries = 0; tries < 300; tries += 1) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    await frames(1);
  }
  throw new Error(`Waited in vain: ${look.toString()}`);
}

function sent<Type extends Request['type']>(type: Type): RequestOf<Type>[] {
  return provider.sent.filter((request): request is RequestOf<Type> => request.type === type);
}

function drag(target: HTMLElement, points: readonly (readonly [number, number])[], modifiers: MouseEventInit = {}): void {
  const bounds = target.getBoundingClientRect();
  const fire = (type: string, [x, y]: readonly [number, number]): void => {
    const at = { clientX: bounds.left + x, clientY: bounds.top + y, bubbles: true, cancelable: true, ...modifiers };
    target.dispatchEvent(new PointerEvent(type, { ...at, pointerId: 1, pointerType: 'mouse', button: 0, buttons: 1 }));
  };
  fire('pointerdown', points[0] ?? [0, 0]);
  for (const point of points.slice(1)) fire('pointermove', point);
  fire('pointerup', points.at(-1) ?? [0, 0]);
}

const picture = (): string => element.querySelector<HTMLCanvasElement>('canvas.fl-canvas')?.toDataURL() ?? '';
const rows = (): HTMLElement[] => [...element.querySelectorAll<HTMLElement>('.fl-legend-row')];

test('a map is drawn and told in words; its legend adds up, cells without a value included', async () => {
  await openMap();
  expect(map().column.column.value?.name).toBe('cluster');
  expect(rows().map((row) => row.querySelector('.fl-legend-name')?.textContent)).toEqual([
    'type 0',
    'type 1',
    'type 2',
    'type 3',
    'no value',
  ]);
  const counts = rows().map((row) => Number(row.querySelector('.fl-number-text')?.textContent?.replaceAll(',', '')));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10_000);
  expect(element.querySelector('.fl-legend-total .fl-number-text')?.textContent).toBe('10,000');
  expect(element.querySelector('canvas.fl-canvas')?.getAttribute('aria-label')).toContain('10,000 cells');
});

test('zoom, pan, colours and sizes are drawn without asking the host', async () => {
  const stage = await openMap();
  const asked = provider.sent.filter(({ type }) => type !== 'cell').length;
  const pictures = [picture()];
  const expectNewPicture = async (): Promise<void> => {
    await until(() => !pictures.includes(picture()) && element.querySelector('.fl-canvas[data-quality="exact"]'));
    pictures.push(picture());
  };
  stage.dispatchEvent(new WheelEvent('wheel', { deltaY: -300, clientX: 300, clientY: 200, bubbles: true, cancelable: true }));
  await expectNewPicture();
  drag(stage, [
    [300, 150],
    [260, 130],
  ]);
  await expectNewPicture();
  viewer.model.store.dispatch({ type: 'map:setPointScale', pointScale: 2 });
  await expectNewPicture();
  // A pointer that rests asks for the cell beneath it, and nothing else.
  expect(provider.sent.filter(({ type }) => type !== 'cell').length).toBe(asked);
  await userEvent.keyboard('0');
  expect(viewer.model.store.now.map.camera).toBeUndefined();
});

test('a click in the legend hides, Alt-click isolates, the counts follow; undo brings them back', async () => {
  await openMap();
  const before = picture();
  await userEvent.click(rows()[1]!.querySelector('button')!);
  expect(viewer.model.store.now.map.filters).toEqual([
    { set: { kind: 'categories', column: 'cluster', names: ['type 1'] }, except: true, on: true },
  ]);
  await until(() => picture() !== before);
  await until(() => element.querySelector('.fl-map-count')?.textContent?.includes('7,750 of 10,000'));
  rows()[2]!
    .querySelector('button')!
    .dispatchEvent(new MouseEvent('click', { altKey: true, bubbles: true }));
  await until(() => map().selection.answer.value?.visibleCount === 2_250);
  await userEvent.keyboard('{Control>}z{/Control}');
  await userEvent.keyboard('{Control>}z{/Control}');
  expect(viewer.model.store.now.map.filters).toEqual([]);
  await until(() => map().selection.answer.value === undefined);
});

test('a rectangle selects, Shift adds, Alt subtracts; count and composition stand beside the map', async () => {
  const stage = await openMap();
  await userEvent.keyboard('r');
  const { width, height } = stage.getBoundingClientRect();
  const middle: [number, number] = [width / 2, height / 2];
  drag(stage, [middle, [width / 2 + 40, height / 2 + 20], [width / 2 + 60, height / 2 + 60]]);
  await until(() => (map().selection.answer.value?.selectedCount ?? 0) > 0);
  const first = map().selection.answer.value?.selectedCount ?? 0;
  drag(stage, [[width / 2 - 60, height / 2 - 60], [width / 2 - 30, height / 2], middle], { shiftKey: true });
  await until(() => (map().selection.answer.value?.selectedCount ?? 0) > first);
  drag(stage, [middle, [width / 2 + 40, height / 2 + 20], [width / 2 + 60, height / 2 + 60]], { altKey: true });
  await until(() => viewer.model.store.now.map.steps.length === 3 && !map().selection.pending.value);
  expect(viewer.model.store.now.map.steps.map(({ op }) => op)).toEqual(['add', 'add', 'subtract']);
  expect(element.querySelector('.fl-composition')?.textContent).toContain('cluster');
  await userEvent.keyboard('{Control>}z{/Control}');
  expect(viewer.model.store.now.map.steps).toHaveLength(2);
  drag(stage, [[5, 5]]);
  expect(viewer.model.store.now.map.steps).toEqual([]);
});

test('Escape gives up a lasso that is being drawn', async () => {
  const stage = await openMap('&tool=lasso');
  const bounds = stage.getBoundingClientRect();
  for (const [type, x, y] of [
    ['pointerdown', 100, 100],
    ['pointermove', 200, 120],
    ['pointermove', 180, 220],
  ] as const) {
    stage.dispatchEvent(
      new PointerEvent(type, { clientX: bounds.left + x, clientY: bounds.top + y, pointerId: 1, button: 0, bubbles: true }),
    );
  }
  await until(() => element.querySelector('.fl-map-draft'));
  await userEvent.keyboard('{Escape}');
  stage.dispatchEvent(new PointerEvent('pointerup', { clientX: bounds.left + 90, clientY: bounds.top + 90, pointerId: 1, bubbles: true }));
  expect(viewer.model.store.now.map.steps).toEqual([]);
});

test('genes: matches come as one types, arrows try them, Escape goes back, Enter keeps one and names its matrix', async () => {
  await openMap();
  await userEvent.keyboard('g');
  const field = await until(() => element.querySelector<HTMLInputElement>('.fl-map-search input'));
  await userEvent.fill(field, 'cd3');
  await until(() => element.querySelectorAll('.fl-map-found [role="option"]').length === 2);
  await userEvent.keyboard('{ArrowDown}');
  await until(() => map().column.column.value?.name === 'CD3D');
  expect(viewer.model.store.now.map.colorBy).toBeUndefined();
  await userEvent.keyboard('{Escape}');
  await until(() => map().column.column.value?.name === 'cluster');
  await userEvent.keyboard('g');
  await until(() => document.activeElement instanceof HTMLInputElement && map().genes.found.value?.genes.length === 2);
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}');
  await until(() => map().column.column.value?.name === 'CD3E');
  expect(viewer.model.store.now.map.colorBy).toEqual({ kind: 'gene', gene: 'CD3E', matrix: 'raw.X' });
  expect(element.querySelector('.fl-map-legend')?.textContent).toContain('raw.X · log-normalised');
  expect(sent('column').filter(({ column }) => column.kind === 'obs')).toHaveLength(1);
});

test('a slow gene says how far it is and can be given up: what was shown stays', async () => {
  await openMap('', { slowGenes: true });
  map().colorWith({ kind: 'gene', gene: 'CD8A' });
  const work = await until(() => element.querySelector<HTMLElement>('.fl-map-work'));
  expect(work.textContent?.replaceAll('\u00a0', ' ')).toContain('10.0 MB of 100 MB');
  expect(map().column.column.value?.name).toBe('cluster');
  await userEvent.click(work.querySelector('button')!);
  const gene = sent('column').find(({ column }) => column.kind === 'gene');
  expect(sent('cancel').map(({ request }) => request)).toContain(gene?.request);
  await until(() => element.querySelector('.fl-map-work') === null);
  expect(map().colorBy.value).toEqual({ kind: 'obs', name: 'cluster' });
});

test('dragging in the histogram filters by a range in one step of undo', async () => {
  await openMap('&color=obs:n_genes');
  const strip = await until(() => element.querySelector<HTMLElement>('.fl-map-strip[tabindex]'));
  const { width, height } = strip.getBoundingClientRect();
  drag(strip, [
    [width * 0.25, height / 2],
    [width * 0.4, height / 2],
    [width * 0.5, height / 2],
  ]);
  const [filter] = viewer.model.store.now.map.filters;
  expect(filter?.set).toMatchObject({ kind: 'range', column: { kind: 'obs', name: 'n_genes' } });
  await until(() => (map().selection.answer.value?.visibleCount ?? 10_000) < 10_000);
  await userEvent.keyboard('{Control>}z{/Control}');
  expect(viewer.model.store.now.map.filters).toEqual([]);
});

test('thirty thousand categories: few rows exist, search narrows them', async () => {
  await openMap('', { cells: 60_000, categories: 30_000 });
  viewer.model.store.dispatch({ type: 'map:setColorBy', colorBy: { kind: 'obs', name: 'cluster' } });
  await until(() => rows().length > 5);
  expect(rows().length).toBeLessThan(60);
  const field = await until(() => element.querySelector<HTMLInputElement>('.fl-legend-tools input'));
  await userEvent.fill(field, 'type 2999');
  await until(() => rows().length === 13);
});

test('the cell under the cursor: its value at once, a card with everything known after a moment', async () => {
  const stage = await openMap();
  const bounds = stage.getBoundingClientRect();
  const move = (): void => {
    const at = { clientX: bounds.left + bounds.width / 2, clientY: bounds.top + bounds.height / 2, bubbles: true };
    stage.dispatchEvent(new PointerEvent('pointermove', { ...at, pointerId: 1 }));
  };
  move();
  await until(() => viewer.model.hover.value.includes('cluster'));
  await until(() => element.querySelector('.fl-hover-card')?.textContent?.includes('cell-'));
  expect(sent('cell')).toHaveLength(1);
});

test('maps of one and three dimensions; a drag turns the one in space, Shift pans it', async () => {
  const stage = await openMap('&embedding=X_space');
  const turn = (): number | undefined => viewer.model.store.now.map.camera?.turn;
  drag(stage, [
    [300, 200],
    [340, 210],
    [380, 220],
  ]);
  expect(turn()).toBeGreaterThan(0.6);
  const before = turn();
  drag(
    stage,
    [
      [300, 200],
      [340, 210],
      [380, 220],
    ],
    { shiftKey: true },
  );
  expect(turn()).toBe(before);
  await userEvent.keyboard('e');
  await until(() => map().points.points.value?.embedding === 'pseudotime' && map().points.complete);
  expect(map().points.points.value?.tallest).toBeGreaterThan(0);
});

test('the selected cells are saved by name', async () => {
  await openMap(
    `&cells=${encodeURIComponent(JSON.stringify([{ op: 'add', set: { kind: 'categories', column: 'cluster', names: ['type 2'] } }]))}`,
  );
  await until(() => map().selection.answer.value?.selectedCount === 2_250);
  const saved = await map().cellsExport.save({ filters: [], steps: viewer.model.store.now.map.steps }, 'json', 'cells.json');
  expect(saved).toBe(2_250);
});
