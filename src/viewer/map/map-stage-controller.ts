import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals';
import { errorToRecord } from '../../base/errors.js';
import type { Rgb } from '../../picture/palettes.js';
import type { ReportedError } from '../../protocol/questions.js';
import type { Point } from '../gpu/camera.js';
import { DensityRenderer } from '../gpu/density-renderer.js';
import type { DrawnPoints, PointLook, PointRenderer } from '../gpu/point-look.js';
import { GpuPointRenderer } from '../gpu/point-renderer.js';
import { readBackgroundOf } from '../parts/canvas-background.js';
import { isLight } from '../parts/is-light.js';
import { watchTheme } from '../parts/watch-theme.js';
import { attachCanvas } from '../picture-view/attach-canvas.js';
import type { Drag, GestureTarget } from '../picture-view/canvas-gestures.js';
import type { ViewerModel } from '../viewer-model.js';
import { depthOf } from './map-camera.js';
import { MapHover } from './map-hover.js';
import { lookOf, pointColumn } from './map-look.js';
import type { MapModel } from './map-model.js';
import { MapMorph } from './map-morph.js';
import { MapView } from './map-view.js';
import { fittingDiameter, liesDense } from './point-size.js';
import { lassoDrag, type PolygonDraft, rectangleDrag } from './selection-drags.js';

/** So long after the last change the picture is made exact. */
const restMillis = 60;

/**
 * What the canvas of a map shows: camera, points, colours, what is selected and pointed at. Every gesture is answered in the next
 * frame; pictures of a part of the cells give way to the exact one when it rests.
 */
export class MapStageController implements GestureTarget {
  readonly model: ViewerModel;
  readonly map: MapModel;
  readonly view: MapView;
  readonly cursor: Signal<string> = signal('pan');
  readonly failure: Signal<ReportedError | undefined> = signal(undefined);
  readonly draft: Signal<PolygonDraft | undefined> = signal(undefined);
  readonly pointed: MapHover;
  readonly background: Signal<Rgb> = signal([0, 0, 0]);
  readonly look: ReadonlySignal<PointLook> = computed(() => {
    void this.#lookText.value;
    const light = isLight(this.background.value);
    const plain: Rgb = light ? [70, 84, 104] : [160, 172, 190];
    return lookOf(this.map.column.column.value, this.map.colours.value, this.model.store.now.map, plain);
  });
  /** Whether points are told apart, or a density is drawn. */
  readonly dense: ReadonlySignal<boolean> = computed(() => {
    const { drawing } = this.model.store.state.value.map;
    const points = this.map.points.points.value;
    const camera = this.view.camera.value;
    if (drawing !== 'auto' || points === undefined || camera === undefined) return drawing === 'density';
    return liesDense(points.cells, camera.zoom, this.view.viewport.value, this.diameter.value);
  });
  /** Width of a point in CSS pixels. */
  readonly diameter: ReadonlySignal<number> = computed(() => {
    const points = this.map.points.points.value;
    const camera = this.view.camera.value;
    const { pointScale } = this.model.store.state.value.map;
    return fittingDiameter(points?.cells ?? 1, camera?.zoom ?? 1, this.view.viewport.value) * pointScale;
  });

  /** What of the view bears on colours: moving about changes none of it. */
  readonly #lookText: ReadonlySignal<string> = computed(() => {
    const { filters, levels, colormap, log, pixel, rareOnTop } = this.model.store.state.value.map;
    return JSON.stringify([filters, levels, colormap, log, pixel, rareOnTop]);
  });
  readonly #draw: { readonly request: () => void; readonly remove: () => void };
  readonly #morph: MapMorph;
  #renderer: PointRenderer | undefined;
  #moving = false;
  #cameraMoves = false;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #firstShown = false;

  constructor(model: ViewerModel, map: MapModel) {
    this.model = model;
    this.map = map;
    this.view = new MapView(model.store, map.space, () => {
      this.#cameraMoves = true;
    });
    this.#draw = model.loop.add((now) => this.#paint(now));
    this.#morph = new MapMorph({ onMoving: () => this.#draw.request(), onArrived: () => this.#change() });
    this.pointed = new MapHover(map, this, (text) => {
      model.hover.value = text;
    });
  }

  /** Puts a canvas into `box` and draws on it until the returned function is called. */
  attach(box: HTMLElement): () => void {
    let renderer: PointRenderer;
    try {
      renderer = this.#createRenderer();
    } catch (thrown) {
      this.failure.value = errorToRecord(thrown);
      return () => undefined;
    }
    this.#renderer = renderer;
    const { canvas } = renderer;
    const detach = attachCanvas(this.model, box, canvas, {
      restore: () => {
        renderer.restore();
        this.#change();
      },
    });
    const { points, column, selection } = this.map;
    const stops = [
      points.listen({
        onBegin: (begun) => {
          const { cells, dims } = begun;
          this.#morph.begin(begun);
          this.pointed.hideCard();
          this.pointed.cell.value = undefined;
          renderer.begin(cells, dims);
        },
        onSample: (cells, coordinates) => this.#changeWith(() => renderer.putSample(cells, coordinates)),
        onRun: (from, coordinates) => {
          renderer.putRun(from, coordinates);
          this.#draw.request();
        },
      }),
      watchTheme(this.model, () => {
        this.background.value = readBackgroundOf(canvas);
      }),
      effect(() => {
        const shown = column.column.value;
        renderer.setColumn(shown === undefined ? undefined : pointColumn(shown));
        this.#change();
      }),
      effect(() => {
        renderer.setLook(this.look.value);
        this.#change();
      }),
      effect(() => {
        renderer.setMask(selection.mask.value);
        this.#change();
      }),
      effect(() => {
        void [this.view.frame.value, this.dense.value, this.diameter.value, this.background.value];
        this.#change();
      }),
      effect(() => {
        void [this.model.store.state.value.tool, this.map.space.value];
        untracked(() => this.#showCursor());
      }),
    ];
    this.map.keys = this.view;
    return () => {
      for (const stop of stops) stop();
      clearTimeout(this.#restTimer);
      this.pointed.close();
      this.#draw.remove();
      this.#renderer = undefined;
      renderer.close();
      detach();
      if (this.map.keys === this.view) this.map.keys = undefined;
    };
  }

  step(steps: number): void {
    this.map.stepColor(steps);
  }

  startTool(start: Point, event: PointerEvent): Drag | undefined {
    const { tool } = this.model.store.now;
    if (this.pointed.card.peek() === 'pinned') this.pointed.hideCard();
    if (tool === 'region') return rectangleDrag(this, start, event);
    if (tool === 'lasso') return lassoDrag(this, start, event);
    if (tool === 'probe') return this.#probeDrag();
    if (this.map.space.peek()?.dims !== 3 || event.shiftKey) return undefined;
    const back = this.view.keep();
    let last = start;
    return {
      move: (point, first) => {
        this.view.orbitBy(point.x - last.x, point.y - last.y, !first);
        last = point;
      },
      end: () => undefined,
      cancel: back,
    };
  }

  hover(point: Point | undefined): void {
    // While the map moves there is nothing to point at; what lies under the cursor is told when it rests.
    this.pointed.moveTo(point, this.draft.peek() === undefined && !this.#cameraMoves);
  }

  #probeDrag(): Drag {
    return {
      move: () => undefined,
      end: () => this.pointed.showCard('pinned'),
      cancel: () => undefined,
    };
  }

  #showCursor(): void {
    const { tool } = this.model.store.now;
    this.cursor.value = tool === 'region' || tool === 'lasso' || tool === 'probe' ? 'draw' : 'pan';
  }

  #createRenderer(): PointRenderer {
    const canvas = document.createElement('canvas');
    canvas.className = 'fl-canvas';
    canvas.setAttribute('role', 'img');
    const { density } = this.model.host;
    const onDrawn = (drawn: DrawnPoints): void => {
      if (!sameDrawn(this.map.drawn.peek(), drawn)) this.map.drawn.value = drawn;
      this.#note(canvas, drawn);
    };
    if (density !== undefined && !this.model.surfaces.hasGpu) return new DensityRenderer(canvas, density(), onDrawn);
    return new GpuPointRenderer(canvas, onDrawn);
  }

  /** For those who measure: when there was a picture, and how good it is. */
  #note(canvas: HTMLCanvasElement, { picture, stride }: DrawnPoints): void {
    const quality = this.map.quality.peek();
    if (quality === undefined) return;
    canvas.dataset.quality = quality;
    canvas.dataset.picture = `${picture}`;
    canvas.dataset.stride = `${stride}`;
    canvas.dataset.window = this.map.points.points.peek()?.embedding ?? '';
    if (this.#firstShown) return;
    this.#firstShown = true;
    performance.mark('firstlight:first-frame');
  }

  #changeWith(change: () => void): void {
    change();
    this.#change();
  }

  /** Something is to be drawn otherwise: quickly now, and exactly when it rests. */
  #change(): void {
    this.#moving = true;
    this.#draw.request();
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => {
      this.#moving = false;
      this.#draw.request();
      if (!this.#cameraMoves) return;
      this.#cameraMoves = false;
      const { pointer } = this.pointed;
      if (pointer !== undefined) this.hover(pointer);
    }, restMillis);
  }

  #paint(nowMillis: number): void {
    const renderer = this.#renderer;
    const frame = this.view.frame.peek();
    const space = this.map.space.peek();
    if (renderer === undefined || frame === undefined || space === undefined || renderer.lost) return;
    const { width, height } = this.view.viewport.peek();
    const ratio = devicePixelRatio;
    const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    const terms = frame.projection.length / 2;
    const projection = frame.projection.map((term, at) => term * (at < terms ? w / width : h / height));
    const view = {
      width: w,
      height: h,
      projection,
      depth: depthOf(frame, space.bounds),
      from: this.#morph.shareAt(nowMillis),
      diameter: Math.min(64, Math.max(1, Math.round(this.diameter.peek() * ratio))),
      background: this.background.peek(),
      dense: this.dense.peek(),
    };
    renderer.draw(view, this.#moving);
    this.#morph.drew(this.map.points.points.peek(), projection);
  }
}

function sameDrawn(a: DrawnPoints | undefined, b: DrawnPoints): boolean {
  return a !== undefined && a.stride === b.stride && a.partial === b.partial && a.current === b.current && a.drawing === b.drawing;
}
