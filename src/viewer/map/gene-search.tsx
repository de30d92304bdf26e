import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatBytes, formatWhole } from '../format/figures.js';
import { formatInterval } from '../format/quantities.js';
import { Icon } from '../parts/icons.js';
import type { ColumnWant } from '../state/map-state.js';
import type { TableFacts } from '../state/view-state.js';
import type { FoundGenes } from './genes-model.js';
import type { MapModel } from './map-model.js';

/** While arrows go through the list, the map follows after this. */
const tryMillis = 120;

/** Finds a gene as one types; arrows colour the map with what they reach, Enter keeps it, Esc goes back. */
export function GeneSearch({ map }: { readonly map: MapModel }): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const { genes } = map;
  const facts = map.facts.value;
  const [matrix, setMatrix] = useState<string | undefined>(() => matrixNow(map) ?? facts?.matrix);
  const found = genes.found.value;
  const list = found?.genes ?? [];
  const access = facts?.matrices.find(({ name }) => name === matrix)?.access;
  const cheap = access === undefined || access.state === 'direct' || access.state === 'ready';

  useEffect(() => {
    input.current?.focus();
    input.current?.select();
    genes.find(genes.text.peek(), matrix);
  }, [genes, matrix]);
  useEffect(() => {
    const name = chosen === undefined || !cheap ? undefined : nameAt(list, chosen);
    if (name === undefined) return undefined;
    const timer = setTimeout(() => {
      map.tried.value = wantOf(name, matrix);
    }, tryMillis);
    return () => clearTimeout(timer);
  }, [map, chosen, cheap, matrix, list]);
  useEffect(() => () => map.stopTrying(), [map]);

  const take = (index: number): void => {
    const name = nameAt(list, index);
    if (name === undefined) return;
    map.colorWith(wantOf(name, matrix));
    genes.close();
  };
  const onKeyDown = (event: JSX.TargetedKeyboardEvent<HTMLInputElement>): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = chosen === undefined ? (step > 0 ? 0 : list.length - 1) : chosen + step;
      setChosen(Math.min(list.length - 1, Math.max(0, next)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      take(chosen ?? 0);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      genes.close();
    }
  };
  const keepGestures = (event: Event): void => event.stopPropagation();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: gestures of the map below are kept away
    <div
      class="fl-plate fl-map-search"
      onPointerDown={keepGestures}
      onWheel={keepGestures}
      onDblClick={keepGestures}
      onFocusOut={(event) => {
        if (event.relatedTarget instanceof Node && !event.currentTarget.contains(event.relatedTarget)) genes.close();
      }}
    >
      <div class="fl-search">
        <Icon name="search" />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label="Find a gene"
          aria-expanded={list.length > 0}
          aria-controls="fl-genes"
          aria-activedescendant={chosen === undefined ? undefined : `fl-gene-${chosen}`}
          placeholder={`Find among ${formatWhole(geneCount(facts, matrix))} genes`}
          autocomplete="off"
          spellcheck={false}
          value={genes.text.value}
          onInput={(event) => {
            setChosen(undefined);
            genes.find(event.currentTarget.value, matrix);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {facts === undefined || facts.matrices.length === 0 ? null : (
        <div class="fl-map-matrices">
          {facts.matrices.map(({ name, sample }) => (
            <button
              key={name}
              type="button"
              class="fl-button"
              aria-pressed={name === matrix}
              title={sample === undefined ? name : `${name} looks ${sample.look}`}
              onClick={() => {
                setChosen(undefined);
                setMatrix(name);
              }}
            >
              {name}
              {sample === undefined ? null : <span class="fl-muted">{sample.look}</span>}
            </button>
          ))}
        </div>
      )}
      <AccessNote map={map} matrix={matrix} />
      <div id="fl-genes" class="fl-map-found" role="listbox" aria-label="Genes" tabIndex={-1}>
        {list.map(({ name, found: other, index }, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={index}
            id={`fl-gene-${at}`}
            role="option"
            aria-selected={at === chosen}
            tabIndex={-1}
            onPointerMove={() => (cheap && chosen !== at ? setChosen(at) : undefined)}
            onClick={() => take(at)}
          >
            <span>{other ?? name}</span>
            {other === undefined ? null : <span class="fl-muted">{name}</span>}
          </div>
        ))}
      </div>
      {found === undefined ? null : (
        <p class="fl-hint">
          {found.genes.length === 0
            ? `No gene of ${found.matrix} is called that`
            : `${formatWhole(found.total)} ${found.total === 1 ? 'gene' : 'genes'}${found.total > list.length ? `, the first ${list.length} are shown` : ''}`}
        </p>
      )}
      {genes.error.value === undefined ? null : <p class="fl-hint fl-warning-text">{genes.error.value.message}</p>}
    </div>
  );
}

/** How a gene comes out of the matrix where that is not at once, and what would help. */
function AccessNote({ map, matrix }: { readonly map: MapModel; readonly matrix: string | undefined }): JSX.Element | null {
  const access = map.facts.value?.matrices.find(({ name }) => name === matrix)?.access;
  if (matrix === undefined || access === undefined || access.state === 'direct' || access.state === 'ready') return null;
  const seconds = access.scanSeconds === undefined ? '' : `, about ${formatInterval(Math.ceil(access.scanSeconds))}`;
  const building = map.index.building.value?.matrix === matrix;
  return (
    <p class="fl-hint fl-map-access">
      {access.state === 'building'
        ? `The index of ${matrix} is being built: ${Math.floor(access.done * 100)} %. Until then each gene reads ${formatBytes(access.scanBytes)}${seconds}.`
        : `Each gene of ${matrix} reads ${formatBytes(access.scanBytes)}${seconds}.`}
      {access.state === 'refused' ? ` ${access.reason ?? ''}` : ''}
      {access.state !== 'scan' || building ? null : (
        <button type="button" class="fl-button" onClick={() => map.index.build(matrix)}>
          Build an index, {formatBytes(access.indexBytes)}
        </button>
      )}
    </p>
  );
}

/** What a gene is asked for as: the identifier that was found where no other gene has it, which says more than a number. */
function nameAt(list: FoundGenes['genes'], index: number): string | undefined {
  const gene = list[index];
  if (gene?.found === undefined) return gene?.name;
  return list.some((other) => other !== gene && (other.found === gene.found || other.name === gene.found)) ? gene.name : gene.found;
}

function wantOf(gene: string, matrix: string | undefined): ColumnWant {
  return { kind: 'gene', gene, ...(matrix === undefined ? {} : { matrix }) };
}

function matrixNow(map: MapModel): string | undefined {
  const want = map.colorBy.peek();
  return want?.kind === 'gene' ? want.matrix : undefined;
}

function geneCount(facts: TableFacts | undefined, matrix: string | undefined): number {
  return facts?.matrices.find(({ name }) => name === matrix)?.genes ?? facts?.genes ?? 0;
}
