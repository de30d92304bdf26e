import type { Questions } from '../../protocol/questions.js';
import type { SensorRectangle } from '../state/view-state.js';
import type { PlayerModel } from './player-model.js';
import { RateModel } from './rate-model.js';

const bins = 240;

/** Rate traces of regions over the whole recording, made only while somebody looks at them. */
export class RegionTraces {
  readonly #questions: Questions;
  readonly #player: PlayerModel;
  readonly #models = new Map<string, RateModel>();

  constructor(questions: Questions, player: PlayerModel) {
    this.#questions = questions;
    this.#player = player;
  }

  /** The trace of a region, asked for on first use. */
  traceOf(region: SensorRectangle): RateModel {
    const key = JSON.stringify(region);
    let model = this.#models.get(key);
    if (model === undefined) {
      model = new RateModel(this.#questions, this.#player.entry.recording, region);
      this.#models.set(key, model);
    }
    const extent = this.#player.extent.value;
    if (extent !== undefined) model.ask(extent, bins);
    return model;
  }

  /** Stops the work for regions that are gone. */
  keep(regions: readonly SensorRectangle[]): void {
    const kept = new Set(regions.map((region) => JSON.stringify(region)));
    for (const [key, model] of this.#models) {
      if (kept.has(key)) continue;
      model.close();
      this.#models.delete(key);
    }
  }
}
