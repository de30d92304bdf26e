import type { Abortable } from '../base/abort.js';
import type { CellBits } from '../cells/cell-bits.js';
import type { CellColumn } from '../cells/cell-column.js';
import type { CellPoints } from '../cells/cell-points.js';
import { ChunkFamily } from '../chunks/chunk-family.js';
import type { ChunkScheduler, WantedTier } from '../chunks/chunk-scheduler.js';
import type { PackedStrings } from '../shapes/table-strings.js';
import type { GeneDirectory } from './table-genes.js';

/** What is held of tables in memory, by kind, all in one budget. */
export interface TableChunks {
  readonly points: ChunkFamily<CellPoints>;
  readonly columns: ChunkFamily<CellColumn>;
  readonly genes: ChunkFamily<GeneDirectory>;
  readonly texts: ChunkFamily<PackedStrings>;
  readonly bits: ChunkFamily<CellBits>;
}

export function createTableChunks(scheduler: ChunkScheduler<unknown>): TableChunks {
  return {
    points: new ChunkFamily(scheduler, 'columns of points'),
    columns: new ChunkFamily(scheduler, 'columns'),
    genes: new ChunkFamily(scheduler, 'columns of gene names'),
    texts: new ChunkFamily(scheduler, 'columns of texts'),
    bits: new ChunkFamily(scheduler, 'columns of bits'),
  };
}

/** A value in use, *lent* until `release`. */
export interface Held<Value> {
  readonly value: Value;
  release(): void;
}

export interface HoldOptions extends Abortable {
  /** Default visible. */
  readonly tier?: WantedTier;
}

/** What is held under a key and how it comes to be. It must not hold others of a scheduler: those come before it. */
export interface HeldLoad<Value> {
  readonly key: string;
  readonly expectedBytes: number;
  load(options: { readonly signal: AbortSignal }): Promise<Value>;
  bytesOf(value: Value): number;
}

/** Finds or loads a value and holds it. It is let go of when the signal fires. */
export async function hold<Value>(
  family: ChunkFamily<Value>,
  { key, expectedBytes, load, bytesOf }: HeldLoad<Value>,
  { signal, tier = 'visible' }: HoldOptions = {},
): Promise<Held<Value>> {
  const lease = family.request(
    {
      key,
      tier,
      expectedBytes,
      async load(options) {
        const value = await load(options);
        return { value, byteLength: bytesOf(value) };
      },
    },
    { signal },
  );
  try {
    return { value: await lease.value, release: () => lease.release() };
  } catch (error) {
    lease.release();
    throw error;
  }
}
