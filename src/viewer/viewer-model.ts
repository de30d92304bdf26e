import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals';
import type { Answer, AnswerOf } from '../protocol/answers.js';
import type { Provider } from '../protocol/provider.js';
import { framePng, pictureName, saveBlob } from './format/export-picture.js';
import { renderCommand } from './format/render-command.js';
import { createSurface, type Surface } from './gpu/surface.js';
import { entryPath, type LibraryEntry, LibraryModel } from './library/library-model.js';
import { DisplayMeter } from './link/display-meter.js';
import { FrameLoop, type FrameSource } from './link/frame-loop.js';
import { Questions, type ReportedError } from './link/questions.js';
import { PlayerModel } from './player/player-model.js';
import { encodeFragment } from './state/fragment.js';
import { type PreferenceStorage, Preferences } from './state/preferences.js';
import type { EventFacts, ViewState } from './state/view-state.js';
import { ViewStore } from './state/view-store.js';

export type DialogId = 'help' | 'palette' | 'columns';

/** Recordings whose facts are remembered after they were closed. */
const mostKnownFacts = 100;

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
}

/** Everything behind the panels of one mounted viewer. */
export class ViewerModel {
  readonly host: ViewerHost;
  readonly store: ViewStore = new ViewStore();
  readonly preferences: Preferences;
  readonly questions: Questions;
  readonly loop: FrameLoop;
  readonly library: LibraryModel;
  readonly player: Signal<PlayerModel | undefined> = signal(undefined);
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
  readonly #knownFacts = new Map<string, EventFacts>();
  readonly #stops: (() => void)[] = [];
  #surface: Surface | undefined;
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

  /** Puts the command that renders this frame on the clipboard. */
  async copyRenderCommand(): Promise<void> {
    const player = this.player.peek();
    const micros = player?.playheadMicros.peek();
    if (player === undefined || micros === undefined) return;
    await this.copy(renderCommand(player.entry, this.store.now, micros), 'Command copied');
  }

  /** Offers the frame in sensor pixels, or the canvas as it is, as a PNG file. */
  async exportPicture(what: 'frame' | 'view'): Promise<void> {
    const player = this.player.peek();
    const frame = player?.frame.peek();
    if (player === undefined || frame === undefined) return;
    const blob = await (what === 'frame' ? framePng(frame, this.store.now) : this.grabCanvas?.());
    if (blob === undefined) return;
    saveBlob(blob, pictureName(player.entry.name, frame.toMicros));
    this.say('Saved as PNG');
  }

  /** Esc: a gesture first, then whatever is open on top, then presentation, then nothing. */
  escape(): void {
    if (this.gestures?.cancel() === true) return;
    if (this.dialog.peek() !== undefined) this.dialog.value = undefined;
    else if (this.presenting.peek()) this.presenting.value = false;
    else if (this.player.peek()?.error.peek() !== undefined && this.player.peek()?.frame.peek() !== undefined) this.dismissError();
  }

  dismissError(): void {
    const player = this.player.peek();
    if (player !== undefined) player.error.value = undefined;
  }

  /** The canvas that players draw on, made on first use and kept. Errors: `unsupported`. */
  surface(): Surface {
    this.#surface ??= createSurface();
    return this.#surface;
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
    this.player.peek()?.close();
    this.library.close();
    this.questions.close();
    this.loop.close();
    this.#display.close();
    this.#surface?.renderer.close();
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
      this.player.peek()?.retry();
    }
  }

  /** Closes a player and remembers what is known of its recording, unless a person had said how to read it. */
  #leave(player: PlayerModel | undefined): void {
    if (player === undefined) return;
    const { recording } = player.entry;
    const facts = player.readAsItIs ? player.facts.peek() : undefined;
    player.close();
    this.#knownFacts.delete(recording);
    if (facts === undefined) return;
    this.#knownFacts.set(recording, facts);
    const [oldest] = this.#knownFacts.keys();
    if (this.#knownFacts.size > mostKnownFacts && oldest !== undefined) this.#knownFacts.delete(oldest);
  }

  #follow(recording: string | undefined, entry: LibraryEntry | undefined, listed: boolean): void {
    const current = this.player.peek();
    if (recording === undefined || entry === undefined) {
      this.#leave(current);
      if (current !== undefined) this.player.value = undefined;
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
    this.#leave(current);
    this.library.selected.value = entry.recording;
    const known = { placeholder: this.library.details(entry.recording).peek().thumbnail, facts: this.#knownFacts.get(entry.recording) };
    const ports = { questions: this.questions, store: this.store, loop: this.loop, displayHz: () => this.#display.hertz };
    this.player.value = new PlayerModel(ports, entry, known);
  }
}
