import { afterEach, beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { colormapTable } from '../../src/picture/colormaps.js';
import { planeToRgba } from '../../src/picture/plane-to-rgba.js';
import { automaticLevels } from '../../src/picture/value-levels.js';
import type { Request, RequestOf } from '../../src/protocol/requests.js';
import { type MountedViewer, mount } from '../../src/viewer/mount.js';
import type { StackModel } from '../../src/viewer/stack/stack-model.js';
import { commandById } from '../../src/viewer/state/commands/commands.js';
import { encodeFragment } from '../../src/viewer/state/fragment.js';
import type { Plane } from '../../src/viewer/state/view-state.js';
import { FakeProvider } from '../viewer/fake-provider.js';
import { stackHeight, stackValue, stackWidth } from '../viewer/fake-stack.js';

let provider: FakeProvider;
let viewer: MountedViewer;
let element: HTMLElement;

beforeEach(() => {
  localStorage.clear();
  history.replaceState(null, '', location.pathname + location.search);
  element = document.createElement('div');
  document.body.append(element);
});

afterEach(() => {
  viewer.unmount();
  provider.close();
  element.remove();
});

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

async function open(fragment = 'r=drops.tif'): Promise<HTMLElement> {
  history.replaceState(null, '', `#${fragment}`);
  provider = new FakeProvider({ recordings: 2, stacks: true });
  viewer = mount(element, provider);
  await until(() => element.querySelector('.fl-canvas[data-place]'));
  return until(() => element.querySelector<HTMLElement>('.fl-stage'));
}

function stack(): StackModel {
  const opened = viewer.model.opened.value;
  if (opened?.kind !== 'stack') throw new Error('No stack is open');
  return opened;
}

function sent<Type extends Request['type']>(type: Type): RequestOf<Type>[] {
  return provider.sent.filter((request): request is RequestOf<Type> => request.type === type);
}

function planeWant() {
  const want = sent('view').at(-1)?.want;
  return want?.kind === 'plane' ? want : undefined;
}

function pointer(target: HTMLElement, type: string, x: number, y: number, more: PointerEventInit = {}): void {
  const bounds = target.getBoundingClientRect();
  const at = { clientX: bounds.left + x, clientY: bounds.top + y, bubbles: true, cancelable: true };
  target.dispatchEvent(new PointerEvent(type, { ...at, pointerId: 1, pointerType: 'mouse', button: 0, buttons: 1, ...more }));
}

/** Automatic levels, whole numbers as those of whole numbers are. */
function wholeLevels(plane: Plane): { readonly lo: number; readonly hi: number } {
  const { lo, hi } = automaticLevels(plane);
  return { lo: Math.round(lo), hi: Math.round(hi) };
}

/** The colour that the canvas shows in the middle of a pixel of the picture. */
function shownColour(x: number, y: number): number[] {
  const canvas = element.querySelector<HTMLCanvasElement>('canvas.fl-canvas')!;
  const stage = element.querySelector('.fl-stage')!.getBoundingClientRect();
  const scale = Math.min(stage.width / stackWidth, stage.height / stackHeight);
  const at = {
    x: (stage.width / 2 + (x + 0.5 - stackWidth / 2) * scale) * (canvas.width / stage.width),
    y: (stage.height / 2 + (y + 0.5 - stackHeight / 2) * scale) * (canvas.height / stage.height),
  };
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext('2d')!;
  context.drawImage(canvas, 0, 0);
  return [...context.getImageData(Math.floor(at.x), Math.floor(at.y), 1, 1).data];
}

test('a stack is drawn as the picture layer says, whatever its entry was taken for', async () => {
  const names = ['drops.tif', 'series.npy', 'looks-like.raw'];
  for (const name of names) {
    await open(`r=${name}&at=7&map=viridis`);
    const plane = await until(() => (stack().plane.value?.place.t === 7 ? stack().plane.value : undefined));
    await frames(2);
    const rgba = planeToRgba(plane, { table: colormapTable('viridis'), levels: wholeLevels(plane) });
    for (const [x, y] of [
      [0, 0],
      [5, 3],
      [23, 15],
    ] as const) {
      const from = (y * stackWidth + x) * 4;
      expect(shownColour(x, y), `${name} ${x} ${y}`).toEqual([...rgba.subarray(from, from + 4)]);
    }
    expect(sent('describe').length, name).toBe(name === 'drops.tif' ? 1 : 2);
    if (name !== names.at(-1)) viewer.unmount();
  }
});

test('colours, levels and gamma are drawn in the next frame and ask the host for nothing', async () => {
  await open();
  const asked = sent('view').length;
  const before = shownColour(12, 8);
  await userEvent.keyboard('3');
  await frames(2);
  expect(viewer.model.store.now.stack.colormap).toBe('inferno');
  expect(shownColour(12, 8)).not.toEqual(before);
  viewer.model.store.dispatch({ type: 'stack:setLevels', levels: { kind: 'fixed', low: 5_000, high: 6_000 } });
  await frames(2);
  expect(shownColour(12, 8)).toEqual([...colormapTable('inferno').subarray(0, 3), 255]);
  expect(sent('view').length).toBe(asked);
});

test('keys step, play, mark and undo as they do on events', async () => {
  await open();
  await userEvent.keyboard('.');
  await userEvent.keyboard('{Shift>}>{/Shift}');
  await until(() => stack().playhead.value === 1 || stack().playhead.value === 11);
  await userEvent.keyboard('{End}');
  expect(stack().playhead.value).toBe(39);
  await userEvent.keyboard('m');
  expect(viewer.model.store.now.stack.bookmarks).toEqual([39]);
  await userEvent.keyboard('{Home}');
  await userEvent.keyboard('a');
  await userEvent.keyboard('{End}');
  await userEvent.keyboard('b');
  expect(viewer.model.store.now.stack).toMatchObject({ a: 0, b: 39, loop: 'ab' });
  await userEvent.keyboard('{Control>}z{/Control}');
  expect(viewer.model.store.now.stack.b).toBeUndefined();
  await userEvent.keyboard(' ');
  expect(stack().playing.value).toBe(true);
  await until(() => sent('playPlanes').length === 1 && stack().plane.value?.playing === true);
  await userEvent.keyboard(' ');
  expect(stack().playing.value).toBe(false);
});

test('a drawn region has its trace, an ellipse with Shift; both are undone', async () => {
  const stage = await open('r=drops.tif&tool=region');
  const drag = (from: [number, number], to: [number, number], more: PointerEventInit = {}): void => {
    pointer(stage, 'pointerdown', ...from, more);
    pointer(stage, 'pointermove', (from[0] + to[0]) / 2, (from[1] + to[1]) / 2, more);
    pointer(stage, 'pointermove', ...to, more);
    pointer(stage, 'pointerup', ...to, more);
  };
  drag([520, 150], [620, 220]);
  expect(viewer.model.store.now.stack.regions).toHaveLength(1);
  await until(() => sent('trace').at(-1)?.want.shape?.kind === 'rectangle');
  drag([700, 260], [780, 320], { shiftKey: true });
  const { regions, region } = viewer.model.store.now.stack;
  expect(regions.map(({ kind }) => kind)).toEqual(['rectangle', 'ellipse']);
  expect(region).toBe(1);
  await until(() => sent('trace').at(-1)?.want.shape?.kind === 'ellipse');
  expect(element.querySelectorAll('.fl-region ellipse').length).toBe(2);
  await userEvent.keyboard('{Control>}z{/Control}');
  expect(viewer.model.store.now.stack.regions).toHaveLength(1);
});

test('operations are added, changed, moved, switched and removed by keys alone', async () => {
  await open();
  viewer.model.preferences.setInspector(true);
  await until(() => element.querySelector('.fl-operations'));
  await userEvent.keyboard('{Control>}k{/Control}');
  await until(() => document.activeElement?.classList.contains('fl-palette-input'));
  await userEvent.keyboard('subtract the mean{Enter}');
  await userEvent.keyboard('{Control>}k{/Control}');
  await until(() => document.activeElement?.classList.contains('fl-palette-input'));
  await userEvent.keyboard('flip left{Enter}');
  const kinds = (): string[] => viewer.model.store.now.stack.operations.map(({ step }) => step.kind);
  expect(kinds()).toEqual(['subtract', 'flipX']);
  await until(() => planeWant()?.chain.length === 2);
  const titles = await until(() => {
    const all = element.querySelectorAll<HTMLButtonElement>('.fl-operation-title');
    return all.length === 2 ? all : undefined;
  });
  titles[1]!.focus();
  await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
  expect(kinds()).toEqual(['flipX', 'subtract']);
  const boxes = element.querySelectorAll<HTMLInputElement>('.fl-operation input[type=checkbox]');
  boxes[0]!.focus();
  await userEvent.keyboard(' ');
  expect(viewer.model.store.now.stack.operations[0]?.on).toBe(false);
  await until(() => planeWant()?.chain.length === 1);
  element.querySelector<HTMLButtonElement>('.fl-operation-title')!.focus();
  await userEvent.keyboard('{Delete}');
  expect(kinds()).toEqual(['subtract']);
  expect(encodeFragment(viewer.model.store.now)).toContain('op=subtract:mean(0..39)');
  await until(() => element.querySelector('.fl-estimate')?.textContent?.includes('84.0\u00a0MB of 512\u00a0MB'));
});

test('levels are dragged in the histogram, typed, and fitted again', async () => {
  await open();
  viewer.model.preferences.setInspector(true);
  const histogram = await until(() => element.querySelector<HTMLElement>('.fl-histogram'));
  await frames(3);
  const { width } = histogram.getBoundingClientRect();
  pointer(histogram, 'pointerdown', 2, 20);
  pointer(histogram, 'pointermove', width / 2, 20);
  pointer(histogram, 'pointerup', width / 2, 20);
  const { levels } = viewer.model.store.now.stack;
  expect(levels.kind).toBe('fixed');
  if (levels.kind === 'fixed') expect(levels.low).toBeGreaterThan(500);
  const [low] = element.querySelectorAll<HTMLInputElement>('.fl-level-fields input');
  await userEvent.click(low!);
  await userEvent.fill(low!, '12.5');
  await userEvent.keyboard('{Enter}');
  expect(viewer.model.store.now.stack.levels).toMatchObject({ kind: 'fixed', low: 12.5 });
  await userEvent.keyboard('k');
  expect(viewer.model.store.now.stack.levels).toEqual({ kind: 'auto' });
});

test('the strip scrubs, selects a range on its axis, and a reduction goes over it', async () => {
  await open();
  const strip = await until(() => element.querySelector<HTMLElement>('.fl-strip'));
  const { width, height } = strip.getBoundingClientRect();
  pointer(strip, 'pointerdown', width * 0.5, height * 0.6);
  pointer(strip, 'pointerup', width * 0.5, height * 0.6);
  expect(stack().playhead.value).toBe(20);
  pointer(strip, 'pointerdown', width * 0.26, height - 8);
  pointer(strip, 'pointermove', width * 0.4, height - 8);
  pointer(strip, 'pointermove', width * 0.51, height - 8);
  pointer(strip, 'pointerup', width * 0.51, height - 8);
  expect(viewer.model.store.now.stack.range).toEqual({ first: 10, last: 20 });
  await userEvent.keyboard('{Control>}k{/Control}');
  await until(() => document.activeElement?.classList.contains('fl-palette-input'));
  await userEvent.keyboard('show the median{Enter}');
  await until(() => planeWant()?.reduction?.of === 'median');
  expect(planeWant()?.reduction).toEqual({ of: 'median', first: 10, last: 20 });
  await until(() => element.querySelector('.fl-readout')?.textContent?.includes('median of'));
});

test('the pixel under the pointer is said with its value and where it lies; enlarged pixels show theirs', async () => {
  const stage = await open('r=drops.tif&at=2');
  const bounds = stage.getBoundingClientRect();
  pointer(stage, 'pointermove', bounds.width / 2 + 1, bounds.height / 2 + 1, { buttons: 0 });
  expect(viewer.model.hover.value).toBe(`x 12 · y 8 · ${stackValue(12, 8, 2)} · 6\u00a0µm, 4\u00a0µm`);
  await frames(2);
  const labels = element.querySelector<HTMLCanvasElement>('canvas.fl-overlay');
  expect(labels?.dataset.values).toBe('true');
  viewer.model.gestures?.zoom(0.2);
  await frames(2);
  expect(labels?.dataset.values).toBe('false');
});

test('what the file does not say is typed, and the stack is opened anew', async () => {
  await open();
  viewer.model.dialog.value = 'reading';
  const dialog = await until(() => element.querySelector<HTMLElement>('.fl-columns'));
  const [axes] = dialog.querySelectorAll('input');
  await userEvent.fill(axes!, 'ZYX');
  await userEvent.fill(dialog.querySelector<HTMLInputElement>('[aria-label="Pixel width"]')!, '0.25');
  await userEvent.fill(dialog.querySelector<HTMLInputElement>('[aria-label="Pixel height"]')!, '');
  await userEvent.keyboard('{Enter}');
  await until(() => sent('describe').length === 2);
  expect(sent('describe')[1]?.options?.planes).toEqual({
    axes: ['Z', 'Y', 'X'],
    pixelSize: { x: 0.25, y: 0.25, unit: 'µm' },
    frameIntervalSeconds: 0.02,
  });
});

test('every control has a name, and the canvas a text alternative with its key numbers', async () => {
  await open('r=drops.tif&at=4&op=subtract:mean(0..9)&rectangle=2,2,9,9&line=1,1,9,9');
  viewer.model.preferences.setInspector(true);
  await until(() => element.querySelector('.fl-inspector'));
  element.querySelector<HTMLButtonElement>('.fl-operation-title')?.click();
  await until(() => element.querySelector('.fl-operation-body'));
  for (const control of element.querySelectorAll<HTMLElement>('button, input, select, [role="slider"]')) {
    const name = control.getAttribute('aria-label') ?? control.closest('label')?.textContent ?? control.textContent ?? '';
    expect(name.trim() || control.title, control.outerHTML).not.toBe('');
  }
  const text = element.querySelector('.fl-canvas')?.getAttribute('aria-label') ?? '';
  for (const part of ['frame 4 of 40 of drops.tif', '80\u00a0ms', '24 by 16 pixels', 'I − mean', 'exact']) expect(text).toContain(part);
});

test('the picture is exported in its own pixels, the trace as numbers', async () => {
  await open('r=drops.tif&at=5&map=magma');
  await until(() => stack().trace.trace.value?.final);
  const saved: { readonly name: string; readonly blob: Blob }[] = [];
  const { createObjectURL } = URL;
  const { click } = HTMLAnchorElement.prototype;
  let made: Blob | undefined;
  URL.createObjectURL = (blob: Blob | MediaSource) => {
    if (blob instanceof Blob) made = blob;
    return 'data:,';
  };
  HTMLAnchorElement.prototype.click = function save(this: HTMLAnchorElement) {
    if (made !== undefined) saved.push({ name: this.download, blob: made });
  };
  try {
    commandById('exportPlane').run(viewer.model, 1);
    commandById('exportTrace').run(viewer.model, 1);
    await until(() => saved.length === 2);
  } finally {
    URL.createObjectURL = createObjectURL;
    HTMLAnchorElement.prototype.click = click;
  }
  const csv = saved.find(({ name }) => name === 'drops-trace.csv');
  expect((await csv?.blob.text())?.split('\n').slice(0, 3)).toEqual([
    't,seconds,mean,min,max,std',
    '0,0,812,712,912,7',
    '1,0.02,822,722,922,7',
  ]);
  const png = saved.find(({ name }) => name === 'drops-t5.png');
  const picture = await createImageBitmap(png!.blob);
  const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!;
  context.drawImage(picture, 0, 0);
  const plane = stack().plane.value!;
  const rgba = planeToRgba(plane, { table: colormapTable('magma'), levels: wholeLevels(plane) });
  expect([...context.getImageData(0, 0, stackWidth, stackHeight).data]).toEqual([...rgba]);
});

test('unmounting gives everything at the host up', async () => {
  await open();
  const { questions } = viewer.model;
  viewer.unmount();
  expect(questions.open).toBe(0);
  expect(element.childElementCount).toBe(0);
});
