import type { ReadonlySignal, Signal } from '@preact/signals';
import type { Questions, ReportedError } from '../../protocol/questions.js';
import type { LibraryEntry, Thumbnail } from '../library/library-model.js';
import type { FrameLoop } from '../link/frame-loop.js';
import type { Room } from '../state/looks.js';
import type { Facts, Frame } from '../state/view-state.js';
import type { ViewStore } from '../state/view-store.js';

/** How good the shown picture is, as the status line says it. */
export type PictureQuality = 'coarse' | 'sampled' | 'provisional' | 'exact';

/** What the model of an opened recording works with. */
export interface OpenedPorts {
  readonly questions: Questions;
  readonly store: ViewStore;
  readonly loop: FrameLoop;
  /** Frames a second that the display shows. */
  readonly displayHz: () => number;
  /** What there is room for; without it that of a laptop. */
  readonly room?: ReadonlySignal<Room>;
  /** The library's entry of a folder and name, for operations that take another file. */
  readonly find?: (path: string) => LibraryEntry | undefined;
}

/** What is known of a recording before the host says anything. */
export interface KnownRecording {
  /** Shown until the first frame comes. */
  readonly placeholder?: Thumbnail | undefined;
  /** As the host told them last: with them the first picture is asked for at once. */
  readonly facts?: Facts | undefined;
  /** The picture that was shown last. */
  readonly frame?: Frame | undefined;
  /** Hears when the host says that the recording is of another kind than the model's. */
  readonly onOtherKind?: ((facts: Facts) => void) | undefined;
}

/** What every opened recording has, whatever its kind. */
export interface Opened {
  readonly entry: LibraryEntry;
  readonly error: Signal<ReportedError | undefined>;
  /** Whether the host still owes an answer to what is wanted now. */
  readonly waiting: ReadonlySignal<boolean>;
  /** Nothing while there is no picture. */
  readonly quality: ReadonlySignal<PictureQuality | undefined>;
  readonly playing: ReadonlySignal<boolean>;
  /** Whether nobody said how the recording is to be read. */
  readonly readAsItIs: boolean;
  /** Tries again after an error or a lost connection. */
  retry(): void;
  close(): void;
}
