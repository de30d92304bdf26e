import { FirstlightError } from '../base/errors.js';
import { joinRounds } from './join-plans.js';
import type { Plan } from './plan.js';

/**
 * What a plan over several named sources can ask for. The empty name is the one file that was opened, where it is one.
 * `inflated`: of the content of a file that is compressed as a whole.
 * - `range`: these bytes; `end`: the last `length` bytes, or all where there are fewer.
 * - `file`: all bytes, of which there may be no more than `limitBytes` (`too-large`).
 * - `size`: how many bytes there are.
 * - `names`: what lies directly in the folder `prefix` (`''`: the root), its path before each; those of folders end in `/`. At
 *   most `limit` of them.
 */
export type StoreNeed =
  | { readonly kind: 'range'; readonly name: string; readonly offset: number; readonly length: number; readonly inflated?: boolean }
  | { readonly kind: 'end'; readonly name: string; readonly length: number }
  | { readonly kind: 'file'; readonly name: string; readonly limitBytes: number; readonly inflated?: boolean }
  | { readonly kind: 'size'; readonly name: string; readonly inflated?: boolean }
  | { readonly kind: 'names'; readonly prefix: string; readonly limit: number };

/** Bytes (lent), names, a size; undefined where there is no such name. */
export type StoreAnswer = Uint8Array | readonly string[] | number | undefined;

/**
 * As {@link Plan}, over the named sources of a store: a pure description of dependent reads. Each `yield` is one
 * dependent round.
 */
export type StorePlan<Result> = Generator<readonly StoreNeed[], Result, readonly StoreAnswer[]>;

/** A plan over one source as a part of a plan over a store. */
export function* inSource<Result>(name: string, plan: Plan<Result>): StorePlan<Result> {
  let step = plan.next([]);
  while (step.done !== true) {
    const answers = yield step.value.map(({ offset, length }) => ({ kind: 'range', name, offset, length }));
    step = plan.next(answers.map((answer) => bytesOf(answer, name)));
  }
  return step.value;
}

/** As `joinPlans`. */
export function joinStorePlans<Result>(plans: readonly StorePlan<Result>[]): StorePlan<Result[]> {
  return joinRounds(plans, keyOfNeed);
}

/** Tells needs apart. */
export function keyOfNeed(need: StoreNeed): string {
  switch (need.kind) {
    case 'names':
      return `names:${need.limit}:${need.prefix}`;
    case 'file':
    case 'size':
      return `${need.kind}:${need.inflated === true}:${need.name}`;
    case 'end':
      return `end:${need.length}:${need.name}`;
    case 'range':
      return `range:${need.inflated === true}:${need.offset}+${need.length}:${need.name}`;
  }
}

/** All bytes of a source, or nothing where it is not there. */
export function* readFile(name: string, limitBytes: number, inflated = false): StorePlan<Uint8Array | undefined> {
  const [answer] = yield [{ kind: 'file', name, limitBytes, inflated }];
  return answer === undefined ? undefined : bytesOf(answer, name);
}

/** What lies directly in the folder `prefix`, its path before each name; those of folders end in `/`. */
export function* listNames(prefix: string, limit: number): StorePlan<readonly string[]> {
  const [answer] = yield [{ kind: 'names', prefix, limit }];
  return Array.isArray(answer) ? answer : [];
}

/** Bytes in a source, or nothing where it is not there. */
export function* sizeOf(name: string, inflated = false): StorePlan<number | undefined> {
  const [answer] = yield [{ kind: 'size', name, inflated }];
  return typeof answer === 'number' ? answer : undefined;
}

/** The bytes of an answer; `not-found` where there are none. */
export function bytesOf(answer: StoreAnswer, name: string): Uint8Array {
  if (answer instanceof Uint8Array) return answer;
  throw new FirstlightError('not-found', `A part is missing: ${name}`, { path: name });
}

/** A plan that needs nothing. */
export function* known<Result>(result: Result): StorePlan<Result> {
  yield* [];
  return result;
}
