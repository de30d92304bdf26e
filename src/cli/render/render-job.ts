import type { EngineShared } from '../../engine/engine-shared.js';
import type { Timing } from '../timing.js';

/** What rendering any kind of data is given. */
export interface RenderJob<Options> {
  /** The path as it was typed, for errors. */
  readonly path: string;
  readonly options: Options;
  readonly shared: EngineShared;
  readonly timing: Timing;
  readonly signal: AbortSignal;
  /** Ends the command as used wrongly, exit status 2: for options that this kind of data needs or does not have. */
  readonly refuse: (message: string) => never;
}
