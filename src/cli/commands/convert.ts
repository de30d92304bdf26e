import { type Command, Option } from 'commander';
import { eventOutputNames, eventOutputOf, unknownOutput } from '../convert/event-outputs.js';
import type { ConvertOptions } from '../convert/run-convert.js';
import { addReadingOptions } from '../reading-options.js';
import type { Session } from '../session.js';
import { emptySpan, parseMicros } from '../units.js';

/** Adds what `convert` takes and does. */
export function define(command: Command, session: Session): void {
  command
    .argument('<in>', 'a recording, or the http(s) URL of one')
    .argument('<out>', 'the file to write; its ending chooses the format')
    .addOption(new Option('--format <name>', 'format to write').choices(eventOutputNames))
    .option('--from <time>', 'start, in the time of the recording', parseMicros)
    .option('--to <time>', 'end, exclusive', parseMicros)
    .option('--timing', 'print how long each phase took');
  addReadingOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  firstlight convert fan.raw fan.h5
  firstlight convert old.dat new.raw --format evt2
  firstlight convert long.raw part.raw --from 10s --to 12s
  firstlight convert events.txt events.raw --columns t,x,y,p --time-unit s --geometry 240x180`,
    )
    .action(async (input: string, output: string, options: ConvertOptions) => {
      const target = eventOutputOf(output, options.format);
      if (target === undefined) command.error(unknownOutput(output), { exitCode: 2 });
      const span = emptySpan(options);
      if (span !== undefined) command.error(span, { exitCode: 2 });
      const { runConvert } = await import('../convert/run-convert.js');
      session.setStatus(await runConvert(input, output, target, options, session.signal));
    });
}
