import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Point } from '../gpu/camera.js';
import type { PointLook } from '../gpu/point-look.js';
import { cardMillis } from '../parts/hover-card.js';
import { HoverFinder } from './hover-finder.js';
import { screenFromMap } from './map-camera.js';
import type { MapModel } from './map-model.js';
import { describeHover } from './map-text.js';
import type { MapView } from './map-view.js';

/** Where a map lies and how its points are drawn. */
export interface MapPlacing {
  readonly view: MapView;
  readonly look: ReadonlySignal<PointLook>;
  /** Width of a point in CSS pixels. */
  readonly diameter: ReadonlySignal<number>;
}

/** The cell that the cursor points at, what the status line says of it, and its card. */
export class MapHover {
  readonly cell: Signal<number | undefined> = signal(undefined);
  /** Where that cell lies on the canvas. */
  readonly at: ReadonlySignal<Point | undefined> = computed(() => {
    const [cell, frame, points] = [this.cell.value, this.#placing.view.frame.value, this.#map.points.points.value];
    if (cell === undefined || frame === undefined || points === undefined || cell >= points.known) return undefined;
    return screenFromMap(frame, points.coordinates, cell * points.dims);
  });
  /** Whether the card of the cell is shown, and whether it stays. */
  readonly card: Signal<'none' | 'shown' | 'pinned'> = signal('none');
  readonly #map: MapModel;
  readonly #placing: MapPlacing;
  readonly #say: (text: string) => void;
  readonly #finder: HoverFinder;
  #pointer: Point | undefined;
  #cardTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(map: MapModel, placing: MapPlacing, say: (text: string) => void) {
    this.#map = map;
    this.#placing = placing;
    this.#say = say;
    this.#finder = new HoverFinder((cell) => this.#found(cell));
  }

  /** Where the cursor is, if it is on the canvas. */
  get pointer(): Point | undefined {
    return this.#pointer;
  }

  /** The cursor is at a point, or left the canvas; where `mayFind` is false nothing is pointed at. */
  moveTo(point: Point | undefined, mayFind: boolean): void {
    this.#pointer = point;
    if (this.card.peek() === 'pinned') return;
    this.hideCard();
    const [points, frame] = [this.#map.points.points.peek(), this.#placing.view.frame.peek()];
    if (point === undefined || points === undefined || frame === undefined || !mayFind) {
      this.#finder.stop();
      this.#found(undefined);
      return;
    }
    this.#finder.find(points, frame, point, Math.max(8, this.#placing.diameter.peek()), {
      visible: this.#map.selection.answer.peek()?.visible,
      column: this.#map.column.column.peek(),
      hidden: hiddenOf(this.#placing.look.peek()),
    });
  }

  /** Shows everything known of the cell; a card that is pinned stays until it is hidden. */
  showCard(card: 'shown' | 'pinned'): void {
    const cell = this.cell.peek();
    if (cell === undefined) return;
    this.#map.cell.want(cell);
    this.card.value = card;
  }

  hideCard(): void {
    clearTimeout(this.#cardTimer);
    this.#cardTimer = undefined;
    this.card.value = 'none';
  }

  close(): void {
    clearTimeout(this.#cardTimer);
    this.#finder.close();
  }

  #found(cell: number | undefined): void {
    const [points, frame] = [this.#map.points.points.peek(), this.#placing.view.frame.peek()];
    const pointer = this.#pointer;
    const isNew = cell !== this.cell.peek();
    if (points === undefined || frame === undefined || pointer === undefined) {
      this.cell.value = undefined;
      this.#say('');
      return;
    }
    this.cell.value = cell;
    this.#say(describeHover(this.#map, frame, this.#placing.view.viewport.peek(), pointer, cell));
    if (cell === undefined) this.#map.cell.want(undefined);
    else if (isNew || this.#cardTimer === undefined) this.#cardTimer = setTimeout(() => this.showCard('shown'), cardMillis);
  }
}

function hiddenOf(look: PointLook): Uint8Array | undefined {
  return look.kind === 'categories' && look.hidden.includes(1) ? look.hidden : undefined;
}
