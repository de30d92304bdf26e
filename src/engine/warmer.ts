import { toFirstlightError } from '../base/errors.js';
import type { ChunkLease } from '../chunks/chunk-scheduler.js';
import type { BackgroundWork } from './background-work.js';
import type { DecodedChunk } from './decoded-chunk.js';
import type { EngineShared } from './engine-shared.js';
import type { EventRecording } from './event-recording.js';
import { type HeldRecording, type HeldSource, heldEvents } from './held-source.js';
import { baseName, isCompressedName, parseRecording } from './recording-name.js';

/** Recordings kept warm, and what of each: the chunks of its first window. */
const mostWarm = 8;
const warmWindowMicros = 50_000;
const mostWarmChunks = 4;
/** Of the budget for decoded chunks. */
const warmShare = 0.25;

interface WarmRecording {
  readonly recording: EventRecording;
  readonly held: HeldRecording;
  readonly leases: readonly ChunkLease<DecodedChunk>[];
  readonly chunks: readonly number[];
}

/**
 * Reads the beginnings of the recordings that are likely to be opened next while nothing else is to do, so that opening
 * them shows their first frame at once. What is warm gives way to whatever is looked at; the longest warm goes first.
 */
export class Warmer {
  readonly #shared: EngineShared;
  readonly #background: BackgroundWork;
  readonly #hold: (recording: string) => Promise<HeldSource>;
  readonly #warm = new Map<string, WarmRecording>();
  /** Names in the order of the library, of the last listing. */
  #listed: readonly string[] = [];
  #last: string | undefined;
  #on: boolean;

  constructor(shared: EngineShared, background: BackgroundWork, hold: (recording: string) => Promise<HeldSource>, on: boolean) {
    this.#shared = shared;
    this.#background = background;
    this.#hold = hold;
    this.#on = on;
  }

  get on(): boolean {
    return this.#on;
  }

  set on(on: boolean) {
    this.#on = on;
    if (on) this.consider();
    else this.cool();
  }

  /** Names of the recordings whose beginnings are in memory. */
  get names(): string[] {
    return [...this.#warm]
      .filter(([, { recording, chunks }]) => chunks.every((chunk) => recording.chunks.isResident(chunk)))
      .map(([name]) => baseName(parseRecording(name).name));
  }

  /** The library as it was listed last. */
  listed(recordings: readonly string[]): void {
    // What has to be inflated as a whole is too dear to be read on a guess.
    this.#listed = recordings.filter((name) => !isCompressedName(name));
    this.consider();
  }

  /** A recording was opened: its neighbours are likely next. */
  opened(recording: string): void {
    this.#last = recording;
    this.consider();
  }

  /** Queues the work, if it is switched on and there is something to warm. */
  consider(): void {
    if (!this.#on || this.#listed.length === 0) return;
    this.#background.add({ name: 'warm', run: (signal) => this.#run(signal) });
  }

  /** Lets everything go. */
  cool(): void {
    this.#background.cancel('warm');
    for (const name of [...this.#warm.keys()]) this.#drop(name);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const likely = this.#likely();
    for (const name of [...this.#warm.keys()]) if (!likely.includes(name)) this.#drop(name);
    const room = this.#shared.scheduler.budgetBytes * warmShare;
    let used = 0;
    for (const name of likely) {
      await this.#background.makeWay(signal);
      if (signal.aborted || !this.#on) return;
      try {
        used += await this.#warmUp(name, room - used, signal);
      } catch (error) {
        // A recording that cannot be opened says so when somebody opens it.
        if (toFirstlightError(error).code === 'internal') throw error;
      }
      if (used >= room) return;
    }
  }

  /** Bytes that a recording's beginning takes, warmed now or before; 0 where there is no room for it. */
  async #warmUp(name: string, room: number, signal: AbortSignal): Promise<number> {
    const before = this.#warm.get(name);
    if (before?.chunks.every((chunk) => before.recording.chunks.isResident(chunk))) {
      return before.chunks.length * before.recording.chunks.decodedBytes;
    }
    this.#drop(name);
    const held = heldEvents(await this.#hold(name));
    const { recording } = held;
    const first = recording.facts.firstMicros?.value;
    const found = first === undefined ? [] : await recording.chunksOf(first, first + warmWindowMicros, { signal });
    const chunks = found.slice(0, mostWarmChunks);
    const bytes = chunks.length * recording.chunks.decodedBytes;
    if (signal.aborted || bytes > room) {
      held.release();
      return 0;
    }
    const leases = chunks.map((chunk) => recording.chunks.request(chunk, 'prefetch'));
    this.#warm.set(name, { recording, held, leases, chunks });
    return bytes;
  }

  #likely(): readonly string[] {
    const at = this.#last === undefined ? -1 : this.#listed.indexOf(this.#last);
    if (at < 0) return this.#listed.slice(0, mostWarm);
    const near = this.#listed.map((name, i) => ({ name, distance: i > at ? i - at - 0.5 : at - i }));
    return near
      .filter(({ distance }) => distance !== 0)
      .sort((a, b) => a.distance - b.distance)
      .slice(0, mostWarm)
      .map(({ name }) => name);
  }

  #drop(name: string): void {
    const warm = this.#warm.get(name);
    if (warm === undefined) return;
    this.#warm.delete(name);
    for (const lease of warm.leases) lease.release();
    warm.held.release();
  }
}
