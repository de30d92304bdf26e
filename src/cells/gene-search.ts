import type { GeneNames } from '../shapes/table-columns.js';
import { type PackedStrings, stringAt } from '../shapes/table-strings.js';

/** A gene whose name or other identifier was found. */
export interface FoundGeneName {
  readonly index: number;
  /** Its name in the index. */
  readonly name: string;
  /** The identifier that was found, where it is another. */
  readonly found?: string;
}

/** Genes as a search finds them, best first. */
export interface FoundGenes {
  readonly genes: readonly FoundGeneName[];
  /** How many there are in all. */
  readonly total: number;
}

const newline = 10;

/** Names in lower case, one a line, so that one search of the platform's goes through all of them. */
interface NameLines {
  readonly names: PackedStrings;
  readonly text: string;
  /** Where each line starts; behind the last one, where the text ends. */
  readonly starts: Uint32Array;
}

/** How well a name fits, best first. */
const whole = 0;
const beginning = 1;
const within = 2;

/** Finds genes whose names hold a text, whatever its case, among all the names they have. */
export class GeneSearch {
  readonly #names: GeneNames;
  readonly #lists: readonly NameLines[];

  /** `names` are *lent* for good. */
  constructor(names: GeneNames) {
    this.#names = names;
    this.#lists = [names.index, ...names.alternatives.values()].map(linesOf);
  }

  /**
   * Genes that are called `text`, then those whose name begins with it, then those that hold it; of equals first those
   * found by the index, then the shorter. All genes fit an empty text. At most `limit`.
   */
  search(text: string, limit: number): FoundGenes {
    const { index } = this.#names;
    if (text === '') {
      const count = Math.min(limit, index.length);
      return { genes: Array.from({ length: count }, (_, gene) => ({ index: gene, name: stringAt(index, gene) })), total: index.length };
    }
    const fits = new Map<number, { readonly rank: number; readonly list: number }>();
    for (const [list, lines] of this.#lists.entries()) {
      findIn(lines, text.toLowerCase().replaceAll('\n', ' '), (gene, fit) => {
        const rank = 2 * fit + Math.min(1, list);
        const before = fits.get(gene);
        if (gene < index.length && (before === undefined || rank < before.rank)) fits.set(gene, { rank, list });
      });
    }
    const byRank: number[][] = [];
    for (const [gene, { rank }] of fits) {
      byRank[rank] ??= [];
      byRank[rank].push(gene);
    }
    const genes: FoundGeneName[] = [];
    for (const found of byRank) {
      if (found === undefined || genes.length >= limit) continue;
      const named = found.map((gene) => ({ gene, length: this.#lengthOf(gene, fits.get(gene)!.list) }));
      named.sort((a, b) => a.length - b.length || a.gene - b.gene);
      for (const { gene } of named.slice(0, limit - genes.length)) genes.push(this.#describe(gene, fits.get(gene)!.list));
    }
    return { genes, total: fits.size };
  }

  #lengthOf(gene: number, list: number): number {
    const { starts } = this.#lists[list]!;
    return starts[gene + 1]! - starts[gene]!;
  }

  #describe(gene: number, list: number): FoundGeneName {
    const name = stringAt(this.#names.index, gene);
    return list === 0 ? { index: gene, name } : { index: gene, name, found: stringAt(this.#lists[list]!.names, gene) };
  }
}

/** Tells each line that holds `text`, once. */
function findIn({ text: all, starts }: NameLines, text: string, tell: (line: number, fit: number) => void): void {
  let line = 0;
  for (let at = all.indexOf(text); at >= 0; at = all.indexOf(text, starts[line]!)) {
    line = lineAt(starts, at, line);
    const isStart = at === starts[line];
    tell(line, !isStart ? within : starts[line + 1]! - 1 - at === text.length ? whole : beginning);
    line += 1;
    if (line + 1 >= starts.length) return;
  }
}

/** The line that holds a place; none before `from` does. */
function lineAt(starts: Uint32Array, place: number, from: number): number {
  let low = from;
  let high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= place) low = middle;
    else high = middle;
  }
  return low;
}

function linesOf(names: PackedStrings): NameLines {
  const bytes = new Uint8Array(names.bytes.length + names.length);
  let at = 0;
  for (let name = 0, from = 0; name < names.length; name += 1) {
    const end = names.ends[name]!;
    for (; from < end; from += 1, at += 1) bytes[at] = names.bytes[from] === newline ? 32 : names.bytes[from]!;
    bytes[at] = newline;
    at += 1;
  }
  const text = new TextDecoder().decode(bytes).toLowerCase();
  const starts = new Uint32Array(names.length + 1);
  for (let name = 1, from = 0; name <= names.length; name += 1) {
    from = text.indexOf('\n', from) + 1;
    starts[name] = from;
  }
  return { names, text, starts };
}
