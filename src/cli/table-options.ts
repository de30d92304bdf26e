import type { TableOpenOptions } from '../shapes/table-facts.js';
import type { ReadingOptions } from './reading-options.js';

/** The part of a command's options that concerns tables of cells, without what was not said. */
export function tableOpenOptions({ dataset }: ReadingOptions): TableOpenOptions {
  return dataset === undefined ? {} : { dataset };
}
