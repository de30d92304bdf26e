import type { ViewerModel } from '../../viewer-model.js';
import type { LoopKind } from '../loop-kind.js';

/** What plays, in its own steps: microseconds of events, places of a stack. */
export interface Transport {
  readonly playing: boolean;
  /** Where the playhead is; nothing while that is unknown. */
  readonly at: number | undefined;
  readonly bookmarks: readonly number[];
  readonly a: number | undefined;
  readonly b: number | undefined;
  readonly loop: LoopKind;
  readonly reverse: boolean;
  play(): void;
  pause(): void;
  step(steps: number): void;
  /** Kept within the recording. */
  seek(at: number): void;
  setBookmarks(places: readonly number[]): void;
  setEnds(a: number | undefined, b: number | undefined): void;
  setLoop(loop: LoopKind): void;
  setReverse(reverse: boolean): void;
}

/** The transport of what is open, where it has one. */
export function transportOf(model: ViewerModel): Transport | undefined {
  const opened = model.opened.peek();
  const { store } = model;
  const state = store.now;
  if (opened?.kind === 'events') {
    return {
      playing: opened.playing.peek(),
      at: opened.playheadMicros.peek(),
      bookmarks: state.bookmarks,
      a: state.aMicros,
      b: state.bMicros,
      loop: state.loop,
      reverse: state.reverse,
      play: () => opened.play(),
      pause: () => opened.pause(),
      step: (steps) => opened.step(steps),
      seek: (micros) => opened.seek(micros),
      setBookmarks: (micros) => store.dispatch({ type: 'setBookmarks', micros }),
      setEnds: (aMicros, bMicros) => store.dispatch({ type: 'setLoopEnds', aMicros, bMicros }),
      setLoop: (loop) => store.dispatch({ type: 'setLoop', loop }),
      setReverse: (reverse) => store.dispatch({ type: 'setReverse', reverse }),
    };
  }
  if (opened?.kind === 'stack') {
    const { bookmarks, a, b, loop, reverse } = state.stack;
    return {
      playing: opened.playing.peek(),
      at: opened.playhead.peek(),
      bookmarks,
      a,
      b,
      loop,
      reverse,
      play: () => opened.play(),
      pause: () => opened.pause(),
      step: (steps) => opened.step(steps),
      seek: (place) => opened.seek(place),
      setBookmarks: (places) => store.dispatch({ type: 'stack:setBookmarks', places }),
      setEnds: (first, last) => store.dispatch({ type: 'stack:setLoopEnds', a: first, b: last }),
      setLoop: (kind) => store.dispatch({ type: 'stack:setLoop', loop: kind }),
      setReverse: (backwards) => store.dispatch({ type: 'stack:setReverse', reverse: backwards }),
    };
  }
  return undefined;
}
