import type { AnswerOf } from '../../protocol/answers.js';

/** How far work is, how fast it goes and how long it will take. */
export interface Progress {
  readonly what: AnswerOf<'progress'>['what'];
  readonly unit: AnswerOf<'progress'>['unit'];
  readonly done: number;
  readonly total: number;
  /** Units a second; 0 while unknown. */
  readonly perSecond: number;
  readonly secondsLeft: number | undefined;
}

/** What is done in this time says how fast it goes. */
const leastMillis = 300;

/** Tells how fast work goes by what is done from the first report on. */
export class ProgressMeter {
  #first: { readonly millis: number; readonly done: number } | undefined;

  take({ what, unit, done, total }: AnswerOf<'progress'>, nowMillis: number): Progress {
    this.#first ??= { millis: nowMillis, done };
    const elapsed = nowMillis - this.#first.millis;
    const perSecond = elapsed < leastMillis ? 0 : ((done - this.#first.done) * 1_000) / elapsed;
    return { what, unit, done, total, perSecond, secondsLeft: perSecond > 0 ? Math.max(0, total - done) / perSecond : undefined };
  }
}
