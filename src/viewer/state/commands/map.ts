import type { Command, Place } from './command.js';

const where: readonly Place[] = ['map'];

/** What only maps of cells have. */
export const mapCommands: readonly Command[] = [
  {
    id: 'plainColour',
    title: 'Colour by nothing',
    group: 'Colour',
    keys: [],
    where,
    run: (model) => model.store.dispatch({ type: 'map:setColorBy', colorBy: undefined }),
  },
];
