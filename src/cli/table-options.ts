import type { TableOpenOptions } from '../shapes/table-facts.js';

/** The part of a command's options that concerns tables of cells, without what was not said. */
export function tableOpenOptions({ dataset }: { readonly dataset?: string }): TableOpenOptions {
  return dataset === undefined ? {} : { dataset };
}
