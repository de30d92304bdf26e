import { type Command, InvalidArgumentError, Option } from 'commander';
import { FirstlightError } from '../base/errors.js';
import { parseChain } from '../stacks/chain-text.js';
import { type ChainStep, type PlaneWant, type Reduction, reductions, type SeriesAxis, seriesAxes } from '../stacks/plane-want.js';

/** Places along an axis, as typed: from `from` on, up to `to` (exclusive), every `step`-th. */
export interface FrameRange {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly step: number;
}

/** What the options of {@link addStackOptions} parse to. */
export interface StackOptions {
  readonly frames?: FrameRange;
  readonly axis?: SeriesAxis;
  readonly place?: PlaneWant['place'];
  readonly chain?: readonly ChainStep[];
  readonly reduce?: Reduction;
}

/** Adds what says which planes of a stack are taken, and what is done to them. */
export function addStackOptions(command: Command): Command {
  return command
    .option('--frames <A:B[:STEP]>', 'stacks: planes to take, B exclusive, counted from 0 (default: all)', parseFrames)
    .addOption(
      new Option('--axis <name>', 'stacks: the axis that frames and ranges go along (default: the slowest)').choices([...seriesAxes]),
    )
    .option('--place <places>', 'stacks: place on the other axes, like c=1,z=3 (default: 0)', parsePlace)
    .option('--chain <steps>', 'stacks: what is done to each plane, see below', parseChainOption)
    .addOption(new Option('--reduce <name>', 'stacks: bring the planes down to one').choices([...reductions]));
}

/** How chains are written, for help. */
export const chainHelp = `
Chains are steps joined by commas, in pixels of the file, ranges with both ends:
  subtract:REFERENCE[*AMOUNT]  divide:REFERENCE[*AMOUNT]     amount 0 to 1 (default 1)
  crop(x0,y0,x1,y1)  mask(ellipse,x0,y0,x1,y1[,inverted])  mask("FILE")  flipX  flipY  rotate
References: mean(0..99) max(..) min(..) std(..) median(..), file("dark.npy"),
  sliding(10[,trailing|centred|leading][,gap=2])`;

function parseFrames(text: string): FrameRange {
  const [, one, from, to, step] = /^(?:(\d+)|(\d*):(\d*)(?::(\d+))?)$/.exec(text.trim()) ?? [];
  if (one !== undefined) return { from: Number(one), to: Number(one) + 1, step: 1 };
  if (from === undefined || to === undefined || step === '0')
    throw new InvalidArgumentError('Expected planes like 0:100, 50:, :200:10 or 7.');
  return { from: from === '' ? undefined : Number(from), to: to === '' ? undefined : Number(to), step: Number(step ?? 1) };
}

function parsePlace(text: string): PlaneWant['place'] {
  const place = { t: 0, c: 0, z: 0 };
  for (const part of text.split(',')) {
    const [, axis, at] = /^\s*([tcz])\s*=\s*(\d+)\s*$/i.exec(part) ?? [];
    if (axis === undefined) throw new InvalidArgumentError('Expected places like c=1,z=3.');
    place[axis.toLowerCase() as 't' | 'c' | 'z'] = Number(at);
  }
  return place;
}

function parseChainOption(text: string): readonly ChainStep[] {
  try {
    return parseChain(text);
  } catch (error) {
    if (error instanceof FirstlightError) throw new InvalidArgumentError(`${error.message}. ${error.advice ?? ''}`);
    throw error;
  }
}
