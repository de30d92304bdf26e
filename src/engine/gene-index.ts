import * as v from 'valibot';
import { FirstlightError } from '../base/errors.js';
import { addSegment, segmentLength } from '../cells/gene-runs.js';
import type { GeneValues } from '../formats/table-format.js';
import type { IndexStore } from './ports.js';
import { type SealKind, sealBytes, sealKey, unsealBytes } from './sealed-bytes.js';

/*
 * The column index of a matrix: the entries of some genes in each of its blocks, beside a head that says how many.
 * A block: u32 little-endian
 *   runs      how many times the genes' entries are continued
 *   cells     the first cell of each run
 *   segments  for each gene, for each run: entries, bytes, type of the values, how many were rounded; see `GeneRun`
 * and behind them the bytes of each gene, run after run.
 */
const headSeal: SealKind = { kind: 16, schema: 1 };
const blockSeal: SealKind = { kind: 17, schema: 1 };

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const headSchema = v.object({ cells: count, genes: count, genesPerBlock: v.pipe(count, v.minValue(1)), byteLength: count });

/** What an index says of itself. */
export interface GeneIndexHead {
  readonly cells: number;
  readonly genes: number;
  readonly genesPerBlock: number;
  /** Of all blocks together. */
  readonly byteLength: number;
}

/** A run as it goes into blocks: what describes it, and its bytes in the order of genes. */
export interface StoredRun {
  readonly firstCell: number;
  readonly segments: Uint32Array;
  /** Bytes `from` to `to` of the run. */
  read(from: number, to: number): Promise<Uint8Array>;
}

/** The column index of a matrix in an index store. */
export class GeneIndex {
  readonly #store: IndexStore;
  readonly #guard: string;
  readonly #head: GeneIndexHead;

  constructor(store: IndexStore, guard: string, head: GeneIndexHead) {
    this.#store = store;
    this.#guard = guard;
    this.#head = head;
  }

  /** The index of that guard, if it is kept and is of a matrix of so many cells and genes. */
  static async open(store: IndexStore, guard: string, cells: number, genes: number): Promise<GeneIndex | undefined> {
    const kept = await store.get(sealKey('genes', guard));
    const payload = kept === undefined ? undefined : unsealBytes(headSeal, guard, kept);
    const head = payload === undefined ? undefined : parseHead(payload);
    return head?.cells === cells && head.genes === genes ? new GeneIndex(store, guard, head) : undefined;
  }

  /** Bytes that it takes in the store. */
  get byteLength(): number {
    return this.#head.byteLength;
  }

  /** Keeps the head, after all blocks: an index without one is none. */
  async finish(): Promise<void> {
    const head = new TextEncoder().encode(JSON.stringify(this.#head));
    await this.#store.set(sealKey('genes', this.#guard), sealBytes(headSeal, this.#guard, head));
  }

  /** Keeps the block that holds gene `first` and those behind it; returns its bytes. */
  async keepBlock(first: number, runs: readonly StoredRun[], ends: readonly Float64Array[]): Promise<number> {
    const { genes, genesPerBlock } = this.#head;
    const last = Math.min(genes, first + genesPerBlock);
    const parts = await Promise.all(runs.map((run, at) => run.read(startOf(ends[at]!, first), startOf(ends[at]!, last))));
    const header = new Uint32Array(1 + runs.length * (1 + (last - first) * segmentLength));
    header[0] = runs.length;
    let used = 1;
    for (const { firstCell } of runs) header[used++] = firstCell;
    const byteLength = header.byteLength + parts.reduce((sum, part) => sum + part.length, 0);
    const block = new Uint8Array(byteLength);
    let at = header.byteLength;
    for (let gene = first; gene < last; gene += 1) {
      for (const [run, { segments }] of runs.entries()) {
        header.set(segments.subarray(gene * segmentLength, (gene + 1) * segmentLength), used);
        used += segmentLength;
        const base = startOf(ends[run]!, first);
        const bytes = parts[run]!.subarray(startOf(ends[run]!, gene) - base, startOf(ends[run]!, gene + 1) - base);
        block.set(bytes, at);
        at += bytes.length;
      }
    }
    block.set(new Uint8Array(header.buffer));
    const guard = this.#guardOf(first);
    await this.#store.set(sealKey('gene', guard), sealBytes(blockSeal, guard, block));
    return byteLength;
  }

  /** The values of a gene; undefined where its block is no longer there or damaged. */
  async read(gene: number): Promise<GeneValues | undefined> {
    const { cells, genes, genesPerBlock } = this.#head;
    const first = Math.floor(gene / genesPerBlock) * genesPerBlock;
    const guard = this.#guardOf(first);
    const kept = await this.#store.get(sealKey('gene', guard));
    const block = kept === undefined ? undefined : unsealBytes(blockSeal, guard, kept);
    if (block === undefined) return undefined;
    try {
      return valuesOf(block, gene - first, Math.min(genesPerBlock, genes - first), cells);
    } catch (error) {
      if (error instanceof FirstlightError && error.code === 'corrupt') return undefined;
      throw error;
    }
  }

  #guardOf(first: number): string {
    return `${this.#guard} ${first}+${this.#head.genesPerBlock}`;
  }
}

/** Where the bytes of each gene of a run end. */
export function segmentEnds(segments: Uint32Array): Float64Array {
  const ends = new Float64Array(segments.length / segmentLength);
  let end = 0;
  for (let gene = 0; gene < ends.length; gene += 1) {
    end += segments[gene * segmentLength + 1]!;
    ends[gene] = end;
  }
  return ends;
}

function startOf(ends: Float64Array, gene: number): number {
  return gene === 0 ? 0 : ends[gene - 1]!;
}

function valuesOf(block: Uint8Array, place: number, genes: number, cells: number): GeneValues {
  const words = new Uint32Array(block.buffer, block.byteOffset, block.byteLength >> 2);
  const runs = words[0] ?? 0;
  const headerLength = 1 + runs * (1 + genes * segmentLength);
  if (headerLength > words.length) throw new FirstlightError('corrupt', 'A block of the column index is too short');
  const segments = 1 + runs;
  let at = 4 * headerLength;
  for (let segment = 0; segment < place * runs; segment += 1) at += words[segments + segment * segmentLength + 1]!;
  const values = new Float32Array(cells);
  let rounded = 0;
  for (let run = 0; run < runs; run += 1) {
    const start = segments + (place * runs + run) * segmentLength;
    const segment = words.subarray(start, start + segmentLength);
    const byteLength = segment[1]!;
    addSegment(block.subarray(at, at + byteLength), segment, words[1 + run]!, values);
    at += byteLength;
    rounded += segment[3]!;
  }
  return { values, rounded };
}

function parseHead(bytes: Uint8Array): GeneIndexHead | undefined {
  try {
    const result = v.safeParse(headSchema, JSON.parse(new TextDecoder().decode(bytes)));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
