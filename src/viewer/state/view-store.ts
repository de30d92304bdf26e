import { type ReadonlySignal, signal } from '@preact/signals';
import { type Action, apply, isUndoable } from './actions.js';
import { initialViewState, type ViewState } from './view-state.js';

export interface DispatchOptions {
  /** Part of a gesture that goes on: undone in one step with the action of the same type before it. */
  readonly continued?: boolean;
}

const historyLimit = 200;

/** The one door: holds the state of a view, applies actions, keeps what undo needs. Subscribers hear one signal. */
export class ViewStore {
  readonly #state = signal<ViewState>(initialViewState);
  readonly #listeners = new Set<(action: Action, state: ViewState) => void>();
  #past: ViewState[] = [];
  #future: ViewState[] = [];
  #lastUndoable: Action['type'] | undefined;

  get state(): ReadonlySignal<ViewState> {
    return this.#state;
  }

  /** The state now, without subscribing. */
  get now(): ViewState {
    return this.#state.peek();
  }

  dispatch(action: Action, options: DispatchOptions = {}): void {
    const before = this.now;
    const after = apply(before, action);
    if (after === before) return;
    if (action.type === 'open' || action.type === 'close') {
      this.#past = [];
      this.#future = [];
      this.#lastUndoable = undefined;
    } else if (isUndoable(action)) {
      const merges = options.continued === true && this.#lastUndoable === action.type;
      if (!merges) this.#past.push(before);
      if (this.#past.length > historyLimit) this.#past.shift();
      this.#future = [];
      this.#lastUndoable = action.type;
    }
    this.#state.value = after;
    for (const listener of this.#listeners) listener(action, after);
  }

  /** Calls `listener` after every action that changed something. Returns the way to stop. */
  listen(listener: (action: Action, state: ViewState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Back by one step; playhead and tool stay where they are. Returns whether there was one. */
  undo(): boolean {
    return this.#travel(this.#past, this.#future);
  }

  redo(): boolean {
    return this.#travel(this.#future, this.#past);
  }

  #travel(from: ViewState[], to: ViewState[]): boolean {
    const target = from.pop();
    if (target === undefined) return false;
    const { endMicros, tool, stack } = this.now;
    to.push(this.now);
    this.#lastUndoable = undefined;
    const state: ViewState = { ...target, endMicros, tool, stack: { ...target.stack, place: stack.place } };
    this.#state.value = state;
    for (const listener of this.#listeners) listener({ type: 'restore', state }, state);
    return true;
  }
}
