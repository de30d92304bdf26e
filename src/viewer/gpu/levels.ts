import { autoLevels, type Levels as PixelLevels } from '../../picture/levels.js';
import type { Levels } from '../state/looks.js';
import type { Frame } from '../state/view-state.js';

/** Below this share of the held range a playing view takes up the smaller range of its newest frame. */
const releaseShare = 0.6;

/**
 * The levels that frames are drawn with. Automatic ones of a single frame are those of `src/picture`; while playing they
 * are held until a frame needs more, or much less, so that the picture does not pulse.
 */
export class LevelFollower {
  #held: PixelLevels | undefined;
  #heldFor = '';

  levelsOf(frame: Frame, levels: Levels): PixelLevels {
    if (levels !== 'auto') return { lo: levels.low, hi: levels.high };
    const { representation, pixels, playing } = frame;
    const fitting = autoLevels(representation, pixels);
    const held = this.#heldFor === representation ? this.#held : undefined;
    const keeps = playing && held !== undefined && fitting.hi <= held.hi && fitting.hi >= held.hi * releaseShare;
    this.#heldFor = representation;
    this.#held = keeps ? held : fitting;
    return this.#held;
  }
}
