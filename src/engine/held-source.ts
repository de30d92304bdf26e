import { FirstlightError } from '../base/errors.js';
import type { EventRecording } from './event-recording.js';
import type { OpenedSource } from './open-source.js';
import type { PlaneFile } from './plane-file.js';
import type { PlaneFolder } from './plane-folder.js';
import type { TableFile } from './table-file.js';

/** Something open in use; `release` once it is not. */
export interface HeldSource {
  readonly opened: OpenedSource;
  release(): void;
  /** Another hold on the same opening; this one must not have been released. */
  again(): HeldSource;
}

/** A recording of events in use. */
export interface HeldRecording {
  readonly recording: EventRecording;
  release(): void;
  again(): HeldRecording;
}

/** A stack in use. */
export interface HeldStack {
  readonly stack: PlaneFile | PlaneFolder;
  release(): void;
  again(): HeldStack;
}

/** A table of cells in use. */
export interface HeldTable {
  readonly table: TableFile;
  release(): void;
  again(): HeldTable;
}

/** A hold that `holders` counts already; what is held again counts itself. `onRelease` runs once each is counted off. */
export function countedHold(opened: OpenedSource, count: { holders: number }, onRelease: () => void): HeldSource {
  let released = false;
  return {
    opened,
    release: () => {
      if (released) return;
      released = true;
      count.holders -= 1;
      onRelease();
    },
    again: () => {
      count.holders += 1;
      return countedHold(opened, count, onRelease);
    },
  };
}

/** What is held as events; released where it is something else, which is `unsupported`. */
export function heldEvents(held: HeldSource): HeldRecording {
  const { opened, release } = held;
  if (opened.kind !== 'events') return refuse(held, 'events');
  return { recording: opened.recording, release, again: () => heldEvents(held.again()) };
}

/** What is held as a stack; released where it is something else, which is `unsupported`. */
export function heldStack(held: HeldSource): HeldStack {
  const { opened, release } = held;
  if (opened.kind !== 'stack') return refuse(held, 'a stack of images');
  return { stack: opened.stack, release, again: () => heldStack(held.again()) };
}

/** What is held as a table of cells; released where it is something else, which is `unsupported`. */
export function heldTable(held: HeldSource): HeldTable {
  const { opened, release } = held;
  if (opened.kind !== 'cells') return refuse(held, 'a table of cells');
  return { table: opened.table, release, again: () => heldTable(held.again()) };
}

const titles = { events: 'events', stack: 'a stack of images', cells: 'a table of cells' } as const;

function refuse({ opened, release }: HeldSource, wanted: string): never {
  release();
  throw new FirstlightError('unsupported', `This is ${titles[opened.kind]}, not ${wanted}`);
}
