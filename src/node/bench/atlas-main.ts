import { measureAtlas } from './measure-atlas.js';
import { printFigures } from './print-figures.js';

/* A process of its own for one atlas: `node atlas-main.js ATLAS GENES` prints its figures, or an error, as JSON. */

await printFigures(measureAtlas(process.argv[2] ?? '', Number(process.argv[3] ?? 9)));
