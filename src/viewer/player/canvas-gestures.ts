import { fitCamera, type Point, panBy, rectangleBetween, zoomAt } from '../gpu/camera.js';
import type { Camera, SensorRectangle } from '../state/view-state.js';
import { moveRegion } from './region-grip.js';
import type { StageController } from './stage-controller.js';

const probeReach = 4;
const wheelPixelsPerStep = 60;

/** Brings pointers and wheel of a canvas to actions, each answered in the next frame. */
export class CanvasGestures {
  readonly #stage: StageController;
  readonly #element: HTMLElement;
  readonly #pointers = new Map<number, Point>();
  #spaceHeld = false;
  #spaceDragged = false;
  #drag:
    | { readonly move: (point: Point, first: boolean) => void; readonly end: (point: Point) => void; readonly cancel: () => void }
    | undefined;
  #dragged = false;
  #wheelRest = 0;

  constructor(stage: StageController, element: HTMLElement) {
    this.#stage = stage;
    this.#element = element;
  }

  onPointerDown(event: PointerEvent): void {
    const point = this.#pointOf(event);
    this.#pointers.set(event.pointerId, point);
    this.#element.setPointerCapture(event.pointerId);
    if (this.#pointers.size === 2) {
      this.#drag?.cancel();
      this.#startPinch();
      return;
    }
    if (this.#pointers.size > 2) return;
    this.#dragged = false;
    const { tool } = this.#stage.model.store.now;
    if (event.button === 1 || this.#spaceHeld) {
      event.preventDefault();
      this.#startPan(point);
    } else if (event.button === 0) {
      if (tool === 'region') this.#startRegion(point);
      else if (tool === 'probe') this.#startProbe();
      else this.#startPan(point);
    }
  }

  onPointerMove(event: PointerEvent): void {
    const point = this.#pointOf(event);
    this.#stage.hover(point);
    if (!this.#pointers.has(event.pointerId)) return;
    const before = this.#pointers.get(event.pointerId) ?? point;
    this.#pointers.set(event.pointerId, point);
    if (!this.#dragged && this.#pointers.size === 1 && Math.hypot(point.x - before.x, point.y - before.y) < 1) return;
    const first = !this.#dragged;
    this.#dragged = true;
    if (this.#spaceHeld) this.#spaceDragged = true;
    this.#drag?.move(point, first);
  }

  onPointerUp(event: PointerEvent): void {
    const point = this.#pointOf(event);
    this.#pointers.delete(event.pointerId);
    this.#drag?.end(point);
    this.#drag = undefined;
  }

  onPointerCancel(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
    this.cancel();
  }

  onPointerLeave(): void {
    this.#stage.hover(undefined);
  }

  /** Gives up a drag. Returns whether there was one. */
  cancel(): boolean {
    const drag = this.#drag;
    this.#drag = undefined;
    drag?.cancel();
    return drag !== undefined;
  }

  onWheel(event: WheelEvent): void {
    event.preventDefault();
    const pixels = wheelPixels(event);
    if (event.shiftKey && !event.ctrlKey) {
      this.#wheelRest += pixels;
      const steps = Math.trunc(this.#wheelRest / wheelPixelsPerStep);
      this.#wheelRest -= steps * wheelPixelsPerStep;
      if (steps !== 0) this.#stage.player.step(steps);
      return;
    }
    this.zoom(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0022)), this.#pointOf(event));
  }

  /** Zooms at a point of the canvas, or at its middle. */
  zoom(factor: number, point?: Point): void {
    const camera = this.#stage.camera.peek();
    const sensor = this.#stage.sensor.peek();
    if (camera === undefined || sensor === undefined) return;
    const viewport = this.#stage.viewport.peek();
    const { orientation } = this.#stage.model.store.now;
    const fitting = fitCamera(sensor, orientation, viewport).scale;
    const middle = { x: viewport.width / 2, y: viewport.height / 2 };
    const zoomed = zoomAt(camera, factor, point ?? middle, viewport, Math.min(1, fitting * 0.5));
    this.#setCamera(panBy(zoomed, 0, 0, this.#stage.orientedSize() ?? sensor), true);
  }

  /** Shows the whole sensor. */
  fit(): void {
    this.#stage.model.store.dispatch({ type: 'setCamera', camera: undefined });
  }

  /** Space: held it pans, tapped it plays. Returns whether the press was a tap that ended. */
  onSpace(down: boolean): boolean {
    if (down) {
      if (!this.#spaceHeld) this.#spaceDragged = false;
      this.#spaceHeld = true;
      return false;
    }
    const tapped = this.#spaceHeld && !this.#spaceDragged;
    this.#spaceHeld = false;
    return tapped;
  }

  #setCamera(camera: Camera, continued: boolean): void {
    this.#stage.model.store.dispatch({ type: 'setCamera', camera }, { continued });
  }

  #startPan(start: Point): void {
    const before = this.#stage.model.store.now.camera;
    let last = start;
    this.#drag = {
      move: (point, first) => {
        const camera = this.#stage.camera.peek();
        const sensor = this.#stage.sensor.peek();
        if (camera === undefined || sensor === undefined) return;
        const size = this.#stage.orientedSize() ?? sensor;
        this.#setCamera(panBy(camera, point.x - last.x, point.y - last.y, size), !first);
        last = point;
      },
      end: () => undefined,
      cancel: () => this.#stage.model.store.dispatch({ type: 'setCamera', camera: before }, { continued: true }),
    };
  }

  #startPinch(): void {
    let before = this.#pinch();
    this.#drag = {
      move: () => {
        const now = this.#pinch();
        const camera = this.#stage.camera.peek();
        const sensor = this.#stage.sensor.peek();
        if (before === undefined || now === undefined || camera === undefined || sensor === undefined) return;
        const size = this.#stage.orientedSize() ?? sensor;
        const moved = panBy(camera, now.x - before.x, now.y - before.y, size);
        this.#setCamera(moved, true);
        this.zoom(now.distance / Math.max(1, before.distance), now);
        before = now;
      },
      end: () => undefined,
      cancel: () => undefined,
    };
  }

  #pinch(): { readonly x: number; readonly y: number; readonly distance: number } | undefined {
    const [a, b] = [...this.#pointers.values()];
    if (a === undefined || b === undefined) return undefined;
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, distance: Math.hypot(a.x - b.x, a.y - b.y) };
  }

  #startRegion(start: Point): void {
    const { model } = this.#stage;
    const sensor = this.#stage.sensor.peek();
    const from = this.#stage.sensorPoint(start);
    if (sensor === undefined || from === undefined) return;
    const { regions } = model.store.now;
    const grip = this.#stage.gripAt(start);
    const grabbed = grip === undefined ? undefined : regions[grip.index];
    if (grip !== undefined && grabbed !== undefined) {
      this.#drag = {
        move: (point, first) => {
          const to = this.#stage.sensorPoint(point);
          if (to === undefined) return;
          const changed = moveRegion(grabbed, grip, Math.round(to.x - from.x), Math.round(to.y - from.y), sensor);
          const next = regions.map((region, index) => (index === grip.index ? changed : region));
          model.store.dispatch({ type: 'setRegions', regions: next }, { continued: !first });
        },
        end: () => undefined,
        cancel: () => model.store.dispatch({ type: 'setRegions', regions }, { continued: true }),
      };
      return;
    }
    this.#drag = {
      move: (point) => {
        const to = this.#stage.sensorPoint(point);
        if (to !== undefined) this.#stage.draft.value = rectangleBetween(from, to, sensor);
      },
      end: (point) => {
        this.#stage.draft.value = undefined;
        const to = this.#stage.sensorPoint(point);
        if (to === undefined || !this.#dragged) return;
        this.#addRegion(rectangleBetween(from, to, sensor));
      },
      cancel: () => {
        this.#stage.draft.value = undefined;
      },
    };
  }

  #startProbe(): void {
    this.#drag = {
      move: () => undefined,
      end: (point) => {
        const sensor = this.#stage.sensor.peek();
        const at = this.#stage.sensorPoint(point);
        if (sensor === undefined || at === undefined) return;
        const [x, y] = [Math.floor(at.x), Math.floor(at.y)];
        if (x < 0 || y < 0 || x >= sensor.width || y >= sensor.height) return;
        this.#addRegion(
          rectangleBetween({ x: x - probeReach, y: y - probeReach }, { x: x + probeReach + 1, y: y + probeReach + 1 }, sensor),
        );
      },
      cancel: () => undefined,
    };
  }

  #addRegion(region: SensorRectangle): void {
    const { regions } = this.#stage.model.store.now;
    this.#stage.model.store.dispatch({ type: 'setRegions', regions: [...regions.slice(0, 3), region] });
  }

  #pointOf(event: MouseEvent): Point {
    const bounds = this.#element.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  }
}

function wheelPixels(event: WheelEvent): number {
  const delta = event.deltaY === 0 ? event.deltaX : event.deltaY;
  return event.deltaMode === 1 ? delta * 16 : event.deltaMode === 2 ? delta * 400 : delta;
}
