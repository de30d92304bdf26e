import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { errorToRecord } from '../../base/errors.js';
import { eventPalettes } from '../../picture/palettes.js';
import type { ReportedError } from '../../protocol/questions.js';
import type { Extent2d, Point } from '../gpu/camera.js';
import { LevelFollower } from '../gpu/levels.js';
import { type Picture, type PictureRenderer, pictureOf } from '../gpu/picture-renderer.js';
import type { Surface } from '../gpu/surface.js';
import { attachCanvas } from '../picture-view/attach-canvas.js';
import type { Drag, GestureTarget } from '../picture-view/canvas-gestures.js';
import { PictureView } from '../picture-view/picture-view.js';
import { gripAt, type RegionTarget } from '../picture-view/region-drags.js';
import type { Frame, SensorRectangle } from '../state/view-state.js';
import type { ViewerModel } from '../viewer-model.js';
import { startEventTool } from './event-tools.js';
import { PixelModel } from './pixel-model.js';
import { describePixel } from './pixel-value.js';
import type { PlayerModel } from './player-model.js';

/**
 * What the canvas of a player shows: camera, picture, levels, what is under the cursor. Draws at most once an animation
 * frame; pan, zoom, levels and palette are drawn from what is here, without asking the host.
 */
export class StageController implements GestureTarget {
  readonly model: ViewerModel;
  readonly player: PlayerModel;
  readonly view: PictureView;
  /** A region that is being drawn. */
  readonly draft: Signal<SensorRectangle | undefined> = signal(undefined);
  readonly cursor: Signal<string> = signal('');
  readonly failure: Signal<ReportedError | undefined> = signal(undefined);
  /** Levels of the picture that was drawn last, for the legend and the level fields. */
  readonly drawnLevels: Signal<{ readonly lo: number; readonly hi: number }> = signal({ lo: 0, hi: 1 });
  readonly regionTarget: RegionTarget<SensorRectangle>;
  /** What happened at the pixel under the cursor. */
  readonly pixel: PixelModel;

  readonly #levels = new LevelFollower();
  readonly #draw: { readonly request: () => void; readonly remove: () => void };
  #renderer: PictureRenderer | undefined;
  #uploaded: Frame | undefined;
  /** Where the cursor is on the picture, and on the canvas. */
  #hover: { readonly point: Point; readonly at: Point } | undefined;
  #canvas: HTMLCanvasElement | undefined;
  #firstShown = false;

  constructor(model: ViewerModel, player: PlayerModel) {
    this.model = model;
    this.player = player;
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
    this.#draw = model.loop.add(() => this.#paint());
  }

  /** Puts the model's canvas into `box` and draws on it until the returned function is called. */
  attach(box: HTMLElement): () => void {
    let surface: Surface<PictureRenderer>;
    try {
      surface = this.model.surfaces.events;
    } catch (thrown) {
      this.failure.value = errorToRecord(thrown);
      return () => undefined;
    }
    const { canvas, renderer } = surface;
    this.#canvas = canvas;
    this.#renderer = renderer;
    canvas.classList.add('fl-blank');
    for (const name of ['revision', 'quality', 'window']) delete canvas.dataset[name];
    this.#showPlaceholder();
    const detach = attachCanvas(this.model, box, canvas, {
      restore: () => {
        this.#renderer?.restore();
        this.#draw.request();
      },
      paint: () => this.#paint(),
    });
    const stop = effect(() => {
      void this.player.frame.value;
      void [this.view.camera.value, this.view.viewport.value];
      const { palette, levels, orientation } = this.model.store.state.value;
      void [palette, levels, orientation];
      this.#draw.request();
    });
    return () => {
      stop();
      this.pixel.close();
      this.#draw.remove();
      this.#renderer = undefined;
      detach();
    };
  }

  step(steps: number): void {
    this.player.step(steps);
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
    this.#sayHover();
  }

  #sayHover(): void {
    const hover = this.#hover;
    const frame = this.player.frame.peek();
    if (hover === undefined || frame === undefined) {
      this.model.hover.value = '';
      this.pixel.point(undefined, frame);
      return;
    }
    const [x, y] = [Math.floor(hover.point.x), Math.floor(hover.point.y)];
    this.pixel.point({ x, y, at: hover.at }, frame);
    const value = describePixel(frame, x, y, this.model.store.now.tauMicros);
    this.model.hover.value = value === '' ? '' : `x ${x} · y ${y} · ${value}`;
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
    this.#draw.request();
  }

  #placeholderScale = 1;
  #hasPicture = false;

  #paint(): void {
    const renderer = this.#renderer;
    const canvas = this.#canvas;
    if (renderer === undefined || canvas === undefined || renderer.lost) return;
    const { width, height } = this.view.viewport.peek();
    if (width === 0 || height === 0) return;
    const frame = this.player.frame.peek();
    const state = this.model.store.now;
    const palette = eventPalettes[state.palette];
    if (frame === undefined && !this.#hasPicture) return;
    if (frame !== undefined && frame !== this.#uploaded) {
      renderer.upload(pictureOf(frame));
      this.#uploaded = frame;
      canvas.classList.remove('fl-blank');
      this.#sayHover();
    }
    const levels = frame === undefined ? { lo: 0, hi: 1 } : this.#levels.levelsOf(frame, state.levels);
    const before = this.drawnLevels.peek();
    if (before.lo !== levels.lo || before.hi !== levels.hi) this.drawnLevels.value = levels;
    const ratio = devicePixelRatio;
    const camera = this.view.camera.peek() ?? { centerX: 0, centerY: 0, scale: 1 };
    const shrink = frame === undefined ? this.#placeholderScale : 1;
    renderer.draw({
      viewport: { width: Math.round(width * ratio), height: Math.round(height * ratio) },
      camera: { centerX: camera.centerX / shrink, centerY: camera.centerY / shrink, scale: camera.scale * ratio * shrink },
      orientation: state.orientation,
      palette,
      levels,
      surround: palette.background,
    });
    if (frame === undefined) return;
    canvas.dataset.revision = `${frame.revision}`;
    canvas.dataset.quality = frame.quality;
    canvas.dataset.window = `${frame.fromMicros} ${frame.toMicros}`;
    if (!this.#firstShown) {
      this.#firstShown = true;
      performance.mark('firstlight:first-frame');
    }
  }
}
