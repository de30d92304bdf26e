import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Rgb } from '../../picture/palettes.js';
import { formatWhole } from '../format/figures.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { remPixels } from '../parts/use-size.js';
import type { CategoryColumn } from './column-model.js';
import { type CategoryName, isolateCategory, showAllCategories, toggleCategory } from './map-filters.js';
import { hiddenCodes } from './map-look.js';
import type { MapModel } from './map-model.js';
import { type SelectionOp, selectionOp } from './selection-drags.js';

/** Lists from this length on can be searched, and ordered by their counts. */
const searchedFrom = 13;
/** Heights of a row: for fingers they are larger. */
const rowRemsWide = 1.5;
const rowRemsNarrow = 2.25;
/** Rows in sight; longer lists scroll, and only what is in sight exists. */
const rowsInSight = 14;

export interface LegendListProps {
  readonly map: MapModel;
  readonly name: string;
  readonly column: CategoryColumn;
  readonly colours: readonly Rgb[];
}

/**
 * The categories of a column with their cells, which add up. A click hides, Alt-click or a double click isolates, Ctrl-click selects.
 */
export function LegendList({ map, name, column, colours }: LegendListProps): JSX.Element {
  const { store } = useModel();
  const { filters } = store.state.value.map;
  const [text, setText] = useState('');
  const [byCount, setByCount] = useState(false);
  const [top, setTop] = useState(0);
  const composition = map.selection.composition.value.get(name);
  const counts =
    composition?.kind === 'categories' && composition.visible.length === column.counts.length ? composition.visible : column.counts;
  const hidden = hiddenCodes(name, column.names, filters);
  const codes = useMemo(() => listed(column, text, byCount), [column, text, byCount]);
  const rowRems = matchMedia('(max-width: 719px)').matches ? rowRemsNarrow : rowRemsWide;
  const rowPixels = rowRems * remPixels();
  const first = codes.length <= rowsInSight ? 0 : Math.max(0, Math.floor(top / rowPixels) - 4);
  const last = codes.length <= rowsInSight ? codes.length : Math.min(codes.length, first + rowsInSight + 8);
  const total = sumOf(counts);
  const dispatch = (next: typeof filters): void => store.dispatch({ type: 'map:setFilters', filters: next });
  const act = (category: CategoryName, event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey) select(map, name, category, selectionOp(event));
    else if (event.altKey) dispatch(isolateCategory(filters, name, category));
    else dispatch(toggleCategory(filters, name, category));
  };
  return (
    <div class="fl-legend-list">
      {column.names.length < searchedFrom ? null : (
        <div class="fl-legend-tools">
          <div class="fl-search">
            <Icon name="search" />
            <input
              type="text"
              aria-label={`Search among the categories of ${name}`}
              placeholder={`${formatWhole(column.names.length)} categories`}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </div>
          <button type="button" class="fl-button" aria-pressed={byCount} title="Most cells first" onClick={() => setByCount(!byCount)}>
            by count
          </button>
        </div>
      )}
      <div
        class="fl-legend-rows"
        style={{ maxHeight: `${rowsInSight * rowRems}rem` }}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <div style={{ height: `${codes.length * rowRems}rem`, paddingTop: `${first * rowRems}rem`, '--fl-row': `${rowRems}rem` }}>
          {codes.slice(first, last).map((code) => {
            const category: CategoryName = code === column.names.length ? null : column.names[code]!;
            const label = category ?? 'no value';
            return (
              <div key={code} class="fl-legend-row" data-hidden={hidden[code] === 1}>
                <button
                  type="button"
                  class="fl-legend-toggle"
                  aria-pressed={hidden[code] !== 1}
                  title={`${label}\nClick hides, Alt-click or double click isolates, Ctrl-click selects`}
                  onClick={(event) => act(category, event)}
                  onDblClick={() => dispatch(isolateCategory(filters, name, category))}
                >
                  <span class="fl-legend-swatch" style={{ background: `rgb(${colours[code]?.join(' ') ?? ''})` }} />
                  <span class="fl-legend-name">{label}</span>
                  <span class="fl-number-text">{formatWhole(counts[code] ?? 0)}</span>
                </button>
                <button
                  type="button"
                  class="fl-button fl-legend-select"
                  aria-label={`Select ${label}`}
                  title={`Select ${label}  (Shift adds, Alt subtracts, both intersect)`}
                  onClick={(event) => select(map, name, category, selectionOp(event))}
                >
                  <Icon name="lasso" />
                </button>
              </div>
            );
          })}
        </div>
      </div>
      <div class="fl-legend-total">
        <span>
          {text === ''
            ? total === sumOf(column.counts)
              ? 'all cells'
              : 'cells that pass the filters'
            : `${formatWhole(codes.length)} found`}
        </span>
        {hidden.includes(1) ? (
          <button type="button" class="fl-button" onClick={() => dispatch(showAllCategories(filters, name))}>
            Show all
          </button>
        ) : null}
        <span class="fl-number-text">{formatWhole(total)}</span>
      </div>
    </div>
  );
}

function sumOf(counts: Uint32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function select(map: MapModel, column: string, category: CategoryName, op: SelectionOp): void {
  const set = { kind: 'categories' as const, column, names: [category] };
  if (op === 'replace') map.select({ op: 'add', set }, true);
  else map.select({ op, set }, false);
}

/** Codes in the order of the list; cells without a category come last, where there are any. */
function listed({ names, counts }: CategoryColumn, text: string, byCount: boolean): readonly number[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const codes = [...names.keys()].filter((code) => {
    const name = names[code]!.toLowerCase();
    return words.every((word) => name.includes(word));
  });
  if (byCount) codes.sort((a, b) => counts[b]! - counts[a]!);
  return words.length === 0 && (counts[names.length] ?? 0) > 0 ? [...codes, names.length] : codes;
}
