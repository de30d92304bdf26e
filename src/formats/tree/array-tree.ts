import { FirstlightError } from '../../base/errors.js';
import type { StorePlan } from '../../bytes/store-plan.js';
import type { PackedStrings } from '../../shapes/table-strings.js';
import type { Box } from './box.js';
import type { NumberArray, NumberType } from './number-type.js';

/** A value of an attribute as plain data. */
export type TreeValue = number | bigint | string | boolean | readonly (number | bigint | string | boolean)[];

/** A group of named nodes, in an HDF5 file or a Zarr store. */
export interface TreeGroup {
  readonly kind: 'group';
  /** Parts joined by `/`, empty for the root. */
  readonly path: string;
  names(): StorePlan<readonly string[]>;
  /** Undefined where there is none of that name. */
  child(name: string): StorePlan<TreeNode | undefined>;
  attributes(): StorePlan<ReadonlyMap<string, TreeValue>>;
}

/** An array of numbers, texts or records, in an HDF5 file or a Zarr store. */
export interface TreeArray {
  readonly kind: 'array';
  readonly path: string;
  /** Empty for a single value. */
  readonly shape: readonly number[];
  /** Absent for what holds no numbers. */
  readonly numbers?: NumberType;
  readonly holds: 'numbers' | 'texts' | 'records' | 'other';
  /** Elements of a chunk along each dimension; the shape where any part can be read by itself. */
  readonly chunkShape: readonly number[];
  readonly chunked: boolean;
  /** Names of the members of a record. */
  readonly members: readonly string[];
  /** One member of each record, as an array of its own. Undefined where there is none of that name. */
  member(name: string): TreeArray | undefined;
  attributes(): StorePlan<ReadonlyMap<string, TreeValue>>;
  /** The numbers of a box, row-major, *given*. Errors: `corrupt`, `truncated`, `unsupported`, `too-large`. */
  readNumbers(box: Box): StorePlan<NumberArray>;
  /** Texts `from` to `to` of an array of one dimension or of a single text. Errors as those of `readNumbers`. */
  readTexts(from: number, to: number): StorePlan<PackedStrings>;
}

export type TreeNode = TreeGroup | TreeArray;

/** All numbers of an array of one dimension. */
export function readAllNumbers(array: TreeArray): StorePlan<NumberArray> {
  return array.readNumbers({ from: array.shape.map(() => 0), counts: array.shape });
}

/** All texts of an array of one dimension. */
export function readAllTexts(array: TreeArray): StorePlan<PackedStrings> {
  return array.readTexts(0, array.shape[0] ?? 1);
}

/** Numbers `from` to `to` of an array of one dimension. */
export function readNumberRun(array: TreeArray, from: number, to: number): StorePlan<NumberArray> {
  return array.readNumbers({ from: [from], counts: [to - from] });
}

/** The child of that name if it is an array. */
export function* childArray(group: TreeGroup, name: string): StorePlan<TreeArray | undefined> {
  const child = yield* group.child(name);
  return child?.kind === 'array' ? child : undefined;
}

/** The child of that name if it is a group. */
export function* childGroup(group: TreeGroup, name: string): StorePlan<TreeGroup | undefined> {
  const child = yield* group.child(name);
  return child?.kind === 'group' ? child : undefined;
}

/** A child that must be an array of one dimension. Throws `corrupt`. */
export function* needArray(group: TreeGroup, name: string): StorePlan<TreeArray> {
  const child = yield* childArray(group, name);
  if (child === undefined || child.shape.length > 1) {
    throw new FirstlightError('corrupt', `There is no list ${group.path}/${name}`);
  }
  return child;
}

/** An attribute that is a text, or a list of one. */
export function textAttribute(attributes: ReadonlyMap<string, TreeValue>, name: string): string | undefined {
  const value = attributes.get(name);
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof single === 'string' ? single : undefined;
}

/** An attribute that is a list of numbers. */
export function numbersAttribute(attributes: ReadonlyMap<string, TreeValue>, name: string): number[] | undefined {
  const value = attributes.get(name);
  if (!Array.isArray(value)) return undefined;
  const numbers = value.map(Number);
  return numbers.every((number) => Number.isSafeInteger(number) && number >= 0) ? numbers : undefined;
}
