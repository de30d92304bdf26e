import { FirstlightError } from '../../base/errors.js';
import { known, listNames, readFile, type StorePlan } from '../../bytes/store-plan.js';
import { type PackedStrings, packStrings, StringPacker } from '../../shapes/table-strings.js';
import type { TableFormat, TableInput, TableLayout } from '../table-format.js';
import { checkArrayBytes } from '../tree/number-type.js';
import { CountsLayout, geneNamesOf } from './counts-layout.js';
import { MtxMatrix, readMtxHeader } from './mtx-matrix.js';

/** Names looked at in a folder: a pipeline's output has three files. */
const namesLooked = 200;
const matrixName = /^([^/]*?)matrix\.mtx(\.gz)?$/i;

/** Folders of `matrix.mtx`, `features.tsv` (or `genes.tsv`) and `barcodes.tsv`, gzipped or not, as 10x and others write. */
export const mtxFormat: TableFormat = {
  id: 'mtx',
  decoderVersion: 1,
  *sniff(input) {
    return input.file === undefined && (yield* listNames('', namesLooked)).some((name) => matrixName.test(name));
  },
  open: openMtx,
};

function* openMtx(input: TableInput): StorePlan<TableLayout> {
  const names = yield* listNames('', namesLooked);
  const file = names.find((name) => matrixName.test(name));
  if (file === undefined) throw new FirstlightError('not-found', 'There is no matrix.mtx in this folder');
  const prefix = matrixName.exec(file)?.[1] ?? '';
  const header = yield* readMtxHeader(file);
  checkArrayBytes(Math.max(header.rows, header.columns), 4, input.limitBytes, 'A column of cells');
  const features = yield* readColumns(names, prefix, ['features.tsv', 'genes.tsv'], input);
  const barcodes = yield* readColumns(names, prefix, ['barcodes.tsv'], input);
  const ids = features?.[0];
  const symbols = features?.[1] ?? ids;
  const isTransposed = symbols !== undefined && symbols.length !== header.rows && symbols.length === header.columns;
  const matrix = new MtxMatrix(file, header, !isTransposed, input.limitBytes);
  const { genes, cells } = matrix.facts;
  if ((symbols !== undefined && symbols.length !== genes) || (barcodes !== undefined && barcodes[0]!.length !== cells)) {
    throw new FirstlightError(
      'corrupt',
      `The matrix has ${genes} genes and ${cells} cells, beside it are ${symbols?.length} names and ${barcodes?.[0]?.length} barcodes`,
    );
  }
  const cost = `A gene costs a pass over the text of ${header.entries} entries`;
  return new CountsLayout({
    format: '10x MTX',
    matrix,
    cellNames: () => known(barcodes?.[0] ?? numbered(cells)),
    geneNames: () => geneNamesOf(symbols ?? numbered(genes), features?.[1] === undefined ? undefined : ids),
    notices: [{ code: 'slow-genes', message: `${cost}; as .h5ad with compressed columns it would cost one read` }],
  });
}

/** The first two columns of the first of these files that is there. Throws `too-large`. */
function* readColumns(
  names: readonly string[],
  prefix: string,
  endings: readonly string[],
  { limitBytes }: TableInput,
): StorePlan<[PackedStrings, PackedStrings | undefined] | undefined> {
  const file = endings.flatMap((ending) => [`${prefix}${ending}`, `${prefix}${ending}.gz`]).find((name) => names.includes(name));
  if (file === undefined) return undefined;
  const bytes = yield* readFile(file, limitBytes, true);
  if (bytes === undefined) return undefined;
  const first = new StringPacker(limitBytes);
  const second = new StringPacker(limitBytes);
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(10, from);
    const end = newline < 0 ? bytes.length : newline;
    const stop = end > from && bytes[end - 1] === 13 ? end - 1 : end;
    const line = bytes.subarray(from, stop);
    from = end + 1;
    if (line.length === 0) continue;
    const tab = line.indexOf(9);
    first.addBytes(tab < 0 ? line : line.subarray(0, tab));
    if (tab < 0) continue;
    const next = line.indexOf(9, tab + 1);
    second.addBytes(line.subarray(tab + 1, next < 0 ? line.length : next));
  }
  return [first.finish(), second.length === first.length && second.length > 0 ? second.finish() : undefined];
}

function numbered(count: number): PackedStrings {
  return packStrings(Array.from({ length: count }, (_, at) => String(at)));
}
