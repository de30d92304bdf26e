import { errorToRecord } from '../../base/errors.js';

/** Prints what was measured in this process, or an error, as JSON. */
export async function printFigures(measuring: Promise<unknown>): Promise<void> {
  try {
    process.stdout.write(`${JSON.stringify(await measuring)}\n`);
  } catch (thrown) {
    process.stdout.write(`${JSON.stringify({ error: errorToRecord(thrown) })}\n`);
    process.exitCode = 1;
  }
}
