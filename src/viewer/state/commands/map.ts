import { recordingStem } from '../../format/export-picture.js';
import { colorColumns } from '../../map/map-choices.js';
import { filtersOfSteps } from '../../map/map-filters.js';
import type { MapModel } from '../../map/map-model.js';
import type { ViewerModel } from '../../viewer-model.js';
import type { Command, Place } from './command.js';

const where: readonly Place[] = ['map'];
const nudgePixels = 24;

function mapOf(model: ViewerModel): MapModel | undefined {
  const opened = model.opened.peek();
  return opened?.kind === 'cells' ? opened : undefined;
}

function nudge(model: ViewerModel, dx: number, dy: number, factor: number): void {
  mapOf(model)?.keys?.nudge(dx * nudgePixels * factor, dy * nudgePixels * factor);
}

/** The embedding after the one that is shown. */
function nextEmbedding(model: ViewerModel, steps: number): void {
  const map = mapOf(model);
  const names = map?.facts.peek()?.embeddings.map(({ name }) => name) ?? [];
  if (names.length < 2) return;
  const at = names.indexOf(map?.embedding.peek()?.name ?? '');
  const name = names[(at + steps + names.length) % names.length];
  model.store.dispatch({ type: 'map:setEmbedding', embedding: name });
  model.say(`Map: ${name}`);
}

function colorByPlace(model: ViewerModel, place: number): void {
  const map = mapOf(model);
  const facts = map?.facts.peek();
  const column = facts === undefined ? undefined : colorColumns(facts)[place];
  if (column !== undefined) map?.colorWith({ kind: 'obs', name: column.name });
}

function keepSelected(model: ViewerModel): void {
  const { filters, steps } = model.store.now.map;
  const kept = filtersOfSteps(steps);
  if (kept === undefined) return;
  model.store.dispatch({ type: 'map:setFilters', filters: [...filters, ...kept] });
  model.store.dispatch({ type: 'map:setSelection', steps: [] });
}

function hideSelected(model: ViewerModel): void {
  const { filters, steps } = model.store.now.map;
  const [only] = steps;
  if (only === undefined || steps.length !== 1) return;
  model.store.dispatch({ type: 'map:setFilters', filters: [...filters, { set: only.set, except: true, on: true }] });
  model.store.dispatch({ type: 'map:setSelection', steps: [] });
}

async function exportCells(model: ViewerModel, format: 'csv' | 'json'): Promise<void> {
  const map = mapOf(model);
  const { filters, steps } = model.store.now.map;
  if (map === undefined) return;
  if (steps.length === 0) {
    model.say('Nothing is selected: draw a rectangle or a lasso first', 'warning');
    return;
  }
  const saved = await map.cellsExport.save({ filters, steps }, format, `${recordingStem(map.entry.name)}-cells.${format}`);
  if (saved !== undefined) model.say(`Saved the names of ${saved.toLocaleString('en-US')} cells`);
}

/** What only maps of cells have. */
export const mapCommands: readonly Command[] = [
  {
    id: 'findGene',
    title: 'Find a gene to colour by',
    group: 'Colour',
    keys: ['G'],
    help: 'Matches come as you type; arrows try them on the map, Enter keeps one',
    where,
    run: (model) => {
      const map = mapOf(model);
      if (map !== undefined) map.genes.searching.value = true;
    },
  },
  ...Array.from(
    { length: 9 },
    (_, place): Command => ({
      id: `colourBy${place + 1}`,
      title: `Colour by column ${place + 1} of the file`,
      group: 'Colour',
      keys: [`${place + 1}`],
      where,
      run: (model) => colorByPlace(model, place),
    }),
  ),
  { id: 'nextColour', title: 'Colour by the next column', group: 'Colour', keys: ['.'], where, run: (model) => mapOf(model)?.stepColor(1) },
  {
    id: 'previousColour',
    title: 'Colour by the column before',
    group: 'Colour',
    keys: [','],
    where,
    run: (model) => mapOf(model)?.stepColor(-1),
  },
  {
    id: 'plainColour',
    title: 'Colour by nothing',
    group: 'Colour',
    keys: [],
    where,
    run: (model) => mapOf(model)?.colorWith(undefined),
  },
  {
    id: 'mapLabels',
    title: 'Names of categories on the map',
    group: 'View',
    keys: ['L'],
    where,
    run: (model) => model.store.dispatch({ type: 'map:setLabels', labels: !model.store.now.map.labels }),
  },
  {
    id: 'nextEmbedding',
    title: 'Next map of the file',
    group: 'View',
    keys: ['E'],
    help: 'UMAP, t-SNE, PCA, places in an image: whatever coordinates the file has',
    where,
    run: (model) => nextEmbedding(model, 1),
  },
  {
    id: 'moveLeft',
    title: 'Move, or turn in space, to the left',
    group: 'View',
    keys: ['←'],
    where,
    shiftTimesTen: true,
    run: (model, factor) => nudge(model, 1, 0, factor),
  },
  {
    id: 'moveRight',
    title: 'Move, or turn in space, to the right',
    group: 'View',
    keys: ['→'],
    where,
    shiftTimesTen: true,
    run: (model, factor) => nudge(model, -1, 0, factor),
  },
  {
    id: 'moveUp',
    title: 'Move, or tilt in space, up',
    group: 'View',
    keys: ['↑'],
    where,
    shiftTimesTen: true,
    run: (model, factor) => nudge(model, 0, 1, factor),
  },
  {
    id: 'moveDown',
    title: 'Move, or tilt in space, down',
    group: 'View',
    keys: ['↓'],
    where,
    shiftTimesTen: true,
    run: (model, factor) => nudge(model, 0, -1, factor),
  },
  {
    id: 'clearSelection',
    title: 'Select nothing',
    group: 'Selection',
    keys: ['Delete'],
    where,
    run: (model) => model.store.dispatch({ type: 'map:setSelection', steps: [] }),
  },
  { id: 'keepSelected', title: 'Filter: only the selected cells', group: 'Selection', keys: ['K'], where, run: keepSelected },
  { id: 'hideSelected', title: 'Filter: all but the selected cells', group: 'Selection', keys: ['H'], where, run: hideSelected },
  {
    id: 'clearFilters',
    title: 'Take all filters away',
    group: 'Selection',
    keys: [],
    where,
    run: (model) => model.store.dispatch({ type: 'map:setFilters', filters: [] }),
  },
  {
    id: 'exportCellsCsv',
    title: 'Export the selected cells as CSV',
    group: 'Selection',
    keys: [],
    where,
    run: (model) => void exportCells(model, 'csv'),
  },
  {
    id: 'exportCellsJson',
    title: 'Export the selected cells as JSON',
    group: 'Selection',
    keys: [],
    where,
    run: (model) => void exportCells(model, 'json'),
  },
];
