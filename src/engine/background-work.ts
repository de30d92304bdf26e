import { type FirstlightError, toFirstlightError } from '../base/errors.js';
import type { Clock } from './ports.js';

/** One thing that is done while nobody waits for anything. */
export interface BackgroundJob {
  /** Jobs of one name are done once. */
  readonly name: string;
  run(signal: AbortSignal): Promise<void>;
}

/** After a gesture, background work in this thread waits so long before its next slice, and each slice at most so long. */
const quietMillis = 60;
const longestWaitMillis = 120;
const stepMillis = 15;

/** Runs jobs one after the other and makes way for whoever looks at something. */
export class BackgroundWork {
  readonly #clock: Clock;
  readonly #report: (error: FirstlightError) => void;
  readonly #jobs: { readonly job: BackgroundJob; readonly controller: AbortController }[] = [];
  #running: { readonly job: BackgroundJob; readonly controller: AbortController } | undefined;
  #lastInteraction = Number.NEGATIVE_INFINITY;
  #closed = false;

  /** `report` hears of jobs that failed: bugs of ours, for nobody waits for them. */
  constructor(clock: Clock, report: (error: FirstlightError) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  /** Whether nothing is to do. */
  get idle(): boolean {
    return this.#running === undefined && this.#jobs.length === 0;
  }

  /** Somebody is looking. */
  noteInteraction(): void {
    this.#lastInteraction = this.#clock.now();
  }

  /** Milliseconds since somebody last looked. */
  get quietFor(): number {
    return this.#clock.now() - this.#lastInteraction;
  }

  /** Queues a job, in front of the others if `urgent`. Nothing where a job of this name waits or runs; whether it was queued. */
  add(job: BackgroundJob, urgent = false): boolean {
    if (this.#closed || this.#running?.job.name === job.name || this.#jobs.some((queued) => queued.job.name === job.name)) return false;
    const queued = { job, controller: new AbortController() };
    if (urgent) this.#jobs.unshift(queued);
    else this.#jobs.push(queued);
    void this.#pump();
    return true;
  }

  /** Drops a job, ending it if it runs. */
  cancel(name: string): void {
    const at = this.#jobs.findIndex((queued) => queued.job.name === name);
    if (at >= 0) this.#jobs.splice(at, 1);
    if (this.#running?.job.name === name) this.#running.controller.abort();
  }

  /** Ends a job if it runs, and queues it again behind all others. */
  postpone(name: string): void {
    const running = this.#running;
    if (running?.job.name !== name) return;
    running.controller.abort();
    this.#jobs.push({ job: running.job, controller: new AbortController() });
  }

  /** Awaited between slices: returns at once when nobody looked for a while, else a little later. */
  async makeWay(signal?: AbortSignal): Promise<void> {
    for (let waited = 0; waited < longestWaitMillis && this.quietFor < quietMillis; waited += stepMillis) {
      await this.#clock.delay(stepMillis, { signal });
    }
  }

  close(): void {
    this.#closed = true;
    this.#jobs.length = 0;
    this.#running?.controller.abort();
  }

  async #pump(): Promise<void> {
    if (this.#running !== undefined) return;
    for (let next = this.#jobs.shift(); next !== undefined; next = this.#jobs.shift()) {
      this.#running = next;
      try {
        await next.job.run(next.controller.signal);
      } catch (error) {
        // Jobs tell people what these should know; a bug must not hide behind that.
        if (!next.controller.signal.aborted) this.#report(toFirstlightError(error));
      } finally {
        this.#running = undefined;
      }
    }
  }
}
