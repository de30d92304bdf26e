import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Extent2d, Point } from '../gpu/camera.js';
import type { Drag, GestureTarget, GestureView } from '../picture-view/canvas-gestures.js';
import type { SensorRectangle } from '../state/view-state.js';
import type { ViewerModel } from '../viewer-model.js';
import { type PaneBox, paneBoxes } from './pane-boxes.js';
import { describePixel } from './pixel-value.js';
import type { PlayerModel } from './player-model.js';
import { StageController } from './stage-controller.js';
import { shortNames } from './stage-text.js';

/** One view as it lies on the stage. */
export interface Pane {
  readonly controller: StageController;
  readonly box: PaneBox;
  readonly focused: boolean;
}

/**
 * All views of a recording of events, side by side: brings gestures to the one under the pointer, moves the focus there when it
 * is pressed, and says what the pixel under the cursor is in each of them. Points are of the whole stage.
 */
export class PlayerStage implements GestureTarget {
  readonly model: ViewerModel;
  readonly player: PlayerModel;
  /** Of the whole stage, in CSS pixels. */
  readonly size: Signal<Extent2d> = signal({ width: 0, height: 0 });
  readonly panes: ReadonlySignal<readonly Pane[]>;
  /** The view that keys and inspector act on. */
  readonly focused: ReadonlySignal<StageController>;
  readonly cursor: ReadonlySignal<string>;
  readonly view: GestureView;
  readonly #draft: Signal<SensorRectangle | undefined> = signal(undefined);
  /** Where the cursor points in sensor pixels, in whatever view. */
  readonly #pointed: Signal<Point | undefined> = signal(undefined);
  readonly #hovered: Signal<StageController | undefined> = signal(undefined);
  readonly #controllers: StageController[] = [];

  constructor(model: ViewerModel, player: PlayerModel) {
    this.model = model;
    this.player = player;
    this.panes = computed(() => {
      const places = player.places.value;
      const { focus } = model.store.state.value;
      const boxes = paneBoxes(places.length, this.size.value);
      return boxes.map((box, index) => ({ controller: this.#controllerAt(index), box, focused: places[index] === focus }));
    });
    this.focused = computed(() => this.panes.value.find(({ focused }) => focused)?.controller ?? this.#controllerAt(0));
    this.cursor = computed(() => (this.#hovered.value ?? this.focused.value).cursor.value);
    this.view = {
      zoomBy: (factor, point, continued) => {
        const pane = point === undefined ? undefined : this.#paneAt(point);
        if (point === undefined || pane === undefined) this.focused.peek().view.zoomBy(factor, undefined, continued);
        else pane.controller.view.zoomBy(factor, within(pane, point), continued);
      },
      panBy: (dx, dy, continued) => this.focused.peek().view.panBy(dx, dy, continued),
      fit: () => this.focused.peek().view.fit(),
      keep: () => this.focused.peek().view.keep(),
    };
  }

  /** Says what is under the cursor, and lends the pixels of the focused view, until the returned function is called. */
  attach(): () => void {
    const { model } = this;
    const grab = (): Promise<Blob> => this.focused.peek().grab();
    model.grabCanvas = grab;
    const stops = [
      effect(() => {
        model.hover.value = this.#hoverText();
      }),
      effect(() => {
        const shown = this.panes.value.map(({ controller }) => controller);
        const hovered = this.#hovered.peek();
        if (hovered !== undefined && !shown.includes(hovered)) this.hover(undefined);
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      model.hover.value = '';
      if (model.grabCanvas === grab) model.grabCanvas = undefined;
    };
  }

  /** Where the cursor that is over another view points in this one. Subscribes. */
  echoIn(controller: StageController): Point | undefined {
    const hovered = this.#hovered.value;
    return hovered === undefined || hovered === controller ? undefined : this.#pointed.value;
  }

  step(steps: number): void {
    this.player.step(steps);
  }

  hover(point: Point | undefined): void {
    const pane = point === undefined ? undefined : this.#paneAt(point);
    const before = this.#hovered.peek();
    if (before !== pane?.controller) before?.hover(undefined);
    if (pane !== undefined && point !== undefined) pane.controller.hover(within(pane, point));
    this.#pointed.value = pane?.controller.pointed;
    this.#hovered.value = pane?.controller;
  }

  startTool(start: Point): Drag | undefined {
    const pane = this.#paneAt(start);
    if (pane === undefined) return undefined;
    this.model.store.dispatch({ type: 'focusView', place: pane.controller.place });
    const drag = pane.controller.startTool(within(pane, start));
    return drag === undefined
      ? undefined
      : {
          move: (point, first) => drag.move(within(pane, point), first),
          end: (point) => drag.end(within(pane, point)),
          cancel: () => drag.cancel(),
        };
  }

  /** The view at a point; none on the line between two. */
  #paneAt({ x, y }: Point): Pane | undefined {
    return this.panes.peek().find(({ box }) => x >= box.left && x < box.left + box.width && y >= box.top && y < box.top + box.height);
  }

  #controllerAt(index: number): StageController {
    const known = this.#controllers[index];
    if (known !== undefined) return known;
    const made = new StageController(this.model, this.player, index, this.#draft);
    this.#controllers[index] = made;
    return made;
  }

  /** The value under the cursor in the view that it is over, then in the others; by their names where there are any. */
  #hoverText(): string {
    const point = this.#pointed.value;
    const hovered = this.#hovered.value;
    if (point === undefined || hovered === undefined) return '';
    const [x, y] = [Math.floor(point.x), Math.floor(point.y)];
    const { tauMicros } = this.model.store.state.value;
    const valueIn = (controller: StageController): string => {
      const frame = controller.frame.value;
      return frame === undefined ? '' : describePixel(frame, x, y, tauMicros);
    };
    const value = valueIn(hovered);
    if (value === '') return '';
    const shownHere = hovered.frame.value?.representation;
    const others = this.panes.value.flatMap(({ controller }) => {
      const shown = controller.frame.value?.representation;
      return controller === hovered || shown === undefined || shown === shownHere ? [] : [`${shortNames[shown]} ${valueIn(controller)}`];
    });
    const named = others.length === 0 || shownHere === undefined ? value : `${shortNames[shownHere]} ${value}`;
    return [`x ${x}`, `y ${y}`, named, ...others].join(' · ');
  }
}

function within({ box }: Pane, { x, y }: Point): Point {
  return { x: x - box.left, y: y - box.top };
}
