import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { AnswerOf } from '../../protocol/answers.js';
import type { Questions, ReportedError } from '../../protocol/questions.js';

export type LibraryEntry = AnswerOf<'entries'>['entries'][number];
export type Thumbnail = AnswerOf<'thumbnail'>;
export type SortKey = 'recent' | 'name' | 'size';
export type KindFilter = 'all' | LibraryEntry['kind'];

/** What a tile knows besides its entry. */
export interface TileDetails {
  readonly thumbnail?: Thumbnail;
  readonly error?: ReportedError;
}

/** Recordings under one heading. */
export interface LibraryGroup {
  readonly heading: string;
  readonly entries: readonly LibraryEntry[];
}

/** Name that links use: folder and name, parts joined by `/`. */
export function entryPath(entry: LibraryEntry): string {
  return entry.folder === '' ? entry.name : `${entry.folder}/${entry.name}`;
}

const thumbnailWidth = 480;
const thumbnailHeight = 270;
/** Questions for thumbnails that are under way at once: the host works on them one by one anyway. */
const thumbnailLimit = 4;

/** The list of recordings, what is asked for of it and what was answered. */
export class LibraryModel {
  readonly entries: Signal<readonly LibraryEntry[]> = signal([]);
  readonly listed: Signal<boolean> = signal(false);
  readonly error: Signal<ReportedError | undefined> = signal(undefined);
  readonly search: Signal<string> = signal('');
  readonly sort: Signal<SortKey> = signal('recent');
  readonly kind: Signal<KindFilter> = signal('all');
  readonly selected: Signal<string | undefined> = signal(undefined);
  /** Recordings by when they were last opened here, milliseconds since 1970. */
  readonly opened: Signal<Readonly<Record<string, number>>> = signal({});
  readonly thumbnailsDone: Signal<number> = signal(0);
  /** How many tiles fit side by side: as many make the row of recent ones. */
  readonly columns: Signal<number> = signal(4);

  readonly groups: ReadonlySignal<readonly LibraryGroup[]> = computed(() =>
    groupEntries(this.matching.value, this.sort.value, this.search.value !== '', this.opened.value, this.columns.value),
  );
  readonly matching: ReadonlySignal<readonly LibraryEntry[]> = computed(() =>
    filterEntries(this.entries.value, this.search.value, this.kind.value, this.#told.value),
  );
  /** How many there are of each kind. */
  readonly kindCounts: ReadonlySignal<Readonly<Record<KindFilter, number>>> = computed(() => {
    const counts = { all: 0, events: 0, stack: 0, cells: 0, unknown: 0 };
    for (const entry of this.entries.value) {
      counts.all += 1;
      counts[this.#told.value.get(entry.recording) ?? entry.kind] += 1;
    }
    return counts;
  });
  /** Matching entries in the order they are shown. */
  readonly shown: ReadonlySignal<readonly LibraryEntry[]> = computed(() => this.groups.value.flatMap((group) => group.entries));
  readonly selectedEntry: ReadonlySignal<LibraryEntry | undefined> = computed(() =>
    this.entries.value.find((entry) => entry.recording === this.selected.value),
  );

  readonly #questions: Questions;
  /** Kinds that hosts told of recordings whose name had said another, or nothing. */
  readonly #told: Signal<ReadonlyMap<string, LibraryEntry['kind']>> = signal(new Map());
  readonly #details = new Map<string, Signal<TileDetails>>();
  readonly #asked = new Map<string, () => void>();
  #visible: readonly string[] = [];
  #stopListing: (() => void) | undefined;

  constructor(questions: Questions) {
    this.#questions = questions;
  }

  /** Asks for the list, again after a connection was lost. Later changes arrive by themselves. */
  list(): void {
    this.#stopListing?.();
    for (const cancel of this.#asked.values()) cancel();
    this.#asked.clear();
    let fresh = true;
    this.#stopListing = this.#questions.ask({ type: 'list' }, (reply) => {
      if (reply.type === 'error') this.error.value = reply.error;
      if (reply.type !== 'entries') return;
      const known = fresh ? [] : this.entries.value;
      fresh = false;
      const replaced = new Set([...reply.entries.map((entry) => entry.recording), ...(reply.removed ?? [])]);
      this.entries.value = [...known.filter((entry) => !replaced.has(entry.recording)), ...reply.entries];
      for (const { recording } of known) if (replaced.has(recording)) this.#forgetPicture(recording);
      this.error.value = undefined;
      if (reply.done) this.listed.value = true;
      if (this.selectedEntry.value === undefined) this.selected.value = this.shown.value[0]?.recording;
    });
    this.showTiles(this.#visible);
  }

  details(recording: string): Signal<TileDetails> {
    let details = this.#details.get(recording);
    if (details === undefined) {
      details = signal({});
      this.#details.set(recording, details);
    }
    return details;
  }

  /** Says which tiles are on the screen, most wanted first. Thumbnails of others that are under way are given up. */
  showTiles(recordings: readonly string[]): void {
    this.#visible = recordings;
    const wanted = new Set(recordings);
    for (const [recording, cancel] of this.#asked) {
      if (wanted.has(recording)) continue;
      cancel();
      this.#asked.delete(recording);
    }
    this.#askNext();
  }

  /** Keeps what kind a recording turned out to be: filters go by it. */
  noteKind(recording: string, kind: LibraryEntry['kind']): void {
    const known = this.#told.peek().get(recording) ?? this.entries.peek().find((entry) => entry.recording === recording)?.kind;
    if (known !== kind) this.#told.value = new Map([...this.#told.peek(), [recording, kind]]);
  }

  /** Asks once more for a picture that could not be made. */
  retry(recording: string): void {
    this.details(recording).value = {};
    this.#askNext();
  }

  find(path: string): LibraryEntry | undefined {
    const { value } = this.entries;
    return value.find((entry) => entryPath(entry) === path) ?? value.find((entry) => entry.recording === path);
  }

  close(): void {
    this.#stopListing?.();
    for (const cancel of this.#asked.values()) cancel();
  }

  /** What was drawn is no longer what is there. */
  #forgetPicture(recording: string): void {
    this.#asked.get(recording)?.();
    this.#asked.delete(recording);
    const details = this.#details.get(recording);
    if (details !== undefined) details.value = {};
    this.#askNext();
  }

  #askNext(): void {
    for (const recording of this.#visible) {
      if (this.#asked.size >= thumbnailLimit) return;
      const details = this.details(recording);
      const known = details.peek();
      if (this.#asked.has(recording) || known.thumbnail !== undefined || known.error !== undefined) continue;
      const settle = (value: TileDetails): void => {
        details.value = value;
        this.#asked.delete(recording);
        if (value.thumbnail !== undefined) {
          this.thumbnailsDone.value += 1;
          this.noteKind(recording, value.thumbnail.facts.kind);
        }
        this.#askNext();
      };
      const cancel = this.#questions.ask({ type: 'thumbnail', recording, width: thumbnailWidth, height: thumbnailHeight }, (reply) => {
        if (reply.type === 'thumbnail') settle({ thumbnail: reply });
        else if (reply.type === 'error' && reply.error.code !== 'aborted') settle({ error: reply.error });
      });
      this.#asked.set(recording, cancel);
    }
  }
}

/** Entries whose folder and name hold every word of the search, of one kind: the one that was told, else what the name says. */
export function filterEntries(
  entries: readonly LibraryEntry[],
  search: string,
  kind: KindFilter,
  told: ReadonlyMap<string, LibraryEntry['kind']> = new Map(),
): readonly LibraryEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    if (kind !== 'all' && (told.get(entry.recording) ?? entry.kind) !== kind) return false;
    const text = entryPath(entry).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/**
 * Headings and their recordings: by default one row of recent ones, then folders; by name or size, or while searching,
 * folders without the row of recent ones.
 */
export function groupEntries(
  entries: readonly LibraryEntry[],
  sort: SortKey,
  searching: boolean,
  opened: Readonly<Record<string, number>>,
  columns: number,
): readonly LibraryGroup[] {
  const recency = (entry: LibraryEntry): number => Math.max(opened[entryPath(entry)] ?? 0, entry.modifiedMillis ?? 0);
  const byName = (a: LibraryEntry, b: LibraryEntry): number => compareNames(a.name, b.name);
  const orders = {
    recent: (a: LibraryEntry, b: LibraryEntry): number => recency(b) - recency(a) || byName(a, b),
    name: byName,
    size: (a: LibraryEntry, b: LibraryEntry): number => b.byteLength - a.byteLength || byName(a, b),
  };
  const sorted = [...entries].sort(orders[sort]);
  const groups: LibraryGroup[] = [];
  let rest: readonly LibraryEntry[] = sorted;
  if (sort === 'recent' && !searching && sorted.length > columns) {
    groups.push({ heading: 'Recent', entries: sorted.slice(0, columns) });
    rest = sorted.slice(columns);
  }
  const folders = new Map<string, LibraryEntry[]>();
  for (const entry of rest) {
    const folder = folders.get(entry.folder);
    if (folder === undefined) folders.set(entry.folder, [entry]);
    else folder.push(entry);
  }
  for (const heading of [...folders.keys()].sort(compareNames)) groups.push({ heading, entries: folders.get(heading) ?? [] });
  return groups;
}

const collator: Intl.Collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}
