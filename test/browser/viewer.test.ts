import { afterEach, beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { Request, RequestOf } from '../../src/protocol/requests.js';
import { type MountedViewer, mount } from '../../src/viewer/mount.js';
import type { PlayerModel } from '../../src/viewer/player/player-model.js';
import { encodeFragment } from '../../src/viewer/state/fragment.js';
import { type FakeOptions, FakeProvider } from '../viewer/fake-provider.js';

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

function show(options: FakeOptions = {}, fragment = ''): void {
  if (fragment !== '') history.replaceState(null, '', `#${fragment}`);
  provider = new FakeProvider(options);
  viewer = mount(element, provider);
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

async function openPlayer(fragment = 'r=gen4-street.raw', options: FakeOptions = {}): Promise<HTMLElement> {
  show(options, fragment);
  await until(() => element.querySelector('.fl-canvas[data-quality="exact"]'));
  return until(() => element.querySelector<HTMLElement>('.fl-stage'));
}

function sent<Type extends Request['type']>(type: Type): RequestOf<Type>[] {
  return provider.sent.filter((request): request is RequestOf<Type> => request.type === type);
}

function openedPlayer(): PlayerModel | undefined {
  const opened = viewer.model.opened.value;
  return opened?.kind === 'events' ? opened : undefined;
}

function pointer(target: HTMLElement, type: string, x: number, y: number): void {
  const bounds = target.getBoundingClientRect();
  const at = { clientX: bounds.left + x, clientY: bounds.top + y, bubbles: true, cancelable: true };
  target.dispatchEvent(new PointerEvent(type, { ...at, pointerId: 1, pointerType: 'mouse', button: 0, buttons: 1 }));
}

test('a thousand recordings: few tiles exist, thumbnails come for those in sight, arrows and Enter open one', async () => {
  show({ recordings: 1_000 });
  await until(() => element.querySelectorAll('.fl-thumbnail').length > 2);
  expect(element.querySelectorAll('.fl-tile').length).toBeLessThan(60);
  expect(sent('thumbnail').length).toBeLessThan(60);
  const before = viewer.model.library.selected.value;
  await userEvent.keyboard('{ArrowDown}');
  await userEvent.keyboard('k');
  await userEvent.keyboard('{ArrowRight}');
  expect(viewer.model.library.selected.value).not.toBe(before);
  await userEvent.keyboard('{Enter}');
  await until(() => element.querySelector('.fl-canvas[data-quality="exact"]'));
  expect(location.hash).toContain('r=');
  history.back();
  await until(() => element.querySelector('.fl-grid'));
});

test('search narrows the list word by word; Escape clears it', async () => {
  show({ recordings: 100 });
  await until(() => element.querySelector('.fl-tile'));
  await userEvent.keyboard('/');
  await userEvent.keyboard('bench ramp');
  await until(() => viewer.model.library.shown.value.length === 13);
  await userEvent.keyboard('{Escape}');
  expect(viewer.model.library.shown.value.length).toBe(100);
});

test('zoom, pan, palette and levels are drawn in the next frame and ask the host for nothing', async () => {
  const stage = await openPlayer();
  const asked = sent('view').length;
  const canvas = await until(() => element.querySelector('canvas.fl-canvas') as HTMLCanvasElement | null);
  const look = (): string => canvas.toDataURL();
  const pictures = [look()];
  const expectNewPicture = async (): Promise<void> => {
    await frames(2);
    expect(pictures).not.toContain(look());
    pictures.push(look());
  };
  stage.dispatchEvent(new WheelEvent('wheel', { deltaY: -300, clientX: 300, clientY: 200, bubbles: true, cancelable: true }));
  await expectNewPicture();
  pointer(stage, 'pointerdown', 300, 150);
  pointer(stage, 'pointermove', 260, 130);
  pointer(stage, 'pointerup', 260, 130);
  await expectNewPicture();
  await userEvent.keyboard('p');
  await expectNewPicture();
  expect(sent('view').length).toBe(asked);
  expect(viewer.model.store.now.camera?.scale).toBeGreaterThan(0.3);
  await userEvent.keyboard('0');
  expect(viewer.model.store.now.camera).toBeUndefined();
});

test('many gestures in one frame are one want and one picture', async () => {
  await openPlayer();
  const asked = sent('view').length;
  const player = openedPlayer();
  for (let step = 0; step < 40; step += 1) player?.seek(2_000_000 + 1_000 * step);
  await frames(3);
  expect(sent('view').length).toBe(asked + 1);
  expect(sent('view').at(-1)?.want).toMatchObject({ endMicros: 2_039_000 });
});

test('a drawn region is counted by the host, undone and redone', async () => {
  const stage = await openPlayer();
  await userEvent.keyboard('r');
  pointer(stage, 'pointerdown', 200, 100);
  pointer(stage, 'pointermove', 260, 120);
  pointer(stage, 'pointermove', 320, 160);
  pointer(stage, 'pointerup', 320, 160);
  const [region] = viewer.model.store.now.regions;
  expect(region?.x1).toBeGreaterThan(region?.x0 ?? 0);
  await until(() => {
    const want = sent('view').at(-1)?.want;
    return want?.kind === 'events' && want.regions.length === 1;
  });
  await until(() => element.querySelector('.fl-region-label')?.textContent?.includes('ev/s'));
  await userEvent.keyboard('{Control>}z{/Control}');
  expect(viewer.model.store.now.regions).toEqual([]);
  await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
  expect(viewer.model.store.now.regions).toEqual([region]);
});

test('Escape gives up a region that is being drawn', async () => {
  const stage = await openPlayer();
  await userEvent.keyboard('r');
  pointer(stage, 'pointerdown', 100, 100);
  pointer(stage, 'pointermove', 200, 180);
  await userEvent.keyboard('{Escape}');
  pointer(stage, 'pointerup', 200, 180);
  expect(viewer.model.store.now.regions).toEqual([]);
});

test('numbers are typed, stepped and scrubbed; what cannot be read changes nothing', async () => {
  await openPlayer();
  const field = await until(() => element.querySelector<HTMLInputElement>('.fl-transport-time [role="spinbutton"]'));
  await userEvent.click(field);
  await userEvent.fill(field, '4.25 s');
  await userEvent.keyboard('{Enter}');
  expect(viewer.model.store.now.endMicros).toBe(4_250_000);
  await userEvent.click(field);
  await userEvent.fill(field, 'soon');
  await userEvent.keyboard('{Enter}');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  await userEvent.keyboard('{Escape}');
  expect(viewer.model.store.now.endMicros).toBe(4_250_000);
  field.focus();
  await userEvent.keyboard('{ArrowUp}');
  expect(viewer.model.store.now.endMicros).toBe(4_260_000);
  await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
  expect(viewer.model.store.now.endMicros).toBe(4_160_000);
  field.blur();
  pointer(field, 'pointerdown', 10, 5);
  pointer(field, 'pointermove', 45, 5);
  pointer(field, 'pointerup', 45, 5);
  expect(viewer.model.store.now.endMicros).toBe(4_190_000);
});

test('Space plays and pauses, yields to a focused button, and Tab only moves the focus', async () => {
  await openPlayer();
  await userEvent.keyboard(' ');
  expect(openedPlayer()?.playing.value).toBe(true);
  await until(() => (openedPlayer()?.frame.value?.playing ?? false) && element.querySelector('.fl-readout'));
  await userEvent.keyboard(' ');
  expect(openedPlayer()?.playing.value).toBe(false);
  const region = await until(() => element.querySelector<HTMLButtonElement>('[data-command="tool-region"]'));
  region.focus();
  await userEvent.keyboard(' ');
  expect(openedPlayer()?.playing.value).toBe(false);
  expect(viewer.model.store.now.tool).toBe('region');
});

test('the palette goes to a time and runs an action by its name', async () => {
  await openPlayer();
  await userEvent.keyboard('{Control>}k{/Control}');
  await until(() => document.activeElement?.classList.contains('fl-palette-input'));
  await userEvent.keyboard('1:02{Backspace}{Backspace}{Backspace}{Backspace}7.5 s{Enter}');
  expect(viewer.model.store.now.endMicros).toBe(7_500_000);
  await userEvent.keyboard('{Control>}k{/Control}');
  await until(() => document.activeElement?.classList.contains('fl-palette-input'));
  await userEvent.keyboard('time surface{Enter}');
  expect(viewer.model.store.now.representation).toBe('timeSurface');
});

test('help lists every key; Escape closes it', async () => {
  await openPlayer();
  await userEvent.keyboard('?');
  const help = await until(() => element.querySelector('.fl-help'));
  for (const key of ['Space', 'Ctrl K', 'Shift W', 'Home']) expect(help.textContent).toContain(key);
  await userEvent.keyboard('{Escape}');
  await until(() => element.querySelector('.fl-help') === null);
});

test('the fragment reproduces the view', async () => {
  const fragment =
    'r=bench/fan-ramp.dat&t=4210000&w=2000us&loop=ab&a=3000000&b=6000000&show=signedCount&palette=gray&levels=0,3&orient=ty&region=10,20,300,200&clock=zero';
  await openPlayer(fragment);
  expect(sent('view')[0]).toMatchObject({
    recording: 'r1',
    want: {
      endMicros: 4_210_000,
      window: { kind: 'time', micros: 2_000 },
      representation: 'signedCount',
      regions: [{ x0: 10, y0: 20, x1: 300, y1: 200 }],
    },
  });
  expect(encodeFragment(viewer.model.store.now)).toBe(fragment);
});

test('an error says what, where and what to do; the page says when a recording is gone', async () => {
  show({ failing: 'r0' }, 'r=gen4-street.raw');
  const card = await until(() => element.querySelector('.fl-error-card'));
  expect(card.textContent).toContain('32028');
  expect(card.textContent).toContain('lab-data/bench/broken.h5');
  expect(card.textContent).toContain('Repack');
  expect(card.querySelectorAll('button').length).toBeGreaterThan(1);
});

test('a lost connection is said, and everything is asked again when it is back', async () => {
  await openPlayer();
  const asked = sent('view').length;
  provider.setConnection('lost');
  await until(() => element.querySelector('.fl-status')?.textContent?.includes('connection lost'));
  expect(element.querySelector('.fl-canvas[data-quality]')).not.toBeNull();
  provider.setConnection('open');
  await until(() => sent('view').length > asked);
  expect(sent('hello').length).toBe(2);
});

/** What the canvases say of themselves. */
function told(): string[] {
  return [...element.querySelectorAll('.fl-canvas')].map((canvas) => canvas.getAttribute('aria-label') ?? '');
}

test('views side by side: keys choose how many, a click or a key focuses one, and only that one changes', async () => {
  await openPlayer();
  expect(element.querySelectorAll('.fl-canvas')).toHaveLength(1);
  await userEvent.keyboard('c');
  await until(() => element.querySelectorAll('.fl-canvas[data-quality="exact"]').length === 2);
  expect(told()).toEqual([expect.stringMatching(/^View 1 of 2, focused: Polarity/), expect.stringMatching(/^View 2 of 2: Time surface/)]);
  const [, second] = element.querySelectorAll<HTMLElement>('.fl-pane');
  const stage = await until(() => element.querySelector<HTMLElement>('.fl-stage'));
  const at = (second?.offsetLeft ?? 0) + 40;
  pointer(stage, 'pointerdown', at, 60);
  pointer(stage, 'pointerup', at, 60);
  await until(() => second?.dataset.focused === 'true');
  await userEvent.keyboard('2');
  await until(() => told()[1]?.startsWith('View 2 of 2, focused: Signed count'));
  expect(told()[0]).toMatch(/^View 1 of 2: Polarity/);
  const names = () => [...element.querySelectorAll('.fl-pane-plates b')].map((name) => name.textContent);
  expect(names()).toEqual(['Polarity, last wins', 'Signed count']);
  await userEvent.keyboard('x');
  expect(viewer.model.store.now).toMatchObject({ focus: 0, representation: 'polarity' });
  const focused = viewer.model.store.now.focus;
  await userEvent.tab();
  expect(viewer.model.store.now.focus, 'Tab only moves the focus of the page').toBe(focused);
  await userEvent.keyboard('c');
  await until(() => element.querySelectorAll('.fl-canvas[data-quality="exact"]').length === 4);
  await userEvent.keyboard('c');
  await until(() => element.querySelectorAll('.fl-canvas').length === 1);
  await userEvent.keyboard('{Control>}z{/Control}{Control>}z{/Control}');
  await until(() => element.querySelectorAll('.fl-canvas[data-quality="exact"]').length === 2);
});

test('views side by side move together; what is drawn or pointed at in one is seen in the others', async () => {
  const stage = await openPlayer('r=gen4-street.raw&views=2');
  await until(() => element.querySelectorAll('.fl-canvas[data-quality="exact"]').length === 2);
  const asked = sent('view').length;
  await userEvent.keyboard('+');
  await frames(2);
  const edges = () => [...element.querySelectorAll('.fl-pane .fl-sensor-edge')].map((edge) => edge.getAttribute('width'));
  expect(edges()[0]).toBe(edges()[1]);
  expect(sent('view')).toHaveLength(asked);
  const [first, second] = element.querySelectorAll<HTMLElement>('.fl-pane');
  const left = (second?.offsetLeft ?? 0) + 60;
  pointer(stage, 'pointermove', left, 140);
  await until(() => first?.querySelector('.fl-echo'));
  expect(second?.querySelector('.fl-echo')).toBeNull();
  expect(viewer.model.hover.value).toMatch(/^x \d+ · y \d+ · surface .+ · polarity (on|off|no event)$/);
  await userEvent.keyboard('r');
  pointer(stage, 'pointerdown', left, 100);
  pointer(stage, 'pointermove', left + 50, 130);
  pointer(stage, 'pointermove', left + 90, 180);
  await until(() => element.querySelectorAll('.fl-region-label').length === 2);
  pointer(stage, 'pointerup', left + 90, 180);
  expect(viewer.model.store.now.regions).toHaveLength(1);
  await until(() => [...element.querySelectorAll('.fl-region-label')].filter((label) => label.textContent?.includes('ev/s')).length === 2);
});

test('the view that is focused is the one that is exported, on the screen and in its own pixels', async () => {
  await openPlayer(
    'r=gen4-street.raw&views=2&focus=1&beside=polarity,light&beside=signedCount,safe&beside=perPolarityCount,safe&show=timeSurface',
  );
  await until(() => element.querySelectorAll('.fl-canvas[data-quality="exact"]').length === 2);
  const second = element.querySelectorAll<HTMLCanvasElement>('.fl-canvas')[1];
  const grabbing = viewer.model.grabCanvas?.();
  const size = [second?.width, second?.height];
  const grabbed = await createImageBitmap((await grabbing) ?? new Blob());
  expect([grabbed.width, grabbed.height]).toEqual(size);
  const corner = new OffscreenCanvas(1, 1).getContext('2d');
  corner?.drawImage(grabbed, 0, 0);
  expect([...(corner?.getImageData(0, 0, 1, 1).data ?? [])], 'dark, as the focused one is').toEqual([0, 0, 0, 255]);
});

test('presentation leaves only the picture; folding leaves the transport; both come back', async () => {
  await openPlayer();
  await userEvent.keyboard('f');
  await until(() => element.querySelector('.fl-transport') === null && element.querySelector('.fl-topbar') === null);
  await userEvent.keyboard('{Escape}');
  await until(() => element.querySelector('.fl-topbar'));
  await userEvent.keyboard('\\');
  await until(() => element.querySelector('.fl-topbar') === null && element.querySelector('.fl-transport'));
});

test('every control has a name, every canvas a text alternative, and the first tab stop is visible', async () => {
  await openPlayer();
  viewer.model.preferences.setInspector(true);
  await until(() => element.querySelector('.fl-inspector'));
  for (const control of element.querySelectorAll<HTMLElement>('button, input, select, [role="slider"]')) {
    const name = control.getAttribute('aria-label') ?? control.closest('label')?.textContent ?? control.textContent ?? '';
    expect(name.trim() || control.title, control.outerHTML).not.toBe('');
  }
  const text = element.querySelector('.fl-canvas')?.getAttribute('aria-label') ?? '';
  expect(text).toContain('gen4-street.raw');
  expect(text).toContain('events');
});

test('unmounting gives everything at the host up', async () => {
  await openPlayer();
  const { questions } = viewer.model;
  viewer.unmount();
  expect(questions.open).toBe(0);
  expect(element.childElementCount).toBe(0);
});
