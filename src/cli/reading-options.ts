import type { Command } from 'commander';
import type { EventOpenOptions } from '../shapes/event-facts.js';
import { parseColumns, parsePolarity, parseSize, parseTimeUnit } from './units.js';

/** What the options of {@link addReadingOptions} parse to; a part of every reading command's options. */
export interface ReadingOptions {
  readonly geometry?: EventOpenOptions['geometry'];
  readonly columns?: EventOpenOptions['columns'];
  readonly timeUnit?: EventOpenOptions['timeUnit'];
  readonly polarity?: EventOpenOptions['polarity'];
  readonly raw?: string;
  readonly dataset?: string;
}

/** Adds what a person may say about a recording that it does not say itself. */
export function addReadingOptions(command: Command): Command {
  return command
    .option('--geometry <WxH>', 'sensor size in pixels, like 1280x720', parseSize)
    .option('--columns <order>', 'order of the columns of text and arrays, like t,x,y,p; - skips one', parseColumns)
    .option('--time-unit <unit>', 'unit of the time column: s, ms, us or ns', parseTimeUnit)
    .option('--polarity <coding>', 'coding of the polarity column: 01 or signed (-1 and 1)', parsePolarity)
    .option('--raw <type>', 'element type of a headerless file, like float32; with --columns (events) or --shape (images)')
    .option('--dataset <name>', 'the group inside an HDF5 file or the array inside an archive');
}

/** The part of a command's options that concerns reading, without what was not said. */
export function eventOpenOptions(options: ReadingOptions): EventOpenOptions {
  return {
    ...(options.geometry === undefined ? {} : { geometry: options.geometry }),
    ...(options.columns === undefined ? {} : { columns: options.columns }),
    ...(options.timeUnit === undefined ? {} : { timeUnit: options.timeUnit }),
    ...(options.polarity === undefined ? {} : { polarity: options.polarity }),
    ...(options.raw === undefined ? {} : { raw: options.raw }),
    ...(options.dataset === undefined ? {} : { dataset: options.dataset }),
  };
}
