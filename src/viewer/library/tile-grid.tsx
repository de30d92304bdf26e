import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useModel } from '../parts/model-context.js';
import { remPixels, useSize } from '../parts/use-size.js';
import { countColumns, type GridLayout, layOutGrid, neighbour, visibleRows } from './grid-layout.js';
import { Tile } from './tile.js';

const directions: Readonly<Record<string, 'left' | 'right' | 'up' | 'down'>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  k: 'up',
  j: 'down',
};

/** Tiles under headings; only those on the screen exist, so that a thousand cost what forty do. */
export function TileGrid(): JSX.Element {
  const model = useModel();
  const { library } = model;
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const [scrollTop, setScrollTop] = useState(0);
  const rem = remPixels();
  const padding = 0.75 * rem;
  const measures = {
    width: Math.max(0, size.width - 2 * rem),
    leastTileWidth: (size.width < 30 * rem ? 9.5 : 13) * rem,
    gap: 0.75 * rem,
    captionHeight: 4.25 * rem,
    headingHeight: 1.75 * rem,
  };
  const columns = countColumns(measures);
  useLayoutEffect(() => {
    if (size.width > 0) library.columns.value = columns;
  }, [library, columns, size.width > 0]);
  const layout = layOutGrid(library.groups.value, measures);
  const rows = size.height === 0 ? [] : visibleRows(layout, scrollTop - size.height / 2, scrollTop + size.height * 1.5);
  const onScreen = rows
    .filter((row) => row.top + row.height > scrollTop && row.top < scrollTop + size.height)
    .flatMap((row) => (row.kind === 'tiles' ? row.entries : []))
    .map((entry) => entry.recording);
  const shownKey = onScreen.join('\n');
  useEffect(() => {
    library.showTiles(onScreen);
  }, [library, shownKey]);
  const selected = library.selected.value;
  useScrollTo(box, layout, selected, padding);
  useGridKeys(layout);
  const describe = onScreen.length === 0 && library.listed.value ? 'No recording matches' : undefined;
  return (
    <div
      class="fl-grid"
      ref={box}
      tabIndex={0}
      role="listbox"
      aria-label="Recordings"
      aria-activedescendant={selected === undefined ? undefined : `tile-${selected}`}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
    >
      <div class="fl-grid-content" style={{ height: `${layout.height + 2 * padding}px` }}>
        {rows.map((row) =>
          row.kind === 'heading' ? (
            <div key={row.key} class="fl-heading" style={{ top: `${row.top + padding}px`, height: `${row.height}px` }}>
              <h2>{row.group.heading === '' ? (model.welcome.value?.title ?? 'Recordings') : row.group.heading.replaceAll('/', ' / ')}</h2>
              <span>{row.group.entries.length}</span>
            </div>
          ) : (
            row.entries.map((entry, column) => (
              <Tile
                key={entry.recording}
                entry={entry}
                selected={entry.recording === selected}
                left={rem + column * (layout.tileWidth + measures.gap)}
                top={row.top + padding}
                width={layout.tileWidth}
                height={row.height}
              />
            ))
          ),
        )}
      </div>
      {describe === undefined ? null : <p class="fl-hint fl-grid-hint">{describe}</p>}
    </div>
  );
}

function useScrollTo(
  box: { readonly current: HTMLElement | null },
  layout: GridLayout,
  selected: string | undefined,
  padding: number,
): void {
  const layoutNow = useRef(layout);
  layoutNow.current = layout;
  useEffect(() => {
    const element = box.current;
    const row = layoutNow.current.rows.find((one) => one.kind === 'tiles' && one.entries.some((entry) => entry.recording === selected));
    if (element === null || row === undefined) return;
    const index = layoutNow.current.rows.indexOf(row);
    const heading = layoutNow.current.rows[index - 1];
    const top = heading?.kind === 'heading' ? heading.top : row.top;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (row.top + row.height + 2 * padding > element.scrollTop + element.clientHeight) {
      element.scrollTop = row.top + row.height + 2 * padding - element.clientHeight;
    }
  }, [box, selected, padding]);
}

function useGridKeys(layout: GridLayout): void {
  const model = useModel();
  const layoutNow = useRef(layout);
  layoutNow.current = layout;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const direction = directions[event.key];
      if (direction === undefined || event.ctrlKey || event.metaKey || event.altKey || model.dialog.peek() !== undefined) return;
      const { target } = event;
      if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
      event.preventDefault();
      const next = neighbour(layoutNow.current, model.library.selected.peek(), direction);
      if (next !== undefined) model.library.selected.value = next.recording;
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [model]);
}
