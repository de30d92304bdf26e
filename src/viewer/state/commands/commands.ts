import type { Command, Place } from './command.js';
import { eventCommands } from './events.js';
import { everywhereCommands } from './everywhere.js';
import { libraryCommands } from './library.js';
import { mapCommands } from './map.js';
import { playingCommands } from './playing.js';
import { stackCommands } from './stack.js';
import { viewCommands } from './view.js';

/** Every action by name with its key: behind the keys, `?`, the command palette, buttons and tooltips. */
export const commands: readonly Command[] = [
  ...playingCommands,
  ...eventCommands,
  ...stackCommands,
  ...mapCommands,
  ...viewCommands,
  ...libraryCommands,
  ...everywhereCommands,
];

const byId: ReadonlyMap<string, Command> = new Map(commands.map((command) => [command.id, command]));

/** The command of that name; naming one that does not exist is a bug. */
export function commandById(id: string): Command {
  const command = byId.get(id);
  if (command === undefined) throw new RangeError(`No command is called ${id}`);
  return command;
}

/** What can be run in a place. */
export function commandsIn(place: Place): readonly Command[] {
  return commands.filter((command) => command.where.includes(place));
}

/** Gestures that no key table shows, for the help page. */
export const gestures: readonly { readonly gesture: string; readonly does: string }[] = [
  { gesture: 'Wheel, pinch', does: 'Zoom at the cursor' },
  { gesture: 'Drag', does: 'The active tool; middle drag or Space-drag pans' },
  { gesture: 'Double click', does: 'Fit the whole picture' },
  { gesture: 'Shift-wheel', does: 'One step back or forth' },
  { gesture: 'Drag on the curve', does: 'Scrub; wheel zooms the curve, double click shows all of it' },
  { gesture: 'Numbers', does: 'Click to type, drag to scrub, arrows step, Shift × 10' },
  { gesture: 'Drop files', does: 'Open them in this tab; they stay on this machine' },
];
