import { throwIfAborted } from '../base/abort.js';
import { FirstlightError, toFirstlightError } from '../base/errors.js';
import { countCells } from '../cells/cell-bits.js';
import type { CellColumn } from '../cells/cell-column.js';
import type { ColumnWant, SelectionWant } from '../cells/cell-want.js';
import { type ColumnComposition, Composer } from '../cells/composition.js';
import { evaluateSelection, type SelectedCells } from '../cells/evaluate-selection.js';
import type { AnswerOf } from '../protocol/answers.js';
import { scanProgress } from './scan-progress.js';
import type { Held } from './table-chunks.js';
import type { ColumnOptions } from './table-columns.js';
import type { TableFile } from './table-file.js';
import type { TableQuestion } from './table-question.js';

/** The first answer waits no longer for compositions. */
const atOnceMillis = 30;
/** How often a composition is told while columns are read for it. */
const toldMillis = 150;

/**
 * Which cells are visible and selected: at once, with what they consist of in the columns that are in memory, as far as that takes no
 * time; then in these and in the others, as they are read.
 */
export async function answerSelect(question: TableQuestion<'select'>): Promise<void> {
  const { request, table, signal, parts } = question;
  const { clock } = parts.shared.ports;
  const cells = await selectCells(table, request.want, { signal, onProgress: scanProgress(question) });
  const began = clock.now();
  const wants = composedColumns(question);
  const composer = new Composer(cells, table.facts.cells);
  const composed = new Map<string, ColumnComposition>();
  const tell = (final: boolean): void => {
    const composition = wants.flatMap((want) => composed.get(keyOf(want)) ?? []);
    if (!signal.aborted) sendSelection(question, cells, composition, final);
  };
  for (const want of wants) {
    if (clock.now() - began > atOnceMillis) break;
    const held = await residentColumn(table, want);
    if (held === undefined) continue;
    composed.set(keyOf(want), composer.compose(held.value));
    held.release();
  }
  const rest =
    cells.selectedCount === 0 && cells.visibleCount === table.facts.cells ? [] : wants.filter((want) => !composed.has(keyOf(want)));
  tell(rest.length === 0);
  let told = clock.now();
  for (const [at, want] of rest.entries()) {
    await clock.turn();
    throwIfAborted(signal);
    parts.background.noteInteraction();
    try {
      const held = await table.columns.column(want, { signal });
      composed.set(keyOf(want), composer.compose(held.value));
      held.release();
    } catch (thrown) {
      // A column that cannot be read says so where it is asked for; the others are told here all the same.
      const error = toFirstlightError(thrown);
      if (signal.aborted || error.code === 'internal') throw error;
    }
    const last = at === rest.length - 1;
    if (!last && clock.now() - told < toldMillis) continue;
    tell(last);
    told = clock.now();
  }
}

/** What is visible and selected, with how many. */
export interface CountedCells extends SelectedCells {
  readonly visibleCount: number;
  readonly selectedCount: number;
}

/** Applies filters and steps, each set of cells being found once. Errors: those of columns and maps, `too-large`. */
export async function selectCells(table: TableFile, want: SelectionWant, options: ColumnOptions): Promise<CountedCells> {
  const { cells } = table.facts;
  const { limitBytes } = table;
  if (cells > limitBytes) throw new FirstlightError('too-large', `A selection among ${cells} cells does not fit into ${limitBytes} bytes`);
  const holds: Held<unknown>[] = [];
  try {
    const found = await evaluateSelection(want, cells, async (set) => {
      const held = await table.columns.cellsOf(set, options);
      holds.push(held);
      return held.value;
    });
    return { ...found, visibleCount: countCells(found.visible), selectedCount: countCells(found.selected) };
  } finally {
    for (const held of holds) held.release();
  }
}

function sendSelection(
  { request, table, send }: TableQuestion<'select'>,
  { visible, selected, visibleCount, selectedCount }: CountedCells,
  composition: readonly ColumnComposition[],
  final: boolean,
): void {
  send({
    type: 'selection',
    request: request.request,
    ...(visibleCount === table.facts.cells ? {} : { visible: visible.slice() as NonNullable<AnswerOf<'selection'>['visible']> }),
    ...(selectedCount === 0 ? {} : { selected: selected.slice() as NonNullable<AnswerOf<'selection'>['selected']> }),
    visibleCount,
    selectedCount,
    composition: composition.map(copyComposition),
    final,
  });
}

function copyComposition(composition: ColumnComposition): AnswerOf<'selection'>['composition'][number] {
  if (composition.kind === 'numbers') return composition;
  const { names, selected, visible } = composition;
  return { ...composition, names: [...names], selected: selected.slice(), visible: visible.slice() };
}

/** Every column of cells that is no list of texts, the genes that the want names and the one last looked at. */
function composedColumns({ request, table, lastGenes }: TableQuestion<'select'>): ColumnWant[] {
  const wants = table.facts.obs.flatMap(({ name, kind }): ColumnWant[] => (kind === 'string' ? [] : [{ kind: 'obs', name }]));
  const sets = [...request.want.filters, ...request.want.steps].map(({ set }) => set);
  const genes = sets.flatMap((set) => (set.kind === 'range' && set.column.kind === 'gene' ? [set.column] : []));
  const last = lastGenes.get(request.recording);
  const named = new Map([...genes, ...(last === undefined ? [] : [last])].map((want) => [keyOf(want), want]));
  return [...wants, ...named.values()];
}

function keyOf(want: ColumnWant): string {
  return want.kind === 'obs' ? `obs ${want.name}` : `gene ${want.matrix ?? ''} ${want.gene}`;
}

async function residentColumn(table: TableFile, want: ColumnWant): Promise<Held<CellColumn> | undefined> {
  if (want.kind === 'obs') return table.columns.peek(want);
  return table.columns.peek(await table.columns.findGene(want));
}
