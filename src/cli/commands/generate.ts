import { type Command, InvalidArgumentError, Option } from 'commander';
import { sceneNames } from '../../generate/scene.js';
import { eventOutputNames, eventOutputOf, unknownOutput } from '../convert/event-outputs.js';
import type { GenerateCommandOptions } from '../generate/run-generate.js';
import type { AtlasCommandOptions } from '../generate/run-generate-atlas.js';
import type { SprayCommandOptions } from '../generate/run-generate-spray.js';
import { stackOutputNames, stackOutputOf } from '../generate/stack-outputs.js';
import type { Session } from '../session.js';
import { parseCount, parsePositive, parsePositiveMicros, parseSize } from '../units.js';

const names = [...sceneNames, 'spray', 'atlas'];
const spraySize = [512, 512] as const;

/** Adds what `generate` takes and does. */
export function define(command: Command, session: Session): void {
  command
    .argument('<what>', `a recording of a scene (${sceneNames.join(', ')}), a series of images (spray), or an atlas of cells (atlas)`)
    .requiredOption('-o, --output <file>', 'the file to write; its ending chooses the format')
    .option('--seed <text>', 'another seed makes another of the same kind')
    .option('--events <number>', 'recordings: how many events, exactly', parseCount, 1_000_000)
    .addOption(
      new Option('--size <WxH>', 'recordings and spray: size of the picture')
        .default([1280, 720], '1280x720, spray 512x512')
        .argParser(parseSize),
    )
    .addOption(new Option('--format <name>', 'recordings: format to write').choices(eventOutputNames))
    .option('--rate <number>', 'recordings: mean events per second aimed at', parseCount)
    .option('--rpm <number>', 'revolutions per minute of what turns', parsePositive)
    .option('--rpm-to <number>', 'fan: the speed goes to this and back', parsePositive)
    .option('--ramp <time>', 'fan: time for the way there and back, like 4s', parsePositiveMicros)
    .option('--blades <number>', 'blades of the fan or of a propeller, spokes of the star', parseCount)
    .option('--frames <number>', 'spray: how many images', parseCount, 200)
    .option('--cells <number>', 'atlas: how many cells', parseCount, 100_000)
    .option('--genes <number>', 'atlas: how many genes', parseCount, 2000)
    .option('--density <share>', 'atlas: share of the values that are not 0', parseDensity, 0.08)
    .option('--clusters <number>', 'atlas: how many kinds of cells', parseCount, 20)
    .addOption(new Option('--layout <name>', 'atlas: how the matrix lies').choices(['csr', 'csc', 'dense']).default('csr'))
    .option('--no-counts', 'atlas: leave layers/counts out')
    .addOption(new Option('--zarr-format <version>', 'atlas.zarr: version of Zarr').choices(['2', '3']).default('3'))
    .option('--timing', 'print how long each phase took')
    .option('--json', 'write {path, bytes, sha256, …} to standard output')
    .addHelpText(
      'after',
      `
The same options give the same bytes on every machine, compressed or not; the SHA-256 of files is printed.

Examples:
  firstlight generate fan --events 1e8 --size 1280x720 -o fan.raw
  firstlight generate fan --rpm 600 --rpm-to 2400 --blades 4 -o ramp.dat
  firstlight generate stress -o stress.raw --format evt2
  firstlight generate spray --frames 1000 --size 1024x1024 -o spray.tif
  firstlight generate atlas --cells 1e6 --genes 2000 -o atlas.h5ad
  firstlight generate atlas --cells 2e5 --layout csc -o atlas.zarr`,
    )
    .action(
      async (
        what: string,
        options: GenerateCommandOptions &
          SprayCommandOptions &
          Omit<AtlasCommandOptions, 'zarrFormat'> & { readonly zarrFormat: '2' | '3' },
      ) => {
        if (what === 'atlas') {
          if (!/\.(h5ad|zarr\/?)$/i.test(options.output)) {
            command.error(`error: an atlas is written to .h5ad or .zarr: ${options.output}`, { exitCode: 2 });
          }
          const { runGenerateAtlas } = await import('../generate/run-generate-atlas.js');
          await runGenerateAtlas({ ...options, zarrFormat: options.zarrFormat === '2' ? 2 : 3 }, session.signal);
          return;
        }
        if (what === 'spray') {
          const target = stackOutputOf(options.output);
          if (target === undefined) {
            const endings = stackOutputNames.map((name) => `.${name}`).join(', ');
            command.error(`error: a series of images is written to ${endings}: ${options.output}`, { exitCode: 2 });
          }
          const size = command.getOptionValueSource('size') === 'default' ? spraySize : options.size;
          const { runGenerateSpray } = await import('../generate/run-generate-spray.js');
          await runGenerateSpray(target, { ...options, size }, session.signal);
          return;
        }
        const known = sceneNames.find((name) => name === what);
        if (known === undefined) command.error(`error: nothing is called '${what}'; choose one of ${names.join(', ')}`, { exitCode: 2 });
        const target = eventOutputOf(options.output, options.format);
        if (target === undefined) command.error(unknownOutput(options.output), { exitCode: 2 });
        const { runGenerate } = await import('../generate/run-generate.js');
        await runGenerate(known, target, options, session.signal, (message) => command.error(`error: ${message}`, { exitCode: 2 }));
      },
    );
}

function parseDensity(text: string): number {
  const share = Number(text);
  if (!(share >= 0.0001 && share <= 0.5)) throw new InvalidArgumentError('Expected a share from 0.0001 to 0.5, like 0.08.');
  return share;
}
