import { type Command, everywhere } from './command.js';

/** What can be done wherever one is. */
export const everywhereCommands: readonly Command[] = [
  {
    id: 'palette',
    title: 'Find an action or a place',
    group: 'Everywhere',
    keys: ['Ctrl+K'],
    where: everywhere,
    run: (model) => {
      model.dialog.value = 'palette';
    },
  },
  {
    id: 'help',
    title: 'Keys and gestures',
    group: 'Everywhere',
    keys: ['?'],
    where: everywhere,
    run: (model) => {
      model.dialog.value = 'help';
    },
  },
  { id: 'undo', title: 'Undo', group: 'Everywhere', keys: ['Ctrl+Z'], where: everywhere, run: (model) => void model.store.undo() },
  { id: 'redo', title: 'Redo', group: 'Everywhere', keys: ['Ctrl+Shift+Z'], where: everywhere, run: (model) => void model.store.redo() },
  {
    id: 'theme',
    title: 'Light, dark or as the system',
    group: 'Everywhere',
    keys: ['T'],
    where: everywhere,
    run: (model) => {
      const { theme } = model.preferences;
      const next = { system: 'light', light: 'dark', dark: 'system' } as const;
      model.preferences.setTheme(next[theme.peek()]);
      model.say(`Theme: ${{ system: 'as the system', light: 'light', dark: 'dark' }[theme.peek()]}`);
    },
  },
  {
    id: 'escape',
    title: 'Cancel the gesture, then close',
    group: 'Everywhere',
    keys: ['Esc'],
    where: everywhere,
    run: (model) => model.escape(),
  },
];
