import { errorToRecord } from '../../base/errors.js';
import { measureStack } from './measure-stack.js';

/* A process of its own for one stack: `node stack-main.js STACK` prints its figures, or an error, as JSON. */

try {
  process.stdout.write(`${JSON.stringify(await measureStack(process.argv[2] ?? ''))}\n`);
} catch (thrown) {
  process.stdout.write(`${JSON.stringify({ error: errorToRecord(thrown) })}\n`);
  process.exitCode = 1;
}
