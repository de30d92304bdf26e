import { useModel } from '../parts/model-context.js';
import type { PlayerModel } from './player-model.js';

/** What is subtracted from the recording's clock before a time is shown: its first event, when time counts from zero. */
export function useZero(player: PlayerModel): number {
  const { clock } = useModel().store.state.value;
  return clock === 'zero' ? (player.extent.value?.fromMicros ?? 0) : 0;
}
