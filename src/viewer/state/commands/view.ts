import { recordingStem, saveBlob } from '../../format/export-picture.js';
import type { ViewerModel } from '../../viewer-model.js';
import type { ToolId } from '../view-state.js';
import { type Command, opened, type Place } from './command.js';

const tools: readonly {
  readonly id: ToolId;
  readonly title: string;
  readonly key: string;
  readonly help: string;
  readonly where: readonly Place[];
}[] = [
  { id: 'pan', title: 'Pan', key: 'V', help: 'Drag moves the picture; middle drag and Space-drag always do', where: opened },
  {
    id: 'region',
    title: 'Region',
    key: 'R',
    help: 'Drag draws a rectangle with its own numbers; drag its edge or its middle to change it',
    where: opened,
  },
  {
    id: 'ellipse',
    title: 'Ellipse',
    key: 'E',
    help: 'Drag draws an ellipse with its own trace; Shift-drag of the region tool too',
    where: ['stack'],
  },
  { id: 'line', title: 'Line', key: 'L', help: 'Drag draws a line with the profile of the values under it', where: ['stack'] },
  { id: 'lasso', title: 'Lasso', key: 'O', help: 'Drag around the cells to select', where: ['map'] },
  { id: 'probe', title: 'Probe', key: 'I', help: 'Click looks at what you point at', where: opened },
];

async function exportView(model: ViewerModel): Promise<void> {
  const name = model.opened.peek()?.entry.name ?? 'view';
  const blob = await model.grabCanvas?.();
  if (blob === undefined) return;
  saveBlob(blob, `${recordingStem(name)}-view.png`);
  model.say('Saved as PNG');
}

/** Camera, tools and panels: the same around every kind of recording. */
export const viewCommands: readonly Command[] = [
  {
    id: 'fit',
    title: 'Fit the whole picture',
    group: 'View',
    keys: ['0'],
    help: 'A double click does the same',
    where: opened,
    run: (model) => model.gestures?.fit(),
  },
  { id: 'zoomIn', title: 'Zoom in', group: 'View', keys: ['+'], where: opened, run: (model) => model.gestures?.zoom(1.25) },
  { id: 'zoomOut', title: 'Zoom out', group: 'View', keys: ['-'], where: opened, run: (model) => model.gestures?.zoom(0.8) },
  ...tools.map(
    ({ id, title, key, help, where }): Command => ({
      id: `tool-${id}`,
      title: `${title} tool`,
      group: 'Regions',
      keys: [key],
      help,
      where,
      run: (model) => model.store.dispatch({ type: 'setTool', tool: id }),
    }),
  ),
  {
    id: 'copyLink',
    title: 'Copy a link to this view',
    group: 'Everywhere',
    keys: [],
    where: opened,
    run: (model) => void model.copyLink(),
  },
  {
    id: 'exportView',
    title: 'Export the view as PNG',
    group: 'Everywhere',
    keys: [],
    where: opened,
    run: (model) => void exportView(model),
  },
  {
    id: 'inspector',
    title: 'Open or close the inspector',
    group: 'Everywhere',
    keys: ['N'],
    where: opened,
    run: (model) => model.preferences.setInspector(!model.inspectorOpen.peek()),
  },
  {
    id: 'collapse',
    title: 'Fold all panels away, or back',
    group: 'Everywhere',
    keys: ['\\'],
    where: opened,
    run: (model) => {
      model.collapsed.value = !model.collapsed.peek();
    },
  },
  {
    id: 'present',
    title: 'Presentation: only the picture',
    group: 'Everywhere',
    keys: ['F'],
    where: opened,
    run: (model) => {
      model.presenting.value = !model.presenting.peek();
    },
  },
];
