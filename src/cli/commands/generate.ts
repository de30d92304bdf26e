import { type Command, Option } from 'commander';
import { sceneNames } from '../../generate/scene.js';
import { eventOutputNames, eventOutputOf, unknownOutput } from '../convert/event-outputs.js';
import type { GenerateCommandOptions } from '../generate/run-generate.js';
import type { Session } from '../session.js';
import { parseCount, parsePositive, parsePositiveMicros, parseSize } from '../units.js';

/** Adds what `generate` takes and does. */
export function define(command: Command, session: Session): void {
  command
    .argument('<scene>', `one of ${sceneNames.join(', ')}`)
    .requiredOption('-o, --output <file>', 'the file to write; its ending chooses the format')
    .option('--events <number>', 'how many events, exactly', parseCount, 1_000_000)
    .addOption(new Option('--size <WxH>', 'sensor size').default([1280, 720], '1280x720').argParser(parseSize))
    .addOption(new Option('--format <name>', 'format to write').choices(eventOutputNames))
    .option('--rate <number>', 'mean events per second aimed at', parseCount)
    .option('--seed <text>', 'another seed makes another recording of the same scene')
    .option('--rpm <number>', 'revolutions per minute of what turns', parsePositive)
    .option('--rpm-to <number>', 'fan: the speed goes to this and back', parsePositive)
    .option('--ramp <time>', 'fan: time for the way there and back, like 4s', parsePositiveMicros)
    .option('--blades <number>', 'blades of the fan or of a propeller, spokes of the star', parseCount)
    .option('--timing', 'print how long each phase took')
    .option('--json', 'write {path, format, events, bytes, sha256} to standard output')
    .addHelpText(
      'after',
      `
The same options give the same bytes on every machine; their SHA-256 is printed.

Examples:
  firstlight generate fan --events 1e8 --size 1280x720 -o fan.raw
  firstlight generate fan --rpm 600 --rpm-to 2400 --blades 4 -o ramp.dat
  firstlight generate stress -o stress.raw --format evt2`,
    )
    .action(async (scene: string, options: GenerateCommandOptions) => {
      const known = sceneNames.find((name) => name === scene);
      if (known === undefined)
        command.error(`error: there is no scene '${scene}'; choose one of ${sceneNames.join(', ')}`, { exitCode: 2 });
      const target = eventOutputOf(options.output, options.format);
      if (target === undefined) command.error(unknownOutput(options.output), { exitCode: 2 });
      const { runGenerate } = await import('../generate/run-generate.js');
      await runGenerate(known, target, options, session.signal);
    });
}
