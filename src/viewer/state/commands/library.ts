import { type Command, opened, type Place } from './command.js';

const where: readonly Place[] = ['library'];

/** The way through the list of recordings, and back to it. */
export const libraryCommands: readonly Command[] = [
  {
    id: 'search',
    title: 'Search recordings',
    group: 'Library',
    keys: ['/'],
    where,
    run: () => document.querySelector<HTMLInputElement>('.fl-search input')?.focus(),
  },
  {
    id: 'openSelected',
    title: 'Open the chosen recording',
    group: 'Library',
    keys: ['Enter'],
    where,
    run: (model) => {
      const entry = model.library.selectedEntry.peek();
      if (entry !== undefined) model.open(entry);
    },
  },
  {
    id: 'library',
    title: 'Back to the library',
    group: 'Library',
    keys: ['Q'],
    where: opened,
    run: (model) => model.closeRecording(),
  },
];
