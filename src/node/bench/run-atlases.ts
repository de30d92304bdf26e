import { type AtlasFigures, atlasFiguresSchema } from './atlas-figures.js';
import { type MakeFiles, measureFiles, sizesUpTo } from './measure-files.js';

/** An atlas that is to be made and measured. */
export interface WantedAtlas {
  readonly cells: number;
  readonly genes: number;
  readonly density: number;
  readonly layout: 'csr' | 'csc' | 'dense';
}

export interface AtlasRunOptions extends MakeFiles<WantedAtlas> {
  /** Largest atlas, cells. */
  readonly maxCells: number;
}

const counts = [1e5, 1e6, 1e7];
const layouts: readonly Omit<WantedAtlas, 'cells'>[] = [
  { genes: 2000, density: 0.08, layout: 'csr' },
  { genes: 2000, density: 0.08, layout: 'csc' },
];
const csrGenes = 3;
const otherGenes = 25;

/** Makes atlases of 10⁵, 10⁶, … cells up to the largest wanted, measures each in a process of its own and removes it. */
export function runAtlases({ maxCells, ...making }: AtlasRunOptions): Promise<readonly AtlasFigures[]> {
  const files = sizesUpTo(counts, maxCells).flatMap((cells) =>
    layouts.map((layout) => ({
      label: `${cells.toLocaleString('en-US')} cells, ${layout.layout}`,
      fileName: 'atlas.h5ad',
      wanted: { cells, ...layout },
      told: [String(layout.layout === 'csr' ? csrGenes : otherGenes)],
    })),
  );
  return measureFiles(files, { script: 'atlas-main.js', schema: atlasFiguresSchema }, making);
}
