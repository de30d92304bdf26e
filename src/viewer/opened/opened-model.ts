import type { MapModel } from '../map/map-model.js';
import type { PlayerModel } from '../player/player-model.js';
import type { StackModel } from '../stack/stack-model.js';

/** The model behind the page of an opened recording, told apart by `kind`. */
export type OpenedModel = PlayerModel | StackModel | MapModel;
