import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ColormapName, colormapNames } from '../../picture/colormaps.js';
import { parseWhere, type WhereCondition, whereHelp } from '../where-option.js';

/** A column that a map is coloured by. */
export interface MapColour {
  readonly from: 'gene' | 'obs';
  readonly name: string;
}

/** What the options of {@link addMapOptions} parse to. */
interface MapOptions {
  readonly embedding?: string;
  readonly color?: MapColour;
  readonly matrix?: string;
  readonly pointSize?: number;
  readonly aggregate?: 'mixture' | 'rarest' | 'mean' | 'largest';
  readonly theme: 'dark' | 'light';
  readonly legend: boolean;
  readonly colormap?: ColormapName;
  readonly where?: readonly WhereCondition[];
}

/** Options of `render` that concern maps of cells. */
export interface MapRenderOptions extends MapOptions {
  readonly output: string;
  readonly size?: readonly [width: number, height: number];
  readonly levels?: readonly [lo: number, hi: number];
}

/** Adds what concerns maps of cells. */
export function addMapOptions(command: Command): Command {
  return command
    .option('--embedding <name>', 'cells: the map, like X_umap (default: the first two-dimensional one)')
    .option('--color <column>', 'cells: colours, like obs:louvain or gene:CD3D', parseColor)
    .option('--matrix <name>', 'cells: where genes are from, like raw.X or layers/counts')
    .option('--point-size <pixels>', 'cells: width of a point, 1 to 32 (default: by their number)', parsePointSize)
    .addOption(
      new Option('--aggregate <name>', 'cells: what a pixel of many points shows').choices(['mixture', 'rarest', 'mean', 'largest']),
    )
    .addOption(new Option('--theme <name>', 'cells: background').choices(['dark', 'light']).default('dark'))
    .addOption(new Option('--colormap <name>', 'colours of numbers').choices([...colormapNames]))
    .option('--no-legend', 'cells: leave out what the colours mean')
    .option('--where <conditions>', `cells: ${whereHelp}`, parseWhere);
}

function parseColor(text: string): MapColour {
  const [, from, name] = /^(gene|obs):(.+)$/s.exec(text.trim()) ?? [];
  if (name !== undefined && (from === 'gene' || from === 'obs')) return { from, name };
  throw new InvalidArgumentError('Expected a column like obs:louvain or gene:CD3D.');
}

function parsePointSize(text: string): number {
  const size = Number(text);
  if (!(size >= 1 && size <= 32)) throw new InvalidArgumentError('Expected pixels from 1 to 32.');
  return size;
}
