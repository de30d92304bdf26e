import { measureCell } from './measure-cell.js';
import { printFigures } from './print-figures.js';

/* A process of its own for one cell: `node matrix-cell-main.js RECORDING` prints the cell, or an error, as JSON. */

await printFigures(measureCell(process.argv[2] ?? ''));
