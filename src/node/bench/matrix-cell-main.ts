import { errorToRecord } from '../../base/errors.js';
import { measureCell } from './measure-cell.js';

/* A process of its own for one cell: `node matrix-cell-main.js RECORDING` prints the cell, or an error, as JSON. */

try {
  process.stdout.write(`${JSON.stringify(await measureCell(process.argv[2] ?? ''))}\n`);
} catch (thrown) {
  process.stdout.write(`${JSON.stringify({ error: errorToRecord(thrown) })}\n`);
  process.exitCode = 1;
}
