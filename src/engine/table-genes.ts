import { FirstlightError } from '../base/errors.js';
import type { GeneNames } from '../shapes/table-columns.js';
import { type PackedStrings, stringAt } from '../shapes/table-strings.js';

/** A gene of a matrix. */
export interface FoundGene {
  readonly index: number;
  /** Its name in the index. */
  readonly name: string;
}

/** Finds genes by any of their names; the first of several of one name. */
export class GeneFinder {
  readonly names: GeneNames;
  readonly #maps: (ReadonlyMap<string, number> | undefined)[] = [];

  constructor(names: GeneNames) {
    this.names = names;
  }

  /** By the index, then by the other identifiers, then by all of them in any case. Throws `not-found`. */
  find(gene: string, matrix: string): FoundGene {
    const lists = [this.names.index, ...this.names.alternatives.values()];
    for (const lower of [false, true]) {
      for (const [at, list] of lists.entries()) {
        const index = this.#mapOf(2 * at + Number(lower), list, lower).get(lower ? gene.toLowerCase() : gene);
        if (index !== undefined && index < this.names.index.length) return { index, name: stringAt(this.names.index, index) };
      }
    }
    const others = [...this.names.alternatives.keys()];
    const where = others.length === 0 ? 'the index' : `the index, ${others.join(', ')}`;
    throw new FirstlightError('not-found', `There is no gene ${gene} in ${matrix}; looked through ${where}`);
  }

  #mapOf(slot: number, list: PackedStrings, lower: boolean): ReadonlyMap<string, number> {
    const known = this.#maps[slot];
    if (known !== undefined) return known;
    const map = new Map<string, number>();
    for (let index = 0; index < list.length; index += 1) {
      const name = lower ? stringAt(list, index).toLowerCase() : stringAt(list, index);
      if (name !== '' && !map.has(name)) map.set(name, index);
    }
    this.#maps[slot] = map;
    return map;
  }
}
