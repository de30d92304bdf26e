import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatBytes, formatWhole } from '../format/figures.js';
import { StatusLine } from '../panels/status-line.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { Segmented } from '../parts/segmented.js';
import { ErrorCard } from '../player/error-card.js';
import { EmptyLibrary } from './empty-library.js';
import { FactsPanel } from './facts-panel.js';
import type { KindFilter, SortKey } from './library-model.js';
import { TileGrid } from './tile-grid.js';

const sortNames: Readonly<Record<SortKey, string>> = { recent: 'recent', name: 'name', size: 'size' };

/** All recordings of the opened roots: search, sort, filter, choose. */
export function LibraryPage(): JSX.Element {
  const model = useModel();
  const { library } = model;
  const title = model.welcome.value?.title ?? '';
  const all = library.entries.value;
  const shown = library.shown.value.length;
  const empty = library.listed.value && all.length === 0;
  const error = library.error.value;
  const missing = model.missing.value;
  useEffect(() => {
    document.title = title === '' ? 'Firstlight' : `${title} · Firstlight`;
  }, [title]);
  return (
    <div class="fl-library">
      <header class="fl-topbar fl-library-bar">
        {model.host.leave === undefined ? (
          <h1 class="fl-brand">Firstlight</h1>
        ) : (
          <button type="button" class="fl-button fl-back" onClick={model.host.leave.run}>
            <Icon name="chevron" />
            <span>{model.host.leave.title}</span>
          </button>
        )}
        <label class="fl-search">
          <Icon name="search" />
          <input
            type="search"
            aria-label="Search recordings"
            placeholder={
              all.length === 0 ? 'Search recordings' : `Search ${formatWhole(all.length)} recordings${title === '' ? '' : ` in ${title}`}`
            }
            value={library.search.value}
            onInput={(event) => {
              library.search.value = event.currentTarget.value;
            }}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && library.search.value !== '') {
                event.stopPropagation();
                library.search.value = '';
              } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
                library.selected.value = library.shown.value[0]?.recording;
                document.querySelector<HTMLElement>('.fl-grid')?.focus();
              }
            }}
          />
          <kbd>/</kbd>
        </label>
        <span class="fl-spacer" />
        <KindChoice />
        <label class="fl-sort">
          <span>Sort</span>
          <select
            class="fl-select"
            value={library.sort.value}
            onChange={(event) => {
              library.sort.value = event.currentTarget.value as SortKey;
            }}
          >
            {Object.entries(sortNames).map(([key, name]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <OpenButton />
        <button
          type="button"
          class="fl-button fl-help-button"
          title="Keys and gestures  (?)"
          aria-label="Keys and gestures"
          onClick={() => {
            model.dialog.value = 'help';
          }}
        >
          ?
        </button>
      </header>
      {error !== undefined ? (
        <main class="fl-library-message">
          <ErrorCard error={error} about={title} over={false}>
            <button type="button" class="fl-button fl-button-primary" onClick={() => library.list()}>
              Try again
            </button>
          </ErrorCard>
        </main>
      ) : missing !== undefined ? (
        <main class="fl-library-message">
          <ErrorCard error={missing} about={title} over={false}>
            <button type="button" class="fl-button fl-button-primary" onClick={() => model.closeRecording()}>
              Show the library
            </button>
          </ErrorCard>
        </main>
      ) : empty ? (
        <EmptyLibrary />
      ) : (
        <>
          <TileGrid />
          <FactsPanel />
        </>
      )}
      <div class="fl-library-status">
        {empty || error !== undefined ? null : (
          <span class="fl-status-count">
            {library.listed.value ? '' : 'listing… '}
            {shown === all.length ? formatWhole(all.length) : `${formatWhole(shown)} of ${formatWhole(all.length)}`} recordings ·{' '}
            {formatBytes(all.reduce((sum, entry) => sum + entry.byteLength, 0))}
          </span>
        )}
        <StatusLine />
        <span class="fl-keys-hint">
          <kbd>↑↓←→</kbd> choose <kbd>Enter</kbd> open <kbd>/</kbd> search <kbd>?</kbd> help
        </span>
      </div>
    </div>
  );
}

const kindNames: Readonly<Record<KindFilter, string>> = {
  all: 'All',
  events: 'Events',
  stack: 'Stacks',
  cells: 'Cells',
  unknown: 'Other',
};

/** What there is of each kind, to look at only that; kinds that are not there are left out. */
function KindChoice(): JSX.Element | null {
  const { library } = useModel();
  const counts = library.kindCounts.value;
  const kinds = (Object.keys(kindNames) as KindFilter[]).filter((kind) => counts[kind] > 0);
  if (kinds.length < 3 && library.kind.value === 'all') return null;
  return (
    <Segmented<KindFilter>
      label="Kind"
      value={library.kind.value}
      options={kinds.map((kind) => ({ value: kind, label: `${kindNames[kind]} ${formatWhole(counts[kind])}` }))}
      onChange={(kind) => {
        library.kind.value = kind;
      }}
    />
  );
}

function OpenButton(): JSX.Element | null {
  const { host } = useModel();
  const { openFiles } = host;
  if (openFiles === undefined) return null;
  return (
    <label class="fl-button fl-open" title="Open files of this machine; they stay on it">
      Open…
      <input
        type="file"
        multiple
        aria-label="Open files"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          if (files.length > 0) openFiles(files);
        }}
      />
    </label>
  );
}
