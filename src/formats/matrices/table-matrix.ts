import type { StorePlan } from '../../bytes/store-plan.js';
import type { MatrixFacts } from '../../shapes/table-facts.js';
import type { GeneValues } from '../table-format.js';
import type { NumberArray } from '../tree/number-type.js';
import type { CompressedRows } from './compressed-rows.js';

/** A matrix of cells × genes somewhere in a file. */
export interface TableMatrix {
  readonly facts: MatrixFacts;
  /** Values of genes by their places, *given*. Errors: `corrupt`, `truncated`, `too-large`. */
  readGenes(genes: readonly number[]): StorePlan<GeneValues[]>;
  /** About how many bytes the values of one gene cost to read, inflated; absent where they lie together. */
  readonly geneBytes?: number;
  /** Its lists, where they keep the entries of a cell together. */
  readonly compressedRows?: CompressedRows | undefined;
  /** Some stored values from several places. */
  sample(): StorePlan<Float64Array>;
}

/** Stored values looked at in each place, and the number of places. */
export const sampleRun = 2048;
export const samplePlaces = 4;

/** Where `length` values are looked at: up to four runs, spread, without overlap. */
export function samplePlan(length: number): { readonly from: number; readonly to: number }[] {
  if (length <= sampleRun * samplePlaces) return length === 0 ? [] : [{ from: 0, to: length }];
  return Array.from({ length: samplePlaces }, (_, at) => {
    const from = Math.floor(((length - sampleRun) * at) / (samplePlaces - 1));
    return { from, to: from + sampleRun };
  });
}

/** Runs of numbers as one. */
export function joinNumbers(runs: readonly NumberArray[]): Float64Array {
  const out = new Float64Array(runs.reduce((sum, run) => sum + run.length, 0));
  let at = 0;
  for (const run of runs) {
    out.set(run, at);
    at += run.length;
  }
  return out;
}

/** Numbers at `start`, `start + step`, … as a gene's values. */
export function geneValuesOf(numbers: NumberArray, start: number, step: number, count: number): GeneValues {
  // As they are stored, no value has to be rounded.
  if (numbers instanceof Float32Array)
    return { values: step === 1 ? numbers.slice(start, start + count) : everyFloat(numbers, start, step, count), rounded: 0 };
  const values = new Float32Array(count);
  let rounded = 0;
  for (let i = 0, from = start; i < count; i += 1, from += step) {
    const value = numbers[from]!;
    values[i] = value;
    if (values[i] !== value && !Number.isNaN(value)) rounded += 1;
  }
  return { values, rounded };
}

function everyFloat(numbers: Float32Array, start: number, step: number, count: number): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0, from = start; i < count; i += 1, from += step) values[i] = numbers[from]!;
  return values;
}
