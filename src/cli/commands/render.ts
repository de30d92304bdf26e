import { type Command, InvalidArgumentError, Option } from 'commander';
import { representations } from '../../events/frame-want.js';
import { eventPaletteNames } from '../../picture/palettes.js';
import { addPlaneOptions } from '../plane-options.js';
import { addReadingOptions } from '../reading-options.js';
import { frameOutputOf } from '../render/frame-outputs.js';
import { addMapOptions } from '../render/map-options.js';
import type { RenderOptions } from '../render/run-render.js';
import type { Session } from '../session.js';
import { addStackOptions, chainHelp } from '../stack-options.js';
import { emptySpan, parseMicros, parsePictureSize, parsePositive, parsePositiveMicros, parseWindow } from '../units.js';

/** Adds what `render` takes and does. */
export function define(command: Command, session: Session): void {
  command
    .argument('<file>', 'a recording, a stack, a folder of images or a table of cells, or the http(s) URL of one')
    .requiredOption('-o, --output <file>', 'out.png (the first frame), out-%05d.png (each), .gif, .webp, .mp4 or .npz', parseOutput)
    .option('--from <time>', 'start, in the time of the recording (default: its first event)', parseMicros)
    .option('--to <time>', 'end, exclusive (default: after its last event)', parseMicros)
    .addOption(
      new Option('--window <length>', 'what a frame sums up: a time, or a number of events like 5000ev')
        .default({ kind: 'time', micros: 10_000 }, '10ms')
        .argParser(parseWindow),
    )
    .option('--stride <time>', 'from one frame to the next (default: the window; less overlaps)', parsePositiveMicros)
    .addOption(namedOption('--representation <name>', 'how events become a picture', representations, 'polarity'))
    .option('--tau <time>', 'decay of the time surface (default: the window)', parsePositiveMicros)
    .addOption(namedOption('--palette <name>', 'colours', eventPaletteNames, 'safe'))
    .option('--levels <lo,hi>', 'values shown as background and as full colour, or auto (default: fitted to the first frame)', parseLevels)
    .option('--percent <share>', 'stacks: levels leave so many percent of the values on either side', parsePercent)
    .option('--fps <number>', 'frames per second of GIF, WebP and MP4', parsePositive, 30)
    .option('--size <WxH>', 'size of the picture (default: the sensor, the plane)', parsePictureSize)
    .option('--timing', 'print how long each phase took');
  addStackOptions(addMapOptions(addPlaneOptions(addReadingOptions(command))))
    .addHelpText(
      'after',
      `
Times are like 10ms, 2.5s or 300us; a bare number is microseconds.
${chainHelp}

Examples:
  firstlight render fan.raw -o fan.mp4 --window 5ms --stride 1ms       slow motion, windows overlap
  firstlight render fan.raw -o one.png --from 2s --to 2.01s            one frame
  firstlight render fan.raw -o 'fan-%05d.png' --palette light          a numbered sequence
  firstlight render fan.raw -o fan.gif --size 320x180 --to 1s
  firstlight render fan.raw -o counts.npz --representation perPolarityCount
  firstlight render pbmc.h5ad -o map.png --color obs:louvain            a map of cells
  firstlight render cube.npy -o film.mp4 --frames 0:500 --colormap viridis --percent 1
  firstlight render frames/ -o 'out-%05d.png' --chain 'divide:mean(0..99),crop(0,0,512,512)'
  firstlight render stack.tif -o mean.png --reduce mean`,
    )
    .action(async (path: string, options: RenderOptions) => {
      const span = emptySpan(options);
      if (span !== undefined) command.error(span, { exitCode: 2 });
      const { runRender } = await import('../render/run-render.js');
      const refuse = (message: string): never => command.error(`error: ${message}`, { exitCode: 2 });
      session.setStatus(await runRender(path, options, session.signal, refuse));
    });
}

/** An option of a closed list of names; `signed-count` is taken for `signedCount`. */
function namedOption(flags: string, description: string, names: readonly string[], fallback: string): Option {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');
  return new Option(flags, `${description}: ${names.join(', ')}`).default(fallback).argParser((text) => {
    const found = names.find((name) => plain(name) === plain(text));
    if (found === undefined) throw new InvalidArgumentError(`Expected one of ${names.join(', ')}.`);
    return found;
  });
}

function parseOutput(path: string): string {
  frameOutputOf(path);
  return path;
}

function parsePercent(text: string): number {
  const percent = Number(text.replace(/%$/, ''));
  if (text.trim() === '' || !(percent >= 0 && percent < 50)) throw new InvalidArgumentError('Expected 0 to 50, like 0.5.');
  return percent;
}

function parseLevels(text: string): readonly [number, number] | undefined {
  if (text.trim() === 'auto') return undefined;
  const [lo, hi, ...rest] = text.split(',').map(Number);
  if (lo === undefined || hi === undefined || rest.length > 0 || !(hi > lo)) {
    throw new InvalidArgumentError('Expected two numbers, the second larger, like 0,4, or auto.');
  }
  return [lo, hi];
}
