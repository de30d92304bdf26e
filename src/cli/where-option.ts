import { InvalidArgumentError } from 'commander';
import { FirstlightError } from '../base/errors.js';
import type { CellFilter, CellSet, ColumnWant } from '../cells/cell-want.js';
import type { TableFacts } from '../shapes/table-facts.js';

const operators = ['!=', '>=', '<=', '=', '>', '<'] as const;

/** A condition as it was typed. */
export interface WhereCondition {
  readonly from: 'gene' | 'obs' | undefined;
  readonly name: string;
  readonly operator: (typeof operators)[number];
  readonly value: string;
}

/** What `--where` takes, for help. */
export const whereHelp = 'cells to take, like louvain=B|T,CD3D>1,n_genes=500..2000; may be given again';

/** `louvain=B|T,CD3D>1` → conditions, all of which hold. A comma in a value is one where no condition follows it. */
export function parseWhere(text: string, before: readonly WhereCondition[] = []): readonly WhereCondition[] {
  const conditions = text.split(/,(?=[^,]*?[=<>])/).map((part): WhereCondition => {
    const [, from, name, operator, value] = /^\s*(?:(gene|obs):)?([^=<>!]+?)\s*(!=|>=|<=|=|>|<)\s*(.*?)\s*$/s.exec(part) ?? [];
    const known = operators.find((candidate) => candidate === operator);
    if (name === undefined || known === undefined || value === undefined) {
      throw new InvalidArgumentError('Expected conditions like louvain=B|T,CD3D>1,n_genes=500..2000.');
    }
    return { from: from === 'gene' || from === 'obs' ? from : undefined, name, operator: known, value };
  });
  return [...before, ...conditions];
}

/**
 * The filters that conditions mean on a table: a bare name is a column of cells where there is one, else a gene of `matrix`.
 * Throws `out-of-range` where a number is missing.
 */
export function whereFilters(conditions: readonly WhereCondition[], facts: TableFacts, matrix: string | undefined): CellFilter[] {
  return conditions.map((condition) => {
    const { operator } = condition;
    return { set: setOf(condition, facts, matrix), except: operator === '!=', on: true };
  });
}

function setOf({ from, name, operator, value }: WhereCondition, facts: TableFacts, matrix: string | undefined): CellSet {
  const obs = facts.obs.find((column) => column.name === name);
  const isObs = from === 'obs' || (from === undefined && obs !== undefined);
  const column: ColumnWant = isObs ? { kind: 'obs', name } : { kind: 'gene', gene: name, matrix };
  const isEqual = operator === '=' || operator === '!=';
  if (isObs && isEqual && obs?.kind !== 'numeric') {
    return { kind: 'categories', column: name, names: value.split('|').map((text) => (text === '' ? null : text)) };
  }
  if (isEqual) {
    const [first, last, ...rest] = value.split('..');
    const low = optionalNumber(first ?? '', name);
    const high = last === undefined ? low : optionalNumber(last, name);
    if (rest.length > 0 || (low === undefined && high === undefined)) throw notANumber(value, name);
    return { kind: 'range', column, from: low, to: high };
  }
  const bound = optionalNumber(value, name);
  if (bound === undefined) throw notANumber(value, name);
  if (operator === '>=') return { kind: 'range', column, from: bound };
  if (operator === '<=') return { kind: 'range', column, to: bound };
  return operator === '>' ? { kind: 'range', column, from: besideFloat(bound, 1) } : { kind: 'range', column, to: besideFloat(bound, -1) };
}

function optionalNumber(text: string, name: string): number | undefined {
  if (text.trim() === '') return undefined;
  const number = Number(text);
  if (Number.isNaN(number)) throw notANumber(text, name);
  return number;
}

function notANumber(text: string, name: string): FirstlightError {
  return new FirstlightError('out-of-range', `'${text}' is no number to compare ${name} with`, {
    advice: 'Write a number, or a range like 500..2000.',
  });
}

/** The 32-bit float above (1) or below (−1) a number: ranges include their ends, and values are 32-bit floats. */
function besideFloat(value: number, direction: 1 | -1): number {
  const rounded = Math.fround(value);
  if (direction * (rounded - value) > 0) return rounded;
  const floats = Float32Array.of(rounded === 0 ? 0 : rounded);
  const bits = new Int32Array(floats.buffer);
  if (rounded === 0) return direction * 2 ** -149;
  bits[0]! += rounded > 0 ? direction : -direction;
  return floats[0]!;
}
