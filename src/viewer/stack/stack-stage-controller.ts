import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { errorToRecord } from '../../base/errors.js';
import type { Rgb } from '../../picture/palettes.js';
import type { ValueLevels } from '../../picture/value-levels.js';
import type { ReportedError } from '../../protocol/questions.js';
import type { Extent2d, Point } from '../gpu/camera.js';
import type { PlanePicture, PlaneRenderer } from '../gpu/plane-renderer.js';
import { thinPicture } from '../gpu/plane-texels.js';
import type { Surface } from '../gpu/surface.js';
import { readBackgroundOf } from '../parts/canvas-background.js';
import { isLight } from '../parts/is-light.js';
import { watchTheme } from '../parts/watch-theme.js';
import { attachCanvas } from '../picture-view/attach-canvas.js';
import type { Drag, GestureTarget } from '../picture-view/canvas-gestures.js';
import { PictureView } from '../picture-view/picture-view.js';
import { gripAt, type RegionTarget } from '../picture-view/region-drags.js';
import type { PictureLine, PlaneShape } from '../state/stack-state.js';
import type { Plane } from '../state/view-state.js';
import type { ViewerModel } from '../viewer-model.js';
import { PlaneInker } from './plane-ink.js';
import { spreadOf } from './plane-spread.js';
import { describePixel } from './plane-values.js';
import type { StackModel } from './stack-model.js';
import { lineGripAt, startStackTool } from './stack-tools.js';
import { drawValueLabels } from './value-labels.js';

const upright = { transpose: false, flipX: false, flipY: false };

/**
 * What the canvas of a stack shows: camera, plane, levels, what is under the cursor. Draws at most once an animation frame;
 * pan, zoom, levels and colours are drawn from what is here, without asking the host.
 */
export class StackStageController implements GestureTarget {
  readonly model: ViewerModel;
  readonly stack: StackModel;
  readonly view: PictureView;
  readonly regionTarget: RegionTarget<PlaneShape>;
  /** A region or a line that is being drawn. */
  readonly draft: Signal<PlaneShape | undefined> = signal(undefined);
  readonly draftLine: Signal<PictureLine | undefined> = signal(undefined);
  readonly cursor: Signal<string> = signal('');
  readonly failure: Signal<ReportedError | undefined> = signal(undefined);
  /** Levels of the picture that was drawn last, for the legend and the level fields. */
  readonly drawnLevels: Signal<ValueLevels> = signal({ lo: 0, hi: 1 });

  readonly #inker = new PlaneInker();
  readonly #draw: { readonly request: () => void; readonly remove: () => void };
  #drawsEllipse = false;
  #renderer: PlaneRenderer | undefined;
  #canvas: HTMLCanvasElement | undefined;
  #labels: HTMLCanvasElement | undefined;
  #uploaded: Plane | undefined;
  /** Pixels of the whole picture for one of the texture. */
  #shrink = 1;
  #hasPicture = false;
  /** What lies around the picture: what the style sheet calls its canvas. */
  #surround: Rgb = [0, 0, 0];
  #hoverPoint: Point | undefined;
  #firstShown = false;

  constructor(model: ViewerModel, stack: StackModel) {
    this.model = model;
    this.stack = stack;
    const size: ReadonlySignal<Extent2d | undefined> = computed(() => {
      const plane = stack.plane.value;
      if (plane !== undefined) return { width: plane.fullWidth, height: plane.fullHeight };
      const facts = stack.facts.value;
      return facts === undefined ? undefined : { width: facts.width, height: facts.height };
    });
    this.view = new PictureView(model.store, size, () => upright);
    this.regionTarget = {
      view: this.view,
      draft: this.draft,
      regions: () => model.store.now.stack.regions,
      replace: (regions, region, continued) => model.store.dispatch({ type: 'stack:setRegions', regions, region }, { continued }),
      make: (rectangle) => ({ kind: this.#drawsEllipse ? 'ellipse' : 'rectangle', ...rectangle }),
    };
    this.#draw = model.loop.add(() => this.#paint());
  }

  /** Whether the values shown are those of the file, nothing was done to them. */
  get stored(): boolean {
    const { operations, reduction } = this.model.store.now.stack;
    return reduction === undefined && !operations.some(({ on }) => on);
  }

  /** Puts the model's canvas into `box`, values over it into `labels`, and draws until the returned function is called. */
  attach(box: HTMLElement, labels: HTMLCanvasElement): () => void {
    let surface: Surface<PlaneRenderer>;
    try {
      surface = this.model.surfaces.planes;
    } catch (thrown) {
      this.failure.value = errorToRecord(thrown);
      return () => undefined;
    }
    const { canvas, renderer } = surface;
    this.#canvas = canvas;
    this.#renderer = renderer;
    this.#labels = labels;
    canvas.classList.add('fl-blank');
    for (const name of ['revision', 'quality', 'place']) delete canvas.dataset[name];
    this.#showPlaceholder();
    const detach = attachCanvas(this.model, box, canvas, {
      restore: () => {
        renderer.restore();
        this.#draw.request();
      },
      paint: () => this.#paint(),
    });
    const stopTheme = watchTheme(this.model, () => {
      this.#surround = readBackgroundOf(canvas);
      this.#draw.request();
    });
    const stop = effect(() => {
      void [this.stack.plane.value, this.stack.facts.value, this.view.camera.value, this.view.viewport.value];
      void this.model.store.state.value.stack;
      this.#draw.request();
    });
    return () => {
      stop();
      stopTheme();
      this.#draw.remove();
      this.#renderer = undefined;
      detach();
    };
  }

  step(steps: number): void {
    this.stack.step(steps);
  }

  startTool(start: Point, event: PointerEvent): Drag | undefined {
    const { tool } = this.model.store.now;
    this.#drawsEllipse = tool === 'ellipse' || (tool === 'region' && event.shiftKey);
    return startStackTool(this, start);
  }

  hover(point: Point | undefined): void {
    this.#hoverPoint = point === undefined ? undefined : this.view.pictureFromScreen(point);
    const { tool } = this.model.store.now;
    const drawsRegion = tool === 'region' || tool === 'ellipse';
    const grip = point === undefined || !drawsRegion ? undefined : gripAt(this.regionTarget, point);
    const onLine = point !== undefined && tool === 'line' && lineGripAt(this, point) !== undefined;
    this.cursor.value = tool === 'pan' ? 'pan' : onLine ? 'move' : grip === undefined ? 'draw' : grip.cursor;
    this.#sayHover();
  }

  #sayHover(): void {
    const point = this.#hoverPoint;
    const plane = this.stack.plane.peek();
    this.model.hover.value =
      point === undefined || plane === undefined
        ? ''
        : describePixel(plane, this.stack.facts.peek(), Math.floor(point.x), Math.floor(point.y), this.stored);
  }

  #showPlaceholder(): void {
    const { placeholder } = this.stack;
    const facts = this.stack.facts.peek();
    if (placeholder === undefined || facts === undefined || placeholder.width === 0 || this.stack.plane.peek() !== undefined) return;
    const { width, height, rgba } = placeholder;
    this.#renderer?.upload({ samples: rgba, dtype: 'uint8', channels: 4, width, height, least: 0, greatest: 255 });
    this.#shrink = facts.width / width;
    this.#hasPicture = true;
    this.#canvas?.classList.remove('fl-blank');
    this.#draw.request();
  }

  #paint(): void {
    const renderer = this.#renderer;
    const canvas = this.#canvas;
    if (renderer === undefined || canvas === undefined || renderer.lost) return;
    const { width, height } = this.view.viewport.peek();
    const camera = this.view.camera.peek();
    const plane = this.stack.plane.peek();
    if (width === 0 || height === 0 || camera === undefined || (plane === undefined && !this.#hasPicture)) return;
    if (plane !== undefined && plane !== this.#uploaded) this.#upload(renderer, plane);
    const surround = this.#surround;
    const ink =
      plane === undefined
        ? { table: new Uint8Array(768), levels: { lo: 0, hi: 255 } }
        : this.#inker.inkOf(plane, this.stack.facts.peek(), this.model.store.now.stack, this.stored, missingColour(surround));
    const before = this.drawnLevels.peek();
    if (plane !== undefined && (before.lo !== ink.levels.lo || before.hi !== ink.levels.hi)) this.drawnLevels.value = ink.levels;
    const ratio = devicePixelRatio;
    const shrink = this.#shrink;
    renderer.draw({
      viewport: { width: Math.round(width * ratio), height: Math.round(height * ratio) },
      camera: { centerX: camera.centerX / shrink, centerY: camera.centerY / shrink, scale: camera.scale * ratio * shrink },
      ink,
      surround,
    });
    if (this.#labels !== undefined) drawValueLabels(this.#labels, this.view, plane, ink);
    if (plane === undefined) return;
    canvas.dataset.revision = `${plane.revision}`;
    canvas.dataset.quality = plane.quality;
    canvas.dataset.place = `${plane.place.t},${plane.place.c},${plane.place.z}`;
    if (this.#firstShown) return;
    this.#firstShown = true;
    performance.mark('firstlight:first-frame');
  }

  #upload(renderer: PlaneRenderer, plane: Plane): void {
    const { samples, dtype, channels, width, height } = plane;
    const { least, greatest } = spreadOf(plane);
    const picture: PlanePicture = {
      samples,
      dtype,
      channels,
      width,
      height,
      least: least ?? undefined,
      greatest: greatest ?? undefined,
    };
    const step = Math.ceil(Math.max(width, height) / renderer.mostAcross);
    renderer.upload(thinPicture(picture, step));
    this.#shrink = plane.reducedBy * Math.max(1, step);
    this.#uploaded = plane;
    this.#hasPicture = true;
    this.#canvas?.classList.remove('fl-blank');
    this.#sayHover();
  }
}

/** What was masked is a little apart from what lies around the picture. */
function missingColour(surround: Rgb): Rgb {
  return isLight(surround) ? [214, 218, 224] : [38, 42, 48];
}
