import type { Point } from '../gpu/camera.js';

/** A drag that is under way. `first` tells its first move. */
export interface Drag {
  readonly move: (point: Point, first: boolean) => void;
  readonly end: (point: Point) => void;
  readonly cancel: () => void;
}

/** What gestures move. Points are of the canvas, in CSS pixels. */
export interface GestureView {
  /** Zooms at a point, or at the middle. */
  zoomBy(factor: number, point: Point | undefined, continued: boolean): void;
  /** Moves what is shown by pixels. */
  panBy(dx: number, dy: number, continued: boolean): void;
  /** Shows everything. */
  fit(): void;
  /** The way back to where the camera is now. */
  keep(): () => void;
}

/** What gestures are brought to. Points are of the canvas, in CSS pixels. */
export interface GestureTarget {
  readonly view: GestureView;
  /** Back or forth by so many steps, where there is something to step through. */
  step(steps: number): void;
  hover(point: Point | undefined): void;
  /** The drag of the active tool that begins here; nothing: it pans. */
  startTool(start: Point, event: PointerEvent): Drag | undefined;
}

const wheelPixelsPerStep = 60;

/** Brings pointers and wheel of a canvas to actions, each answered in the next frame. */
export class CanvasGestures {
  readonly #target: GestureTarget;
  readonly #element: HTMLElement;
  readonly #pointers = new Map<number, Point>();
  #spaceHeld = false;
  #spaceDragged = false;
  #drag: Drag | undefined;
  #dragged = false;
  #wheelRest = 0;

  constructor(target: GestureTarget, element: HTMLElement) {
    this.#target = target;
    this.#element = element;
  }

  onPointerDown(event: PointerEvent): void {
    const point = this.#pointOf(event);
    this.#pointers.set(event.pointerId, point);
    this.#element.setPointerCapture(event.pointerId);
    if (this.#pointers.size === 2) {
      this.#drag?.cancel();
      this.#drag = this.#startPinch();
      return;
    }
    if (this.#pointers.size > 2) return;
    this.#dragged = false;
    if (event.button === 1 || this.#spaceHeld) {
      event.preventDefault();
      this.#drag = this.#startPan(point);
    } else if (event.button === 0) {
      this.#drag = this.#target.startTool(point, event) ?? this.#startPan(point);
    }
  }

  onPointerMove(event: PointerEvent): void {
    const point = this.#pointOf(event);
    this.#target.hover(point);
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
    this.#target.hover(undefined);
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
      if (steps !== 0) this.#target.step(steps);
      return;
    }
    this.#target.view.zoomBy(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0022)), this.#pointOf(event), true);
  }

  /** Zooms at the middle. */
  zoom(factor: number): void {
    this.#target.view.zoomBy(factor, undefined, true);
  }

  fit(): void {
    this.#target.view.fit();
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

  #startPan(start: Point): Drag {
    const back = this.#target.view.keep();
    let last = start;
    return {
      move: (point, first) => {
        this.#target.view.panBy(point.x - last.x, point.y - last.y, !first);
        last = point;
      },
      end: () => undefined,
      cancel: back,
    };
  }

  #startPinch(): Drag {
    let before = this.#pinch();
    return {
      move: () => {
        const now = this.#pinch();
        if (before === undefined || now === undefined) return;
        this.#target.view.panBy(now.x - before.x, now.y - before.y, true);
        this.#target.view.zoomBy(now.distance / Math.max(1, before.distance), now, true);
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

  #pointOf(event: MouseEvent): Point {
    const bounds = this.#element.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  }
}

function wheelPixels(event: WheelEvent): number {
  const delta = event.deltaY === 0 ? event.deltaX : event.deltaY;
  return event.deltaMode === 1 ? delta * 16 : event.deltaMode === 2 ? delta * 400 : delta;
}
