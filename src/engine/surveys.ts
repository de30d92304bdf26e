import { toFirstlightError } from '../base/errors.js';
import type { SurveyProgress } from '../shapes/event-source.js';
import type { BackgroundWork } from './background-work.js';
import type { EventRecording } from './event-recording.js';
import type { HeldRecording } from './held-source.js';
import { saveFindings } from './index-cache.js';

/** A survey that waits or runs. */
export interface ComingSurvey {
  readonly recording: EventRecording;
  readonly name: string;
  readonly progress: SurveyProgress;
  /** Settles when it ended, in whatever way. */
  readonly ended: Promise<void>;
}

interface SurveyEntry extends ComingSurvey {
  progress: SurveyProgress;
  readonly listeners: Set<(progress: SurveyProgress) => void>;
  readonly held: HeldRecording;
  readonly end: () => void;
}

/** Bytes that are surveyed unasked where reads are far. */
const farSurveyBytes = 4 << 20;

/** What is said of a recording whose survey failed; it goes when the recording grows. */
const notSurveyed = 'not-surveyed';

/** The surveys of an engine: one at a time, the last one looked at first, kept when done. */
export class Surveys {
  readonly #background: BackgroundWork;
  readonly #entries = new Map<EventRecording, SurveyEntry>();

  constructor(background: BackgroundWork) {
    this.#background = background;
  }

  /** Whether a recording is surveyed unasked: everything that is near. One that failed is not tried again until it grows. */
  static worthIt(recording: EventRecording): boolean {
    const { findings, growing, near, byteLength, facts } = recording;
    if (findings !== undefined || growing || facts.notices.some(({ code }) => code === notSurveyed)) return false;
    return near || byteLength <= farSurveyBytes;
  }

  get running(): Iterable<ComingSurvey> {
    return this.#entries.values();
  }

  /** The survey of a recording, if one is on its way. */
  coming(recording: EventRecording): ComingSurvey | undefined {
    return this.#entries.get(recording);
  }

  /** Starts a survey before all others, or finds the one on its way. Holds the recording as long as it takes. */
  start({ recording, again }: HeldRecording, name: string): ComingSurvey {
    const found = this.#entries.get(recording);
    if (found !== undefined) return found;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const progress = { bytesRead: 0, bytesTotal: recording.byteLength, events: 0 };
    const entry: SurveyEntry = { recording, name, progress, ended, listeners: new Set(), held: again(), end };
    for (const other of this.#entries.values()) this.#background.postpone(jobName(other));
    this.#entries.set(recording, entry);
    this.#background.add({ name: jobName(entry), run: (signal) => this.#run(entry, signal) }, true);
    return entry;
  }

  /** Listens to the progress of a survey. Returns the way to stop. */
  watch(recording: EventRecording, listener: (progress: SurveyProgress) => void): () => void {
    const entry = this.#entries.get(recording);
    entry?.listeners.add(listener);
    return () => entry?.listeners.delete(listener);
  }

  async #run(entry: SurveyEntry, signal: AbortSignal): Promise<void> {
    const { recording } = entry;
    try {
      if (recording.findings === undefined) {
        await recording.survey({
          signal,
          onProgress: (progress) => {
            entry.progress = progress;
            for (const listener of [...entry.listeners]) listener(progress);
          },
          ...(recording.shared.ports.workers === undefined ? { makeWay: () => this.#background.makeWay(signal) } : {}),
        });
        await saveFindings(recording);
      }
    } catch (error) {
      if (signal.aborted) throw error;
      const { code, message } = toFirstlightError(error);
      recording.addNotice({ code: notSurveyed, message: `Reading everything failed: ${message}` });
      this.#finish(entry);
      if (code === 'internal') throw error;
      return;
    }
    this.#finish(entry);
  }

  #finish(entry: SurveyEntry): void {
    this.#entries.delete(entry.recording);
    entry.held.release();
    entry.end();
  }
}

function jobName({ recording }: ComingSurvey): string {
  return `survey ${recording.id}`;
}
