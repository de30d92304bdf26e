import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Extent2d, Point } from '../gpu/camera.js';
import type { GestureView } from '../picture-view/canvas-gestures.js';
import type { MapCamera } from '../state/map-state.js';
import type { ViewStore } from '../state/view-store.js';
import { fitMapCamera, frameMap, type MapFrame, type MapSpace, orbitMap, panMap, zoomMap } from './map-camera.js';

/** Where a map lies on its canvas: the camera of the view state, and what moves it. */
export class MapView implements GestureView {
  readonly viewport: Signal<Extent2d> = signal({ width: 0, height: 0 });
  /** Nothing while there is no map. */
  readonly camera: ReadonlySignal<MapCamera | undefined>;
  /** Nothing while there is no map, or no room for it. */
  readonly frame: ReadonlySignal<MapFrame | undefined>;
  readonly #store: ViewStore;
  readonly #space: ReadonlySignal<MapSpace | undefined>;
  readonly #onMove: () => void;

  /** `onMove` hears of every move before the state does. */
  constructor(store: ViewStore, space: ReadonlySignal<MapSpace | undefined>, onMove: () => void) {
    this.#store = store;
    this.#space = space;
    this.#onMove = onMove;
    this.camera = computed(() => {
      const shown = space.value;
      if (shown === undefined) return undefined;
      const { camera } = store.state.value.map;
      return camera?.centre.length === shown.dims ? camera : fitMapCamera(shown);
    });
    this.frame = computed(() => {
      const shown = space.value;
      const camera = this.camera.value;
      const viewport = this.viewport.value;
      return shown === undefined || camera === undefined || viewport.width === 0 ? undefined : frameMap(shown, camera, viewport);
    });
  }

  zoomBy(factor: number, point: Point | undefined, continued: boolean): void {
    const [camera, frame] = [this.camera.peek(), this.frame.peek()];
    if (camera === undefined || frame === undefined) return;
    const viewport = this.viewport.peek();
    const middle = { x: viewport.width / 2, y: viewport.height / 2 };
    this.#move(zoomMap({ ...camera, centre: frame.centre }, frame, factor, point ?? middle, viewport), continued);
  }

  panBy(dx: number, dy: number, continued: boolean): void {
    const [camera, frame] = [this.camera.peek(), this.frame.peek()];
    if (camera !== undefined && frame !== undefined) this.#move(panMap(camera, frame, dx, dy), continued);
  }

  /** Turns a map in space by pixels. */
  orbitBy(dx: number, dy: number, continued: boolean): void {
    const camera = this.camera.peek();
    if (camera !== undefined) this.#move(orbitMap(camera, dx, dy, this.viewport.peek()), continued);
  }

  /** By keys: moves a planar map, turns one in space. */
  nudge(dx: number, dy: number): void {
    if (this.#space.peek()?.dims === 3) this.orbitBy(-dx, -dy, true);
    else this.panBy(dx, dy, true);
  }

  fit(): void {
    this.#store.dispatch({ type: 'map:setCamera', camera: undefined });
  }

  keep(): () => void {
    const { camera } = this.#store.now.map;
    return () => this.#store.dispatch({ type: 'map:setCamera', camera }, { continued: true });
  }

  #move(camera: MapCamera, continued: boolean): void {
    this.#onMove();
    this.#store.dispatch({ type: 'map:setCamera', camera }, { continued });
  }
}
