import { measureStack } from './measure-stack.js';
import { printFigures } from './print-figures.js';

/* A process of its own for one stack: `node stack-main.js STACK` prints its figures, or an error, as JSON. */

await printFigures(measureStack(process.argv[2] ?? ''));
