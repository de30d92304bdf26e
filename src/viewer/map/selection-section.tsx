import type { JSX } from 'preact';
import { categoryColours } from '../../picture/category-colors.js';
import type { Rgb } from '../../picture/palettes.js';
import { formatWhole } from '../format/figures.js';
import { formatValue } from '../format/quantities.js';
import { CommandButton } from '../parts/command-button.js';
import { useModel } from '../parts/model-context.js';
import { Section } from '../parts/section.js';
import type { MapModel } from './map-model.js';
import type { Composition } from './selection-model.js';

type Categories = Extract<Composition, { kind: 'categories' }>;

const mostRows = 8;

/** How many cells are selected and what they consist of, in every column. */
export function SelectionSection({ map }: { readonly map: MapModel }): JSX.Element {
  const { steps } = useModel().store.state.value.map;
  const answer = map.selection.answer.value;
  const cells = answer?.visibleCount ?? map.facts.value?.cells ?? 0;
  if (steps.length === 0 || answer === undefined) {
    return (
      <Section title="Selection">
        <p class="fl-hint">
          Draw a rectangle (R) or a lasso (O), or choose a category. Shift adds, Alt subtracts, both together intersect.
        </p>
      </Section>
    );
  }
  const column = map.column.column.value;
  const shown = answer.composition.find((part) => part.column === column?.name);
  const others = answer.composition.filter((part) => part !== shown);
  return (
    <Section title="Selection" action={<CommandButton command="clearSelection">Clear</CommandButton>}>
      <div class="fl-legend-total">
        <span>selected</span>
        <span class="fl-number-text">
          {formatWhole(answer.selectedCount)} · {formatShare(answer.selectedCount, cells)}
        </span>
      </div>
      {answer.selectedCount === 0 ? null : (
        <>
          {shown === undefined ? null : <Part part={shown} colours={map.colours.value} open />}
          {others.map((part) => (
            <Part
              key={part.column}
              part={part}
              colours={part.kind === 'categories' ? categoryColours(part.names.length) : []}
              open={false}
            />
          ))}
          {answer.final ? null : <p class="fl-hint">Reading the other columns…</p>}
        </>
      )}
    </Section>
  );
}

function Part({
  part,
  colours,
  open,
}: {
  readonly part: Composition;
  readonly colours: readonly Rgb[];
  readonly open: boolean;
}): JSX.Element {
  return (
    <details class="fl-composition" open={open}>
      <summary>
        <span>{part.column}</span>
        {part.kind === 'numbers' ? (
          <span class="fl-number-text">{part.selected.median === null ? '–' : `median ${formatValue(part.selected.median, 3)}`}</span>
        ) : (
          <span class="fl-number-text">{mostCommon(part)}</span>
        )}
      </summary>
      {part.kind === 'categories' ? <CategoryRows part={part} colours={colours} /> : <NumberRows part={part} />}
    </details>
  );
}

function CategoryRows({ part, colours }: { readonly part: Categories; readonly colours: readonly Rgb[] }): JSX.Element {
  const total = part.selected.reduce((sum, count) => sum + count, 0);
  const codes = [...part.selected.keys()].filter((code) => part.selected[code]! > 0).sort((a, b) => part.selected[b]! - part.selected[a]!);
  const rest = codes.slice(mostRows).reduce((sum, code) => sum + part.selected[code]!, 0);
  const visible = part.visible.reduce((sum, count) => sum + count, 0);
  return (
    <>
      <div class="fl-composition-bar" aria-hidden="true">
        {codes.map((code) => (
          <span key={code} style={{ flexGrow: part.selected[code]!, background: css(colours[code]) }} />
        ))}
      </div>
      <table class="fl-composition-rows">
        <thead>
          <tr>
            <th scope="col">category</th>
            <th scope="col">cells</th>
            <th scope="col">share</th>
            <th scope="col" title="Share among the selected against the share among all that is visible">
              × all
            </th>
          </tr>
        </thead>
        <tbody>
          {codes.slice(0, mostRows).map((code) => {
            const share = part.selected[code]! / total;
            const among = part.visible[code]! / Math.max(1, visible);
            return (
              <tr key={code}>
                <th scope="row">
                  <span class="fl-legend-swatch" style={{ background: css(colours[code]) }} />
                  {part.names[code] ?? 'no value'}
                </th>
                <td>{formatWhole(part.selected[code]!)}</td>
                <td>{formatShare(part.selected[code]!, total)}</td>
                <td>{among > 0 ? formatValue(share / among, 2) : '–'}</td>
              </tr>
            );
          })}
          {rest === 0 ? null : (
            <tr>
              <th scope="row">{formatWhole(codes.length - mostRows)} more</th>
              <td>{formatWhole(rest)}</td>
              <td>{formatShare(rest, total)}</td>
              <td />
            </tr>
          )}
        </tbody>
      </table>
    </>
  );
}

function NumberRows({ part }: { readonly part: Extract<Composition, { kind: 'numbers' }> }): JSX.Element {
  const rows = ['mean', 'median', 'least', 'greatest'] as const;
  const text = (value: number | null): string => (value === null ? '–' : formatValue(value, 4));
  return (
    <table class="fl-composition-rows">
      <thead>
        <tr>
          <th scope="col">of cells</th>
          <th scope="col">selected</th>
          <th scope="col">visible</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            <th scope="row">{row}</th>
            <td>{text(part.selected[row])}</td>
            <td>{text(part.visible[row])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function mostCommon({ names, selected }: Categories): string {
  let most = 0;
  for (let code = 1; code < selected.length; code += 1) if (selected[code]! > selected[most]!) most = code;
  const total = selected.reduce((sum, count) => sum + count, 0);
  return `${names[most] ?? 'no value'} ${formatShare(selected[most] ?? 0, total)}`;
}

function formatShare(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)}\u00a0%`;
}

function css(colour: Rgb | undefined): string {
  return `rgb(${(colour ?? [128, 128, 128]).join(' ')})`;
}
