import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import {
  type Extent2d,
  fitCamera,
  orientedFromScreen,
  orientedFromSensor,
  orientedSize,
  type Point,
  panBy,
  screenFromOriented,
  sensorFromOriented,
  zoomAt,
} from '../gpu/camera.js';
import type { Camera, Orientation, SensorRectangle } from '../state/view-state.js';
import type { ViewStore } from '../state/view-store.js';
import type { GestureView } from './canvas-gestures.js';

/** A rectangle of the canvas in CSS pixels. */
export interface ScreenBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where a picture of pixels lies on its canvas: the camera of the view state, and the ways between screen and picture. */
export class PictureView implements GestureView {
  readonly viewport: Signal<Extent2d> = signal({ width: 0, height: 0 });
  /** Pixels of the picture as it was made, before it is turned for the screen. */
  readonly size: ReadonlySignal<Extent2d | undefined>;
  /** Nothing while there is nothing to look at. */
  readonly camera: ReadonlySignal<Camera | undefined>;
  readonly #store: ViewStore;
  readonly #orientation: () => Orientation;

  /** `orientation` is asked again and again, and may subscribe. */
  constructor(store: ViewStore, size: ReadonlySignal<Extent2d | undefined>, orientation: () => Orientation) {
    this.#store = store;
    this.#orientation = orientation;
    this.size = size;
    this.camera = computed(() => {
      const shown = size.value;
      const viewport = this.viewport.value;
      const { camera } = store.state.value;
      if (shown === undefined || viewport.width === 0) return undefined;
      return camera ?? fitCamera(shown, orientation(), viewport);
    });
  }

  /** How the picture is turned for the screen. */
  get orientation(): Orientation {
    return this.#orientation();
  }

  /** Continuous coordinates in the picture of a point of the canvas. */
  pictureFromScreen(point: Point): Point | undefined {
    const size = this.size.peek();
    const camera = this.camera.peek();
    if (size === undefined || camera === undefined) return undefined;
    return sensorFromOriented(orientedFromScreen(point, camera, this.viewport.peek()), size, this.#orientation());
  }

  /** A point of the picture on the canvas. Subscribes to the camera. */
  screenFromPicture(point: Point): Point | undefined {
    const size = this.size.value;
    const camera = this.camera.value;
    if (size === undefined || camera === undefined) return undefined;
    return screenFromOriented(orientedFromSensor(point, size, this.#orientation()), camera, this.viewport.value);
  }

  /** Where a rectangle of the picture lies on the canvas. Subscribes to the camera. */
  boxOf({ x0, y0, x1, y1 }: SensorRectangle): ScreenBox | undefined {
    const a = this.screenFromPicture({ x: x0, y: y0 });
    const b = this.screenFromPicture({ x: x1, y: y1 });
    if (a === undefined || b === undefined) return undefined;
    return { left: Math.min(a.x, b.x), right: Math.max(a.x, b.x), top: Math.min(a.y, b.y), bottom: Math.max(a.y, b.y) };
  }

  /** Zooms at a point of the canvas, or at its middle. */
  zoomBy(factor: number, point: Point | undefined, continued: boolean): void {
    const camera = this.camera.peek();
    const size = this.size.peek();
    if (camera === undefined || size === undefined) return;
    const viewport = this.viewport.peek();
    const orientation = this.#orientation();
    const fitting = fitCamera(size, orientation, viewport).scale;
    const middle = { x: viewport.width / 2, y: viewport.height / 2 };
    const zoomed = zoomAt(camera, factor, point ?? middle, viewport, Math.min(1, fitting * 0.5));
    this.#set(panBy(zoomed, 0, 0, orientedSize(size, orientation)), continued);
  }

  /** Moves the picture by pixels of the screen. */
  panBy(dx: number, dy: number, continued: boolean): void {
    const camera = this.camera.peek();
    const size = this.size.peek();
    if (camera !== undefined && size !== undefined) this.#set(panBy(camera, dx, dy, orientedSize(size, this.#orientation())), continued);
  }

  /** Shows the whole picture. */
  fit(): void {
    this.#set(undefined, false);
  }

  /** The way back to where the camera is now. */
  keep(): () => void {
    const { camera } = this.#store.now;
    return () => this.#set(camera, true);
  }

  #set(camera: Camera | undefined, continued: boolean): void {
    this.#store.dispatch({ type: 'setCamera', camera }, { continued });
  }
}
