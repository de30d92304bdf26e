import type { Command } from 'commander';
import type { InfoOptions } from '../info/run-info.js';
import { addPlaneOptions } from '../plane-options.js';
import { addReadingOptions } from '../reading-options.js';
import type { Session } from '../session.js';

/** Adds what `info` takes and does. */
export function define(command: Command, session: Session): void {
  addPlaneOptions(addReadingOptions(command.argument('<path>', 'a recording, a stack, a folder of images, or the http(s) URL of a file')))
    .option('--json', 'write one JSON object, a stable interface')
    .option('--full', 'read everything: exact numbers, integrity, SHA-256 of the decoded events or pixels')
    .option('--timing', 'print how long each phase took')
    .addHelpText(
      'after',
      `
Exit status: 0, 1 for a recording that cannot be read or is damaged or cut, 2 for wrong use.

Examples:
  firstlight info fan.raw                          what is in it, after a few reads
  firstlight info fan.raw --full                   the whole truth, after reading everything
  firstlight info fan.raw --json | jq .events
  firstlight info events.txt --columns t,x,y,p --time-unit s
  firstlight info stack.tif --full                 the same of a stack of images
  firstlight info frames/                          a folder of images as one stack
  firstlight info cube.bin --raw u2 --shape 100,512,512`,
    )
    .action(async (path: string, options: InfoOptions) => {
      const { runInfo } = await import('../info/run-info.js');
      session.setStatus(await runInfo(path, options, session.signal));
    });
}
