import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { errorToRecord } from '../../base/errors.js';
import { eventPalettes } from '../../picture/palettes.js';
import {
  type Extent2d,
  fitCamera,
  orientedFromScreen,
  orientedFromSensor,
  orientedSize,
  type Point,
  screenFromOriented,
  sensorFromOriented,
} from '../gpu/camera.js';
import { LevelFollower } from '../gpu/levels.js';
import { type Picture, type PictureRenderer, pictureOf } from '../gpu/picture-renderer.js';
import type { Surface } from '../gpu/surface.js';
import type { ReportedError } from '../link/questions.js';
import type { Camera, Frame, SensorRectangle } from '../state/view-state.js';
import type { ViewerModel } from '../viewer-model.js';
import { describePixel } from './pixel-value.js';
import type { PlayerModel } from './player-model.js';
import { gripOfBox, type RegionGrip, type ScreenBox } from './region-grip.js';

/**
 * What the canvas of a player shows: camera, picture, levels, what is under the cursor. Draws at most once an animation
 * frame; pan, zoom, levels and palette are drawn from what is here, without asking the host.
 */
export class StageController {
  readonly model: ViewerModel;
  readonly player: PlayerModel;
  readonly viewport: Signal<Extent2d> = signal({ width: 0, height: 0 });
  /** A region that is being drawn. */
  readonly draft: Signal<SensorRectangle | undefined> = signal(undefined);
  readonly cursor: Signal<string> = signal('');
  readonly failure: Signal<ReportedError | undefined> = signal(undefined);
  /** Levels of the picture that was drawn last, for the legend and the level fields. */
  readonly drawnLevels: Signal<{ readonly lo: number; readonly hi: number }> = signal({ lo: 0, hi: 1 });
  readonly sensor: ReadonlySignal<Extent2d | undefined> = computed(() => {
    const shown = this.player.frame.value ?? this.player.facts.value?.geometry;
    return shown === undefined ? undefined : { width: shown.width, height: shown.height };
  });
  readonly camera: ReadonlySignal<Camera | undefined> = computed(() => {
    const sensor = this.sensor.value;
    const { camera, orientation } = this.model.store.state.value;
    const viewport = this.viewport.value;
    if (sensor === undefined || viewport.width === 0) return undefined;
    return camera ?? fitCamera(sensor, orientation, viewport);
  });

  readonly #levels = new LevelFollower();
  readonly #draw: { readonly request: () => void; readonly remove: () => void };
  #renderer: PictureRenderer | undefined;
  #uploaded: Frame | undefined;
  #hoverPoint: Point | undefined;
  #canvas: HTMLCanvasElement | undefined;
  #firstShown = false;

  constructor(model: ViewerModel, player: PlayerModel) {
    this.model = model;
    this.player = player;
    this.#draw = model.loop.add(() => this.#paint());
  }

  /** Puts the model's canvas into `box` and draws on it until the returned function is called. */
  attach(box: HTMLElement): () => void {
    let surface: Surface;
    try {
      surface = this.model.surface();
    } catch (thrown) {
      this.failure.value = errorToRecord(thrown);
      return () => undefined;
    }
    const { canvas, renderer } = surface;
    this.#canvas = canvas;
    this.#renderer = renderer;
    box.append(canvas);
    canvas.classList.add('fl-blank');
    for (const name of ['revision', 'quality', 'window']) delete canvas.dataset[name];
    this.#showPlaceholder();
    const onLost = (event: Event): void => event.preventDefault();
    const onRestored = (): void => {
      this.#renderer?.restore();
      this.#draw.request();
    };
    canvas.addEventListener('webglcontextlost', onLost);
    canvas.addEventListener('webglcontextrestored', onRestored);
    const stop = effect(() => {
      void this.player.frame.value;
      void [this.camera.value, this.viewport.value];
      const { palette, levels, orientation } = this.model.store.state.value;
      void [palette, levels, orientation];
      this.#draw.request();
    });
    const grab = (): Promise<Blob> =>
      new Promise((resolve, reject) => {
        this.#paint();
        canvas.toBlob((blob) => (blob === null ? reject(new Error('The canvas is empty')) : resolve(blob)), 'image/png');
      });
    this.model.grabCanvas = grab;
    return () => {
      stop();
      canvas.removeEventListener('webglcontextlost', onLost);
      canvas.removeEventListener('webglcontextrestored', onRestored);
      this.#draw.remove();
      this.#renderer = undefined;
      canvas.remove();
      this.model.hover.value = '';
      if (this.model.grabCanvas === grab) this.model.grabCanvas = undefined;
    };
  }

  /** Continuous sensor coordinates of a point of the canvas. */
  sensorPoint(point: Point): Point | undefined {
    const sensor = this.sensor.peek();
    const camera = this.camera.peek();
    if (sensor === undefined || camera === undefined) return undefined;
    return sensorFromOriented(orientedFromScreen(point, camera, this.viewport.peek()), sensor, this.model.store.now.orientation);
  }

  /** Where a region lies on the canvas. Subscribes to the camera. */
  boxOf(region: SensorRectangle): ScreenBox | undefined {
    const sensor = this.sensor.value;
    const camera = this.camera.value;
    if (sensor === undefined || camera === undefined) return undefined;
    const { orientation } = this.model.store.now;
    const corner = (x: number, y: number): Point =>
      screenFromOriented(orientedFromSensor({ x, y }, sensor, orientation), camera, this.viewport.value);
    const a = corner(region.x0, region.y0);
    const b = corner(region.x1, region.y1);
    return { left: Math.min(a.x, b.x), right: Math.max(a.x, b.x), top: Math.min(a.y, b.y), bottom: Math.max(a.y, b.y) };
  }

  /** The region and the side of it that is under a point; the uppermost first. */
  gripAt(point: Point): RegionGrip | undefined {
    const { regions, orientation } = this.model.store.now;
    for (let index = regions.length - 1; index >= 0; index -= 1) {
      const region = regions[index];
      const box = region === undefined ? undefined : this.boxOf(region);
      const grip = box === undefined ? undefined : gripOfBox(box, point, index, orientation);
      if (grip !== undefined) return grip;
    }
    return undefined;
  }

  /** Size of the sensor as it lies on the screen. */
  orientedSize(): Extent2d | undefined {
    const sensor = this.sensor.peek();
    return sensor === undefined ? undefined : orientedSize(sensor, this.model.store.now.orientation);
  }

  hover(point: Point | undefined): void {
    this.#hoverPoint = point === undefined ? undefined : this.sensorPoint(point);
    const { tool } = this.model.store.now;
    const grip = point === undefined || tool !== 'region' ? undefined : this.gripAt(point);
    this.cursor.value = tool === 'pan' ? 'pan' : grip === undefined ? 'draw' : grip.cursor;
    this.#sayHover();
  }

  #sayHover(): void {
    const point = this.#hoverPoint;
    const frame = this.player.frame.peek();
    if (point === undefined || frame === undefined) {
      this.model.hover.value = '';
      return;
    }
    const [x, y] = [Math.floor(point.x), Math.floor(point.y)];
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
    const { width, height } = this.viewport.peek();
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
    const camera = this.camera.peek() ?? { centerX: 0, centerY: 0, scale: 1 };
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
