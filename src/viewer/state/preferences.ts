import { type Signal, signal } from '@preact/signals';
import * as v from 'valibot';

export type Theme = 'system' | 'light' | 'dark';

const schema = v.object({
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  inspector: v.optional(v.boolean()),
  opened: v.optional(v.record(v.string(), v.number()), {}),
});

const storageKey = 'firstlight';
const openedLimit = 200;

/** Where preferences are kept: `localStorage`, or nothing where a browser denies it. */
export type PreferenceStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** What belongs to a person rather than to a view: theme, open panels, what was opened when. Kept in this browser. */
export class Preferences {
  readonly theme: Signal<Theme>;
  /** Whether the inspector is open; nothing until it was opened or closed by hand. */
  readonly inspector: Signal<boolean | undefined>;
  readonly opened: Signal<Readonly<Record<string, number>>>;
  readonly #storage: PreferenceStorage | undefined;

  constructor(storage: PreferenceStorage | undefined) {
    this.#storage = storage;
    const kept = readKept(storage);
    this.theme = signal(kept.theme);
    this.inspector = signal(kept.inspector);
    this.opened = signal(kept.opened);
  }

  setTheme(theme: Theme): void {
    this.theme.value = theme;
    this.#keep();
  }

  setInspector(open: boolean): void {
    this.inspector.value = open;
    this.#keep();
  }

  noteOpened(path: string, nowMillis: number): void {
    const newest = Object.entries({ ...this.opened.peek(), [path]: nowMillis }).sort((a, b) => b[1] - a[1]);
    this.opened.value = Object.fromEntries(newest.slice(0, openedLimit));
    this.#keep();
  }

  #keep(): void {
    const { theme, inspector, opened } = this;
    const text = JSON.stringify({ theme: theme.peek(), inspector: inspector.peek(), opened: opened.peek() });
    try {
      this.#storage?.setItem(storageKey, text);
    } catch {
      // Storage may be full or denied: preferences then last as long as the page.
    }
  }
}

function readKept(storage: PreferenceStorage | undefined): v.InferOutput<typeof schema> {
  try {
    return v.parse(schema, JSON.parse(storage?.getItem(storageKey) ?? '{}'));
  } catch {
    return v.parse(schema, {});
  }
}
