import { throwIfAborted } from '../../base/abort.js';
import { FirstlightError } from '../../base/errors.js';
import type { ByteSink } from '../../formats/event-format.js';
import { npyFront } from '../../formats/numpy/npy-header-text.js';
import type { ExportColumn } from './export-columns.js';

const blockBytes = 1 << 20;
const longestText = 4096;

const numberFields = {
  float32: { type: '<f4', bytes: 4 },
  float64: { type: '<f8', bytes: 8 },
  boolean: { type: '|i1', bytes: 1 },
} as const;

interface Field {
  readonly column: ExportColumn;
  readonly type: string;
  readonly bytes: number;
}

/**
 * Writes columns as one NumPy array of records, a field a column: 32-bit or 64-bit floats, texts as fixed Unicode,
 * booleans as int8 of 0, 1 and −1 for missing. Throws `too-large` for texts of more than 4,096 characters.
 */
export async function writeNpy(sink: ByteSink, columns: readonly ExportColumn[], cells: number, signal: AbortSignal): Promise<void> {
  const fields = columns.map((column) => fieldOf(column, cells, signal));
  const recordBytes = fields.reduce((sum, { bytes }) => sum + bytes, 0);
  const descr = fields.map(({ column, type }) => `(${pythonText(column.header)}, '${type}')`).join(', ');
  await sink.write(npyFront(`[${descr}]`, `(${cells},)`));
  const rows = Math.max(1, Math.floor(blockBytes / recordBytes));
  const block = new Uint8Array(rows * recordBytes);
  const view = new DataView(block.buffer);
  for (let from = 0; from < cells; from += rows) {
    throwIfAborted(signal);
    block.fill(0);
    const count = Math.min(rows, cells - from);
    for (let row = 0; row < count; row += 1) {
      let at = row * recordBytes;
      for (const { column, bytes } of fields) {
        putValue(view, at, column, from + row);
        at += bytes;
      }
    }
    await sink.write(block.subarray(0, count * recordBytes));
  }
}

function fieldOf(column: ExportColumn, cells: number, signal: AbortSignal): Field {
  if (column.kind !== 'text') return { column, ...numberFields[column.kind] };
  let longest = 1;
  for (let cell = 0; cell < cells; cell += 1) {
    if (cell % 65_536 === 0) throwIfAborted(signal);
    const text = column.at(cell) ?? '';
    if (text.length > longest) longest = Math.max(longest, [...text].length);
  }
  if (longest > longestText) throw new FirstlightError('too-large', `A text of ${column.header} has ${longest} characters`);
  return { column, type: `<U${longest}`, bytes: 4 * longest };
}

function putValue(view: DataView, at: number, column: ExportColumn, cell: number): void {
  if (column.kind === 'text') {
    let place = at;
    for (const character of column.at(cell) ?? '') {
      view.setUint32(place, character.codePointAt(0) ?? 0, true);
      place += 4;
    }
  } else if (column.kind === 'float32') view.setFloat32(at, column.at(cell), true);
  else if (column.kind === 'float64') view.setFloat64(at, column.at(cell), true);
  else view.setInt8(at, column.at(cell) === 2 ? -1 : column.at(cell));
}

/** A Python text literal in ASCII. */
function pythonText(text: string): string {
  const escaped = [...text].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === "'" || character === '\\') return `\\${character}`;
    if (code >= 32 && code < 127) return character;
    return `\\U${code.toString(16).padStart(8, '0')}`;
  });
  return `'${escaped.join('')}'`;
}
