import type { JSX } from 'preact';
import { formatWhole } from '../format/figures.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { Section } from '../parts/section.js';
import type { CellFilter } from '../state/map-state.js';
import { describeSet } from './map-filters.js';
import type { MapModel } from './map-model.js';

/** Which cells are let through: filters stack, and stay when the colours change. */
export function FiltersSection({ map }: { readonly map: MapModel }): JSX.Element | null {
  const { store } = useModel();
  const { filters } = store.state.value.map;
  if (filters.length === 0) return null;
  const set = (next: readonly CellFilter[]): void => store.dispatch({ type: 'map:setFilters', filters: next });
  const change = (at: number, part: Partial<CellFilter>): void =>
    set(filters.map((filter, index) => (index === at ? { ...filter, ...part } : filter)));
  const answer = map.selection.answer.value;
  const cells = map.facts.value?.cells ?? 0;
  return (
    <Section
      title="Filters"
      action={
        <button type="button" class="fl-button" onClick={() => set([])}>
          Clear
        </button>
      }
    >
      <ul class="fl-filters">
        {filters.map((filter, at) => (
          <li key={at}>
            <label title="On or off">
              <input type="checkbox" checked={filter.on} onChange={(event) => change(at, { on: event.currentTarget.checked })} />
              <span>{describeSet(filter.set)}</span>
            </label>
            <button
              type="button"
              class="fl-button"
              aria-pressed={filter.except}
              title="Let through what is outside of it"
              onClick={() => change(at, { except: !filter.except })}
            >
              except
            </button>
            <button
              type="button"
              class="fl-button fl-button-icon"
              aria-label="Select these cells"
              title="Select these cells"
              onClick={() => map.select({ op: 'add', set: filter.set }, true)}
            >
              <Icon name="lasso" />
            </button>
            <button
              type="button"
              class="fl-button fl-button-icon"
              aria-label="Remove this filter"
              title="Remove this filter"
              onClick={() => set(filters.filter((_, index) => index !== at))}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      {answer === undefined ? null : (
        <div class="fl-legend-total">
          <span>pass</span>
          <span class="fl-number-text">
            {formatWhole(answer.visibleCount)} of {formatWhole(cells)}
          </span>
        </div>
      )}
    </Section>
  );
}
