import type { ViewerModel } from '../../viewer-model.js';

export type CommandGroup =
  | 'Playing'
  | 'Window and speed'
  | 'Picture'
  | 'Operations'
  | 'Colour'
  | 'View'
  | 'Regions'
  | 'Selection'
  | 'Library'
  | 'Everywhere';

/** Where a person is: the library, or a recording of one of the three kinds. */
export type Place = 'library' | 'player' | 'stack' | 'map';

export const everywhere: readonly Place[] = ['library', 'player', 'stack', 'map'];
/** Wherever a recording is open. */
export const opened: readonly Place[] = ['player', 'stack', 'map'];
/** Recordings that can be played. */
export const playable: readonly Place[] = ['player', 'stack'];

/** One thing that a person can do, by key, button, menu or palette. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: CommandGroup;
  /** As shown to people: `Space`, `Shift+W`, `Ctrl+K`. The first is the one that tooltips name. */
  readonly keys: readonly string[];
  readonly help?: string;
  /** Where it can be run. */
  readonly where: readonly Place[];
  /** `factor` is 10 with Shift where a command steps. */
  readonly run: (model: ViewerModel, factor: number) => void;
  /** The same key with Shift runs it ten times as far. */
  readonly shiftTimesTen?: boolean;
}

/** Where the person is now. */
export function placeOf(model: ViewerModel): Place {
  const kind = model.opened.value?.kind;
  return kind === undefined ? 'library' : ({ events: 'player', stack: 'stack', cells: 'map' } as const)[kind];
}
