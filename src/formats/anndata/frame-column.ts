import { FirstlightError } from '../../base/errors.js';
import { joinStorePlans, known, type StorePlan } from '../../bytes/store-plan.js';
import { allocateCodes, type CategoricalColumn, type ObsColumn } from '../../shapes/table-columns.js';
import type { ObsFacts, ObsKind } from '../../shapes/table-facts.js';
import { type PackedStrings, packStrings, unpackStrings } from '../../shapes/table-strings.js';
import {
  childArray,
  readAllNumbers,
  readAllTexts,
  readNumberRun,
  type TreeArray,
  type TreeGroup,
  textAttribute,
} from '../tree/array-tree.js';
import type { NumberArray } from '../tree/number-type.js';

/** A column of a data frame, not read yet. */
export interface FrameColumn {
  readonly facts: ObsFacts;
  readonly rows: number;
  read(): StorePlan<ObsColumn>;
  /** The values of rows `from` to `to` as texts: their names. */
  readTexts(from: number, to: number): StorePlan<PackedStrings>;
}

/** A code of a category that no cell has: what AnnData writes for a missing one. */
const missingCode = -1;
const unknown = 2;

/**
 * The column `name` of a group: plain, categorical or nullable. `legacy` is the group `__categories`, where AnnData 0.7
 * kept categories. Undefined for what is no column. Errors: `corrupt`, `truncated`.
 */
export function* findColumn(group: TreeGroup, name: string, legacy: TreeGroup | undefined): StorePlan<FrameColumn | undefined> {
  const child = yield* group.child(name);
  if (child === undefined) return undefined;
  if (child.kind === 'array') return columnOfArray(name, child, legacy === undefined ? undefined : yield* childArray(legacy, name));
  const [codes, categories, values, mask] = yield* joinStorePlans(
    ['codes', 'categories', 'values', 'mask'].map((part) => childArray(child, part)),
  );
  if (codes !== undefined && categories !== undefined) return categoricalColumn(name, codes, categories, () => isOrdered(child));
  return values === undefined ? undefined : columnOfArray(name, values, undefined, mask);
}

/** A column in one list, with the list of its categories or the list of which values are missing, where it has one. */
export function columnOfArray(name: string, values: TreeArray, categories?: TreeArray, mask?: TreeArray): FrameColumn | undefined {
  if (values.shape.length !== 1 || (values.holds !== 'numbers' && values.holds !== 'texts')) return undefined;
  if (categories !== undefined && values.holds === 'numbers') {
    return categoricalColumn(name, values, categories, () => known(false));
  }
  const kind: ObsKind = values.holds === 'texts' ? 'string' : values.numbers?.kind === 'bool' ? 'boolean' : 'numeric';
  return {
    facts: { name, kind },
    rows: values.shape[0]!,
    *read() {
      const missing = mask === undefined ? undefined : toBytes(yield* readAllNumbers(mask));
      if (kind === 'string') {
        return { kind, name, values: yield* readAllTexts(values), ...(missing?.includes(1) === true ? { missing } : {}) };
      }
      const numbers = yield* readAllNumbers(values);
      if (kind === 'boolean') return { kind, name, values: toBooleans(numbers, missing) };
      return { kind: 'numeric', name, values: withoutMissing(toFloats(numbers, values), missing) };
    },
    *readTexts(from, to) {
      if (values.holds === 'texts') return yield* values.readTexts(from, to);
      return packStrings(Array.from(yield* readNumberRun(values, from, to), String));
    },
  };
}

function categoricalColumn(name: string, codes: TreeArray, categories: TreeArray, ordered: () => StorePlan<boolean>): FrameColumn {
  const [count = 0] = categories.shape;
  const rows = codes.shape[0] ?? 0;
  function* read(): StorePlan<CategoricalColumn> {
    const labels = yield* readLabels(categories);
    const stored = yield* readAllNumbers(codes);
    return { kind: 'categorical', name, categories: labels, ordered: yield* ordered(), codes: checkedCodes(stored, labels.length, name) };
  }
  return {
    facts: { name, kind: 'categorical', categories: count },
    rows,
    read,
    *readTexts(from, to) {
      const { categories: labels, codes: places } = yield* read();
      return packStrings(Array.from(places.subarray(from, to), (place) => labels[place] ?? ''));
    },
  };
}

/** Categories as texts: they may be texts, numbers or booleans. */
function* readLabels(categories: TreeArray): StorePlan<string[]> {
  if (categories.holds === 'texts') return unpackStrings(yield* readAllTexts(categories));
  const numbers = yield* readAllNumbers(categories);
  if (categories.numbers?.kind === 'bool') return Array.from(numbers, (value) => (value === 0 ? 'False' : 'True'));
  return Array.from(numbers, String);
}

function checkedCodes(stored: NumberArray, categories: number, name: string): CategoricalColumn['codes'] {
  const codes = allocateCodes(stored.length, categories);
  for (let cell = 0; cell < stored.length; cell += 1) {
    const code = stored[cell]!;
    if (code === missingCode) codes[cell] = categories;
    else if (code >= 0 && code < categories) codes[cell] = code;
    else throw new FirstlightError('corrupt', `Cell ${cell} has category ${code} of ${categories} in ${name}`);
  }
  return codes;
}

function* isOrdered(group: TreeGroup): StorePlan<boolean> {
  const attributes = yield* group.attributes();
  const ordered = attributes.get('ordered');
  return ordered === true || ordered === 1 || textAttribute(attributes, 'ordered')?.toLowerCase() === 'true';
}

function toBytes(numbers: NumberArray): Uint8Array {
  return numbers instanceof Uint8Array ? numbers : Uint8Array.from(numbers, (value) => (value === 0 ? 0 : 1));
}

function toBooleans(numbers: NumberArray, missing: Uint8Array | undefined): Uint8Array {
  const values = new Uint8Array(numbers.length);
  for (let cell = 0; cell < values.length; cell += 1) values[cell] = missing?.[cell] === 1 ? unknown : numbers[cell] === 0 ? 0 : 1;
  return values;
}

/** 32-bit floats where those hold every number of the type, else 64-bit ones. */
function toFloats(numbers: NumberArray, { numbers: type }: TreeArray): Float32Array | Float64Array {
  if (numbers instanceof Float32Array || numbers instanceof Float64Array) return numbers;
  return type?.kind === 'u32' || type?.kind === 'i32' ? new Float64Array(numbers) : new Float32Array(numbers);
}

function withoutMissing<Numbers extends Float32Array | Float64Array>(values: Numbers, missing: Uint8Array | undefined): Numbers {
  if (missing === undefined) return values;
  for (let cell = 0; cell < values.length; cell += 1) if (missing[cell] === 1) values[cell] = Number.NaN;
  return values;
}

/** A column's values as texts, where they are texts or categories; undefined for numbers. */
export function textsOf(column: ObsColumn): PackedStrings | undefined {
  if (column.kind === 'string') return column.values;
  if (column.kind !== 'categorical') return undefined;
  return packStrings(Array.from(column.codes, (code) => column.categories[code] ?? ''));
}
