import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals';
import type { Answer, AnswerOf } from '../protocol/answers.js';
import type { Provider } from '../protocol/provider.js';
import { Questions, type ReportedError } from '../protocol/questions.js';
import type { DensityPainter } from './gpu/density-painter.js';
import { Surfaces } from './gpu/surface.js';
import { entryPath, type LibraryEntry, LibraryModel } from './library/library-model.js';
import { DisplayMeter } from './link/display-meter.js';
import { FrameLoop, type FrameSource } from './link/frame-loop.js';
import { MapModel } from './map/map-model.js';
import type { KnownRecording, OpenedPorts } from './opened/opened.js';
import type { OpenedModel } from './opened/opened-model.js';
import { Opening } from './opened/opening.js';
import { PlayerModel } from './player/player-model.js';
import { StackModel } from './stack/stack-model.js';
import { encodeFragment } from './state/fragment.js';
import type { Room } from './state/looks.js';
import { type PreferenceStorage, Preferences } from './state/preferences.js';
import type { Facts, Frame, ViewState } from './state/view-state.js';
import { ViewStore } from './state/view-store.js';

/** `reading`: how the recording is to be read, of whatever kind it is; `raw`: that it is images without a header. */
export type DialogId = 'help' | 'palette' | 'reading' | 'raw';

/** Recordings whose facts are remembered after they were closed. */
const mostKnownFacts = 100;
/** Pictures of recordings that were closed, to show them at once when they are opened again. */
const mostKnownFrames = 4;

/** A short message that goes away by itself. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'warning' | 'error';
}

/** What the page around a viewer can do for it. */
export interface ViewerHost {
  readonly frames: FrameSource;
  readonly storage?: PreferenceStorage | undefined;
  /** Draws maps of many points on the processor; without it a GPU, or what stands in for one, draws them all. */
  readonly density?: (() => DensityPainter) | undefined;
  /** Opens files of this machine in the tab; absent where the page cannot. */
  readonly openFiles?: ((files: readonly File[]) => void) | undefined;
  /** Opens what was dropped on the page, files or folders, in the tab. */
  readonly openDrop?: ((dropped: DataTransfer) => void) | undefined;
  /** Leads back to where the page came from: from dropped files to the server's library. */
  readonly leave?: { readonly title: string; readonly run: () => void } | undefined;
  /** Recordings that a page without any offers. */
  readonly demos?: readonly { readonly title: string; readonly facts: string; readonly open: () => void }[] | undefined;
  /** Said in the status line all the time, e.g. that dropped files stay on this machine. */
  readonly note?: string | undefined;
}

/** What keys ask of the canvas. */
export interface GestureKeys {
  /** Gives up a drag. Returns whether there was one. */
  cancel(): boolean;
  /** Space pressed or released. Returns whether it was a tap that ended. */
  onSpace(down: boolean): boolean;
  /** Zooms by a factor at the middle. */
  zoom(factor: number): void;
  /** Shows everything. */
  fit(): void;
}

/** Everything behind the panels of one mounted viewer. */
export class ViewerModel {
  readonly host: ViewerHost;
  readonly store: ViewStore = new ViewStore();
  readonly preferences: Preferences;
  readonly questions: Questions;
  readonly loop: FrameLoop;
  /** The canvases that pictures are drawn on. */
  readonly surfaces: Surfaces = new Surfaces();
  readonly library: LibraryModel;
  readonly opened: Signal<OpenedModel | undefined> = signal(undefined);
  /** A recording whose kind the host has not said yet. */
  readonly opening: Signal<Opening | undefined> = signal(undefined);
  readonly welcome: Signal<AnswerOf<'welcome'> | undefined> = signal(undefined);
  readonly status: Signal<AnswerOf<'status'> | undefined> = signal(undefined);
  readonly connection: Signal<'open' | 'lost' | 'closed'> = signal('open');
  readonly dialog: Signal<DialogId | undefined> = signal(undefined);
  readonly toasts: Signal<readonly Toast[]> = signal([]);
  /** Only the picture is left. */
  readonly presenting: Signal<boolean> = signal(false);
  /** Rail, inspector and bars are folded away. */
  readonly collapsed: Signal<boolean> = signal(false);
  readonly wide: Signal<boolean> = signal(true);
  /** How much room the page has for views side by side. */
  readonly room: Signal<Room> = signal('usual');
  readonly warm: Signal<boolean> = signal(true);
  /** Words about the pixel under the cursor. */
  readonly hover: Signal<string> = signal('');
  /** A recording that was asked for but is not in the library. */
  readonly missing: Signal<ReportedError | undefined> = signal(undefined);
  readonly inspectorOpen: ReadonlySignal<boolean> = computed(() => this.preferences.inspector.value ?? this.wide.value);

  /** Set by the canvas while it is mounted. */
  gestures: GestureKeys | undefined;
  /** Set by the canvas while it is mounted: what it shows, as PNG. */
  grabCanvas: (() => Promise<Blob>) | undefined;

  readonly #display: DisplayMeter;
  /** Of recordings that were open, oldest first. */
  readonly #knownFacts = new Map<string, Facts>();
  readonly #knownFrames = new Map<string, Frame>();
  readonly #stops: (() => void)[] = [];
  #toastNumber = 0;

  constructor(provider: Provider, host: ViewerHost, initial: ViewState) {
    this.host = host;
    this.preferences = new Preferences(host.storage);
    this.questions = new Questions(provider);
    this.loop = new FrameLoop(host.frames);
    this.#display = new DisplayMeter(host.frames);
    this.library = new LibraryModel(this.questions);
    this.library.opened.value = this.preferences.opened.peek();
    this.store.dispatch({ type: 'restore', state: initial });
    this.#stops.push(
      this.questions.listen((answer) => this.#hear(answer)),
      provider.watchConnection((state) => this.#connectionChanged(state)),
      effect(() => {
        const { recording } = this.store.state.value;
        const entry = recording === undefined ? undefined : this.library.find(recording);
        const listed = this.library.listed.value;
        untracked(() => this.#follow(recording, entry, listed));
      }),
    );
    this.#greet();
  }

  open(entry: LibraryEntry): void {
    performance.mark('firstlight:open');
    this.library.selected.value = entry.recording;
    this.store.dispatch({ type: 'open', recording: entryPath(entry) });
    this.preferences.noteOpened(entryPath(entry), Date.now());
  }

  closeRecording(): void {
    this.presenting.value = false;
    this.library.opened.value = this.preferences.opened.peek();
    this.store.dispatch({ type: 'close' });
  }

  setWarm(warm: boolean): void {
    this.warm.value = warm;
    this.questions.send({ type: 'setBudget', warm });
  }

  /** Puts the URL of this view on the clipboard. The view is in its fragment; it never holds a token. */
  async copyLink(): Promise<void> {
    const url = new URL(window.location.href);
    url.searchParams.delete('token');
    url.hash = encodeFragment(this.store.now);
    await this.copy(url.href, 'Link copied');
  }

  async copy(text: string, done: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.say(done);
    } catch {
      this.say('The browser does not let this page use the clipboard', 'warning');
    }
  }

  /** Esc: a gesture first, then whatever is open on top, then presentation, then nothing. */
  escape(): void {
    if (this.gestures?.cancel() === true) return;
    if (this.dialog.peek() !== undefined) this.dialog.value = undefined;
    else if (this.presenting.peek()) this.presenting.value = false;
    else if (this.opened.peek()?.quality.peek() !== undefined) this.dismissError();
  }

  dismissError(): void {
    const opened = this.opened.peek();
    if (opened !== undefined) opened.error.value = undefined;
  }

  say(text: string, tone: Toast['tone'] = 'plain'): void {
    this.#toastNumber += 1;
    const toast: Toast = { id: this.#toastNumber, text, tone };
    this.toasts.value = [...this.toasts.value.filter((one) => one.text !== text), toast].slice(-3);
    setTimeout(() => this.forget(toast.id), tone === 'plain' ? 3_000 : 8_000);
  }

  forget(id: number): void {
    this.toasts.value = this.toasts.value.filter((one) => one.id !== id);
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.opened.peek()?.close();
    this.opening.peek()?.close();
    this.library.close();
    this.questions.close();
    this.loop.close();
    this.#display.close();
    this.surfaces.close();
  }

  #greet(): void {
    this.questions.send({ type: 'hello', protocol: 1 });
    this.library.list();
  }

  #hear(answer: Answer): void {
    if (answer.type === 'welcome') {
      this.welcome.value = answer;
      this.warm.value = answer.warm;
    } else if (answer.type === 'status') {
      this.status.value = answer;
    } else if (answer.type === 'error') {
      this.say(answer.error.message, 'error');
    }
  }

  #connectionChanged(state: 'open' | 'lost' | 'closed'): void {
    const before = this.connection.peek();
    this.connection.value = state;
    if (state === 'open' && before !== 'open') {
      this.#greet();
      (this.opened.peek() ?? this.opening.peek())?.retry();
    }
  }

  /** Closes what is open and remembers what is known of it, unless a person had said how to read it. */
  #leave(): void {
    this.opening.peek()?.close();
    this.opening.value = undefined;
    const opened = this.opened.peek();
    if (opened === undefined) return;
    const { recording } = opened.entry;
    const facts = opened.readAsItIs ? opened.facts.peek() : undefined;
    opened.close();
    const frame = opened.kind === 'events' && facts !== undefined ? opened.frame.peek() : undefined;
    remember(this.#knownFacts, recording, facts, mostKnownFacts);
    remember(this.#knownFrames, recording, frame, mostKnownFrames);
  }

  #follow(recording: string | undefined, entry: LibraryEntry | undefined, listed: boolean): void {
    const current = this.opened.peek() ?? this.opening.peek();
    if (recording === undefined || entry === undefined) {
      this.#leave();
      if (this.opened.peek() !== undefined) this.opened.value = undefined;
      this.missing.value =
        recording !== undefined && listed
          ? {
              code: 'not-found',
              message: 'This recording is not in the library',
              path: recording,
              advice: 'Go back to the library and choose one.',
            }
          : undefined;
      return;
    }
    this.missing.value = undefined;
    if (current?.entry.recording === entry.recording) return;
    this.#leave();
    this.library.selected.value = entry.recording;
    const placeholder = this.library.details(entry.recording).peek().thumbnail;
    const said = this.store.now.options;
    const facts = said === undefined ? (this.#knownFacts.get(entry.recording) ?? placeholder?.facts) : undefined;
    const frame = said === undefined ? this.#knownFrames.get(entry.recording) : undefined;
    const kind = said?.kind ?? facts?.kind ?? entry.kind;
    if (kind !== 'unknown') {
      this.#show(entry, kind, { placeholder, facts, frame });
      return;
    }
    if (this.opened.peek() !== undefined) this.opened.value = undefined;
    const opening: Opening = new Opening(this.#ports(), entry, (known) => {
      if (this.opening.peek() !== opening) return;
      opening.close();
      this.opening.value = undefined;
      this.#show(entry, known.kind, { placeholder, facts: known });
    });
    this.opening.value = opening;
    opening.ask();
  }

  /** Shows a recording with the model of its kind; should the host say another kind, with that one. */
  #show(entry: LibraryEntry, kind: Facts['kind'], known: KnownRecording): void {
    let made: OpenedModel | undefined;
    let other: Facts | undefined;
    const onOtherKind = (facts: Facts): void => {
      other = facts;
      if (made === undefined || this.opened.peek() !== made) return;
      made.close();
      this.#show(entry, facts.kind, { ...known, facts });
    };
    made = this.#make(entry, kind, { ...known, onOtherKind });
    if (other === undefined) {
      this.opened.value = made;
      return;
    }
    made.close();
    this.#show(entry, other.kind, { ...known, facts: other });
  }

  #make(entry: LibraryEntry, kind: Facts['kind'], known: KnownRecording): OpenedModel {
    if (kind === 'events') return new PlayerModel(this.#ports(), entry, known);
    if (kind === 'stack') return new StackModel(this.#ports(), entry, known);
    return new MapModel(this.#ports(), entry, known);
  }

  #ports(): OpenedPorts {
    return {
      questions: this.questions,
      store: this.store,
      loop: this.loop,
      displayHz: () => this.#display.hertz,
      room: this.room,
      find: (path) => this.library.find(path),
    };
  }
}

/** Puts a value last in what is remembered, or drops it where there is none; the oldest goes where there are too many. */
function remember<Value>(known: Map<string, Value>, key: string, value: Value | undefined, most: number): void {
  known.delete(key);
  if (value === undefined) return;
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > most && oldest !== undefined) known.delete(oldest);
}
