import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { errorToRecord, FirstlightError } from '../../base/errors.js';
import { eventPalettes } from '../../picture/palettes.js';
import type { ReportedError } from '../../protocol/questions.js';
import type { Extent2d, Point } from '../gpu/camera.js';
import { LevelFollower } from '../gpu/levels.js';
import { type Picture, type PictureRenderer, pictureOf } from '../gpu/picture-renderer.js';
import type { Surface } from '../gpu/surface.js';
import { type HeldCanvas, holdCanvas } from '../picture-view/attach-canvas.js';
import type { Drag } from '../picture-view/canvas-gestures.js';
import { PictureView } from '../picture-view/picture-view.js';
import { gripAt, type RegionTarget } from '../picture-view/region-drags.js';
import { type Look, looksInOrder } from '../state/looks.js';
import type { Frame, SensorRectangle } from '../state/view-state.js';
import type { ViewerModel } from '../viewer-model.js';
import { startEventTool } from './event-tools.js';
import { PixelModel } from './pixel-model.js';
import type { PlayerModel } from './player-model.js';

/**
 * What the canvas of one view of a player shows: camera, picture, levels, what is under the cursor. Draws at most once an
 * animation frame; pan, zoom, levels and palette are drawn from what is here, without asking the host.
 */
export class StageController {
  readonly model: ViewerModel;
  readonly player: PlayerModel;
  readonly view: PictureView;
  /** How the view draws, as its place in the state says. */
  readonly look: ReadonlySignal<Look>;
  /** The picture that is shown: in the representation of the look, unless that is still to come. */
  readonly frame: ReadonlySignal<Frame | undefined>;
  /** A region that is being drawn, in whatever view. */
  readonly draft: Signal<SensorRectangle | undefined>;
  readonly cursor: Signal<string> = signal('');
  readonly failure: Signal<ReportedError | undefined> = signal(undefined);
  /** Levels of the picture that was drawn last, for the legend and the level fields. */
  readonly drawnLevels: Signal<{ readonly lo: number; readonly hi: number }> = signal({ lo: 0, hi: 1 });
  readonly regionTarget: RegionTarget<SensorRectangle>;
  /** What happened at the pixel under the cursor. */
  readonly pixel: PixelModel;

  readonly #levels = new LevelFollower();
  /** Which of the canvases side by side it draws on. */
  readonly #index: number;
  #draw: { readonly request: () => void; readonly remove: () => void } | undefined;
  #held: HeldCanvas | undefined;
  #renderer: PictureRenderer | undefined;
  #uploaded: Frame | undefined;
  /** Where the cursor is on the picture, and on the canvas. */
  #hover: { readonly point: Point; readonly at: Point } | undefined;
  #canvas: HTMLCanvasElement | undefined;
  #firstShown = false;

  constructor(model: ViewerModel, player: PlayerModel, index: number, draft: Signal<SensorRectangle | undefined>) {
    this.model = model;
    this.player = player;
    this.draft = draft;
    this.#index = index;
    this.look = computed(() => {
      const state = model.store.state.value;
      return looksInOrder(state)[player.places.value[index] ?? 0] ?? state;
    });
    this.frame = computed(() => player.pictureOf(this.look.value.representation));
    this.pixel = new PixelModel(model.questions, player.entry.recording);
    const size: ReadonlySignal<Extent2d | undefined> = computed(() => {
      const shown = player.frame.value ?? player.facts.value?.geometry;
      return shown === undefined ? undefined : { width: shown.width, height: shown.height };
    });
    this.view = new PictureView(model.store, size, () => model.store.state.value.orientation);
    this.regionTarget = {
      view: this.view,
      draft: this.draft,
      regions: () => model.store.now.regions,
      replace: (regions, _index, continued) => model.store.dispatch({ type: 'setRegions', regions }, { continued }),
      make: (rectangle) => rectangle,
    };
  }

  /** Where it stands among all views that the recording can have, from 0. */
  get place(): number {
    return this.player.places.peek()[this.#index] ?? 0;
  }

  /** Where the cursor points in sensor pixels, while it is over this view. */
  get pointed(): Point | undefined {
    return this.#hover?.point;
  }

  /** What the canvas shows, as PNG. */
  async grab(): Promise<Blob> {
    if (this.#held === undefined) throw new FirstlightError('internal', 'There is no canvas to take a picture of');
    return this.#held.grab();
  }

  /** Puts the model's canvas into `box` and draws on it until the returned function is called. */
  attach(box: HTMLElement): () => void {
    let surface: Surface<PictureRenderer>;
    try {
      surface = this.model.surfaces.eventsAt(this.#index);
    } catch (thrown) {
      this.failure.value = errorToRecord(thrown);
      return () => undefined;
    }
    const { canvas, renderer } = surface;
    this.#canvas = canvas;
    this.#renderer = renderer;
    canvas.classList.add('fl-blank');
    for (const name of ['revision', 'quality', 'window']) delete canvas.dataset[name];
    const draw = this.model.loop.add(() => this.#paint());
    this.#draw = draw;
    this.#uploaded = undefined;
    this.#showPlaceholder();
    const held = holdCanvas(box, canvas, {
      restore: () => {
        this.#renderer?.restore();
        draw.request();
      },
      paint: () => this.#paint(),
    });
    this.#held = held;
    const stop = effect(() => {
      void [this.frame.value, this.look.value, this.view.camera.value, this.view.viewport.value];
      void this.model.store.state.value.orientation;
      draw.request();
    });
    return () => {
      stop();
      this.pixel.close();
      draw.remove();
      this.#renderer = undefined;
      this.#held = undefined;
      held.release();
    };
  }

  startTool(start: Point): Drag | undefined {
    return startEventTool(this, start);
  }

  hover(point: Point | undefined): void {
    const onPicture = point === undefined ? undefined : this.view.pictureFromScreen(point);
    this.#hover = point === undefined || onPicture === undefined ? undefined : { point: onPicture, at: point };
    const { tool } = this.model.store.now;
    const grip = point === undefined || tool !== 'region' ? undefined : gripAt(this.regionTarget, point);
    this.cursor.value = tool === 'pan' ? 'pan' : grip === undefined ? 'draw' : grip.cursor;
    this.#point();
  }

  #point(): void {
    const hover = this.#hover;
    const pixel = hover === undefined ? undefined : { x: Math.floor(hover.point.x), y: Math.floor(hover.point.y), at: hover.at };
    this.pixel.point(pixel, this.frame.peek());
  }

  #showPlaceholder(): void {
    const { placeholder } = this.player;
    const geometry = this.player.facts.peek()?.geometry;
    if (placeholder === undefined || geometry === undefined || placeholder.width === 0) return;
    const scale = geometry.width / placeholder.width;
    this.#hasPicture = true;
    const { width, height, rgba } = placeholder;
    const picture: Picture = { kind: 'rgba', representation: 'polarity', width, height, pixels: rgba };
    this.#renderer?.upload(picture);
    this.#canvas?.classList.remove('fl-blank');
    this.#placeholderScale = scale;
    this.#draw?.request();
  }

  #placeholderScale = 1;
  #hasPicture = false;

  #paint(): void {
    const renderer = this.#renderer;
    const canvas = this.#canvas;
    if (renderer === undefined || canvas === undefined || renderer.lost) return;
    const { width, height } = this.view.viewport.peek();
    if (width === 0 || height === 0) return;
    const frame = this.frame.peek();
    const look = this.look.peek();
    const palette = eventPalettes[look.palette];
    if (frame === undefined && !this.#hasPicture) return;
    if (frame !== undefined && frame !== this.#uploaded) {
      renderer.upload(pictureOf(frame));
      this.#uploaded = frame;
      canvas.classList.remove('fl-blank');
      this.#point();
    }
    const levels = frame === undefined ? { lo: 0, hi: 1 } : this.#levels.levelsOf(frame, look.levels);
    const before = this.drawnLevels.peek();
    if (before.lo !== levels.lo || before.hi !== levels.hi) this.drawnLevels.value = levels;
    const ratio = devicePixelRatio;
    const camera = this.view.camera.peek() ?? { centerX: 0, centerY: 0, scale: 1 };
    const shrink = frame === undefined ? this.#placeholderScale : 1;
    renderer.draw({
      viewport: { width: Math.round(width * ratio), height: Math.round(height * ratio) },
      camera: { centerX: camera.centerX / shrink, centerY: camera.centerY / shrink, scale: camera.scale * ratio * shrink },
      orientation: this.model.store.now.orientation,
      palette,
      levels,
      surround: palette.background,
    });
    if (frame === undefined) return;
    canvas.dataset.revision = `${frame.revision}`;
    canvas.dataset.quality = frame.quality;
    canvas.dataset.window = `${frame.fromMicros} ${frame.toMicros}`;
    if (!this.#firstShown && this.#index === 0) {
      this.#firstShown = true;
      performance.mark('firstlight:first-frame');
    }
  }
}
