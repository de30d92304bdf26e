import type { JSX } from 'preact';
import { type ColormapName, colormapLabels, colormapNames } from '../../picture/colormaps.js';
import { formatWhole } from '../format/figures.js';
import { CommandButton } from '../parts/command-button.js';
import { useModel } from '../parts/model-context.js';
import { Section } from '../parts/section.js';
import { Segmented } from '../parts/segmented.js';
import type { ColumnWant } from '../state/map-state.js';
import type { TableFacts } from '../state/view-state.js';
import { ColorBar } from './color-bar.js';
import type { NumberColumn } from './column-model.js';
import { LegendList } from './legend-list.js';
import { colorColumns, describeMatrix, nameColumn } from './map-choices.js';
import { hasLog } from './map-look.js';
import type { MapModel } from './map-model.js';
import type { MapStageController } from './map-stage-controller.js';

/** What cells are coloured by, and how. */
export function ColorSection({ map, stage }: { readonly map: MapModel; readonly stage: MapStageController }): JSX.Element {
  const facts = map.facts.value;
  const column = map.column.column.value;
  const pending = map.column.pending.value;
  return (
    <Section title="Colour by" action={<CommandButton command="findGene">Gene…</CommandButton>}>
      {facts === undefined ? null : <ColumnSelect map={map} facts={facts} />}
      <GeneChips map={map} />
      {pending !== undefined && column !== undefined ? <p class="fl-hint">Reading {nameColumn(pending)}…</p> : null}
      {column === undefined ? null : column.values.kind === 'categories' ? (
        <LegendList map={map} name={column.name} column={column.values} colours={map.colours.value} />
      ) : (
        <NumberRows map={map} column={column.values} stage={stage} />
      )}
    </Section>
  );
}

/** Columns of the file by kind, the gene that is shown, and nothing. */
function ColumnSelect({ map, facts }: { readonly map: MapModel; readonly facts: TableFacts }): JSX.Element {
  const now = map.colorBy.value;
  const columns = colorColumns(facts);
  const optionOf = (want: ColumnWant | undefined): string =>
    want === undefined ? 'none' : want.kind === 'obs' ? `obs ${want.name}` : 'gene';
  const group = (label: string, kinds: readonly string[]): JSX.Element | null => {
    const some = columns.filter(({ kind }) => kinds.includes(kind));
    return some.length === 0 ? null : (
      <optgroup label={label}>
        {some.map(({ name, categories }) => (
          <option key={name} value={`obs ${name}`}>
            {categories === undefined ? name : `${name}  (${formatWhole(categories)})`}
          </option>
        ))}
      </optgroup>
    );
  };
  return (
    <select
      class="fl-select fl-map-select"
      aria-label="Colour by"
      value={optionOf(now)}
      onChange={(event) => {
        const { value } = event.currentTarget;
        if (value === 'none') map.colorWith(undefined);
        else if (value.startsWith('obs ')) map.colorWith({ kind: 'obs', name: value.slice(4) });
      }}
    >
      {now?.kind === 'gene' ? (
        <optgroup label="Gene">
          <option value="gene">{now.gene}</option>
        </optgroup>
      ) : null}
      {group('Categories', ['categorical', 'boolean'])}
      {group('Numbers', ['numeric'])}
      <option value="none">nothing</option>
    </select>
  );
}

/** Genes that were looked at, to go back to; and the matrix that the shown one is from. */
function GeneChips({ map }: { readonly map: MapModel }): JSX.Element | null {
  const recent = map.recentGenes.value;
  const now = map.colorBy.value;
  const facts = map.facts.value;
  if (now?.kind !== 'gene' && recent.length === 0) return null;
  const shown = map.column.column.value;
  const matrix = shown?.values.kind === 'numbers' ? shown.values.matrix : undefined;
  return (
    <>
      <div class="fl-map-genes">
        {recent.map((want) => (
          <button
            key={`${want.gene} ${want.matrix ?? ''}`}
            type="button"
            class="fl-button"
            aria-pressed={now?.kind === 'gene' && now.gene === want.gene}
            title={`${want.gene} of ${want.matrix ?? facts?.matrix ?? 'X'}`}
            onClick={() => map.colorWith(want)}
          >
            {want.gene}
          </button>
        ))}
      </div>
      {now?.kind !== 'gene' || facts === undefined ? null : (
        <label class="fl-row">
          <span>Matrix</span>
          <select
            class="fl-select"
            value={matrix ?? now.matrix ?? facts.matrix}
            onChange={(event) => map.colorWith({ ...now, matrix: event.currentTarget.value })}
          >
            {facts.matrices.map(({ name }) => (
              <option key={name} value={name}>
                {describeMatrix(facts, name)}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}

interface NumberRowsProps {
  readonly map: MapModel;
  readonly stage: MapStageController;
  readonly column: NumberColumn;
}

function NumberRows({ map, stage, column }: NumberRowsProps): JSX.Element {
  const { store } = useModel();
  const { colormap, levels, log, pixel } = store.state.value.map;
  return (
    <>
      <ColorBar map={map} column={column} />
      <div class="fl-row">
        <span>Clip</span>
        <Segmented
          label="Values left out at either end, percent"
          value={levels.kind === 'percent' ? `${levels.percent}` : 'fixed'}
          options={[
            { value: '0', label: '0 %' },
            { value: '1', label: '1 %' },
            { value: '2', label: '2 %' },
            { value: '5', label: '5 %' },
          ]}
          onChange={(percent) => store.dispatch({ type: 'map:setLevels', levels: { kind: 'percent', percent: Number(percent) } })}
        />
      </div>
      <label class="fl-row">
        <span>Colours</span>
        <select
          class="fl-select"
          value={colormap}
          onChange={(event) => store.dispatch({ type: 'map:setColormap', colormap: event.currentTarget.value as ColormapName })}
        >
          {colormapNames.map((name) => (
            <option key={name} value={name}>
              {colormapLabels[name]}
            </option>
          ))}
        </select>
      </label>
      <div class="fl-row">
        <span>Scale</span>
        <Segmented
          label="Scale of the colours"
          value={log && hasLog(column) ? 'log' : 'linear'}
          options={[
            { value: 'linear', label: 'linear' },
            { value: 'log', label: 'log', title: hasLog(column) ? 'Logarithm of 1 + the value' : 'Of numbers that are nowhere negative' },
          ]}
          onChange={(scale) => store.dispatch({ type: 'map:setLog', log: scale === 'log' })}
        />
      </div>
      {stage.dense.value ? (
        <div class="fl-row">
          <span>A pixel is</span>
          <Segmented
            label="What a pixel says of its cells"
            value={pixel}
            options={[
              { value: 'mean', label: 'mean' },
              { value: 'largest', label: 'greatest' },
            ]}
            onChange={(next) => store.dispatch({ type: 'map:setPixel', pixel: next })}
          />
        </div>
      ) : null}
      {column.missing > 0 ? <p class="fl-hint">{formatWhole(column.missing)} cells have no value</p> : null}
      {(column.rounded ?? 0) > 0 ? <p class="fl-hint">{formatWhole(column.rounded ?? 0)} values were rounded to 32 bits</p> : null}
    </>
  );
}
