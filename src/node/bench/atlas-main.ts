import { errorToRecord } from '../../base/errors.js';
import { measureAtlas } from './measure-atlas.js';

/* A process of its own for one atlas: `node atlas-main.js ATLAS GENES` prints its figures, or an error, as JSON. */

try {
  process.stdout.write(`${JSON.stringify(await measureAtlas(process.argv[2] ?? '', Number(process.argv[3] ?? 9)))}\n`);
} catch (thrown) {
  process.stdout.write(`${JSON.stringify({ error: errorToRecord(thrown) })}\n`);
  process.exitCode = 1;
}
