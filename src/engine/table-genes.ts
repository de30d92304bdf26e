import { FirstlightError } from '../base/errors.js';
import { type FoundGenes, GeneSearch } from '../cells/gene-search.js';
import type { GeneNames } from '../shapes/table-columns.js';
import { type PackedStrings, stringAt } from '../shapes/table-strings.js';

/** A gene of a matrix. */
export interface FoundGene {
  readonly index: number;
  /** Its name in the index. */
  readonly name: string;
}

/** Bytes that finding takes for each name, beside the name: an entry of a map and its key. */
const bytesEachName = 120;

/** The genes of a matrix by any of their names; the first of several of one name. */
export class GeneDirectory {
  readonly names: GeneNames;
  readonly #maps: (ReadonlyMap<string, number> | undefined)[] = [];
  #search: GeneSearch | undefined;

  constructor(names: GeneNames) {
    this.names = names;
  }

  /** About how many bytes this takes once it was used. */
  get byteLength(): number {
    const lists = [this.names.index, ...this.names.alternatives.values()];
    return lists.reduce((sum, { bytes, length }) => sum + 4 * bytes.length + bytesEachName * length, 0);
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

  /** As `GeneSearch.search`. */
  search(text: string, limit: number): FoundGenes {
    this.#search ??= new GeneSearch(this.names);
    return this.#search.search(text, limit);
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
