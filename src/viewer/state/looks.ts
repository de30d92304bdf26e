import type { EventPaletteName } from '../../picture/palettes.js';
import type { RequestOf } from '../../protocol/requests.js';

export type Representation = Extract<RequestOf<'view'>['want'], { kind: 'events' }>['representation'];
export type PaletteId = EventPaletteName;

/** Pixel magnitudes drawn as background and as full colour; `auto` follows the frame. */
export type Levels = 'auto' | { readonly low: number; readonly high: number };

/** How events are drawn in one of the views that lie side by side; all else is the same in them. */
export interface Look {
  readonly representation: Representation;
  readonly palette: PaletteId;
  readonly levels: Levels;
}

/** How many views there are: as many as there is room for, or as a person said. */
export const viewCounts = ['auto', 1, 2, 4] as const;
export type ViewCount = (typeof viewCounts)[number];

/** Views that a recording can have at once. */
export const mostViews = 4;

/** The looks of all places that views can have; its own is that of the focused one. */
export interface Looks extends Look {
  readonly views: ViewCount;
  /** The place of the view that keys and inspector act on, from 0. */
  readonly focus: number;
  /** The looks of all other places in their order, those that are not shown included. */
  readonly others: readonly Look[];
}

/** How wide the page is: a sheet for an inspector, a laptop, a display that has room for two views. */
export type Room = 'narrow' | 'usual' | 'wide';

/** All of them, in the order in which views that nobody chose looks for have them: times beside polarity, then counts. */
export const representationIds: readonly Representation[] = ['polarity', 'timeSurface', 'signedCount', 'perPolarityCount'];

/** What stands beside a view as long as nobody chose it: every other representation, in the same colours. */
export function otherLooks({ representation, palette }: Pick<Look, 'representation' | 'palette'>): readonly Look[] {
  const others = representationIds.filter((one) => one !== representation);
  return others.map((one) => ({ representation: one, palette, levels: 'auto' }));
}

/** The looks of all places in their order. */
export function looksInOrder({ focus, others, representation, palette, levels }: Looks): readonly Look[] {
  return [...others.slice(0, focus), { representation, palette, levels }, ...others.slice(focus)];
}

/** The places that are shown, in order. The focused one is always among them. */
export function shownPlaces({ views, focus }: Pick<Looks, 'views' | 'focus'>, room: Room): readonly number[] {
  const count = room === 'narrow' ? 1 : views === 'auto' ? (room === 'wide' ? 2 : 1) : views;
  const places = Array.from({ length: count }, (_, place) => place);
  return focus < count ? places : [...places.slice(0, -1), focus];
}

/** The same looks with another place focused. */
export function focusOn(looks: Looks, place: number): Omit<Looks, 'views'> {
  const focus = Math.min(mostViews - 1, Math.max(0, Math.round(place)));
  const inOrder = looksInOrder(looks);
  const { representation, palette, levels } = inOrder[focus] ?? looks;
  return { representation, palette, levels, focus, others: inOrder.filter((_, at) => at !== focus) };
}
