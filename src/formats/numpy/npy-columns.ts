import { FirstlightError } from '../../base/errors.js';
import type { TimeUnit } from '../../shapes/event-facts.js';
import type { ColumnOrder } from '../arrays/guess-columns.js';
import type { StridedPlace } from '../arrays/strided-column.js';
import { readColumnNames } from '../text/column-names.js';
import type { NpyHeader } from './npy-header.js';

/** The columns of one array. */
export interface NpyColumns {
  readonly places: readonly StridedPlace[];
  readonly events: number;
  /** Roles of `places`, where fields are named. */
  readonly order: ColumnOrder | undefined;
  readonly timeUnit: TimeUnit | undefined;
}

/** Columns of an array of events at most. */
export const widestArray = 16;

/**
 * The columns of a structured array, or of an N × k or k × N array of numbers (k from 4 to 16), with byte places counted
 * from the start of the array file. Throws `unsupported` for arrays of other shapes and fields.
 */
export function npyColumns(header: NpyHeader): NpyColumns {
  const { shape, element, dataOffset, itemBytes, columnMajor } = header;
  if (element === undefined) return structuredColumns(header);
  if (shape.length !== 2) {
    throw new FirstlightError(
      'unsupported',
      `A NumPy array of shape ${shape.join(' × ') || 'one number'} holds no events: four columns are needed`,
    );
  }
  const [rows, columns] = shape as [number, number];
  const fits = (count: number): boolean => count >= 4 && count <= widestArray;
  if (!fits(rows) && !fits(columns)) {
    throw new FirstlightError('unsupported', `A NumPy array of shape ${shape.join(' × ')} holds no events: four columns are needed`);
  }
  const eventsFirst = fits(columns) && (rows >= columns || !fits(rows));
  const events = eventsFirst ? rows : columns;
  const count = eventsFirst ? columns : rows;
  const interleaved = eventsFirst !== columnMajor;
  const places = Array.from({ length: count }, (_, column): StridedPlace => {
    if (!interleaved) return { element, offsetBytes: dataOffset + column * events * itemBytes, strideBytes: itemBytes };
    return { element, offsetBytes: dataOffset + column * itemBytes, strideBytes: count * itemBytes, recordBytes: dataOffset };
  });
  return { places, events, order: undefined, timeUnit: undefined };
}

function structuredColumns({ shape, fields, dataOffset, itemBytes }: NpyHeader): NpyColumns {
  const named = readColumnNames(fields.map(({ name }) => name));
  if (named === undefined) {
    const names = fields.map(({ name }) => name).join(', ');
    throw new FirstlightError('unsupported', `A NumPy array of records needs fields for t, x, y and p; it has ${names || 'none'}`);
  }
  const events = shape.reduce((product, dimension) => product * dimension, 1);
  const places = fields.map(({ offsetBytes, element }) => ({
    element,
    offsetBytes: dataOffset + offsetBytes,
    strideBytes: itemBytes,
    recordBytes: dataOffset,
  }));
  return { places, events, order: named.order, timeUnit: named.timeUnit };
}

/** Events whose numbers all lie before `byteLength`, at most `events`. */
export function wholeEvents(places: readonly StridedPlace[], events: number, byteLength: number): number {
  let whole = events;
  for (const { offsetBytes, strideBytes, recordBytes, element } of places) {
    const size = recordBytes === undefined ? Number(element.kind.slice(1)) / 8 : strideBytes;
    const start = recordBytes ?? offsetBytes;
    whole = Math.min(whole, Math.max(0, Math.floor((byteLength - start - size) / strideBytes) + 1));
  }
  return whole;
}
