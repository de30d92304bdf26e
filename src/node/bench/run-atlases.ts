import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Abortable, abortedError, throwIfAborted } from '../../base/abort.js';
import { FirstlightError } from '../../base/errors.js';
import { builtFile } from '../built-file.js';
import { type AtlasFigures, parseAtlasFigures } from './atlas-figures.js';

/** An atlas that is to be made and measured. */
export interface WantedAtlas {
  readonly cells: number;
  readonly genes: number;
  readonly density: number;
  readonly layout: 'csr' | 'csc' | 'dense';
}

export interface AtlasRunOptions extends Abortable {
  /** Largest atlas, cells. */
  readonly maxCells: number;
  /** Makes an atlas at `path`. */
  readonly make: (path: string, atlas: WantedAtlas, options: Abortable) => Promise<void>;
  /** Hears what is done next. */
  readonly onProgress?: (what: string) => void;
}

const counts = [1e5, 1e6, 1e7];
const layouts: readonly Omit<WantedAtlas, 'cells'>[] = [
  { genes: 2000, density: 0.08, layout: 'csr' },
  { genes: 2000, density: 0.08, layout: 'csc' },
];
const csrGenes = 3;
const otherGenes = 25;

/** Makes atlases of 10⁵, 10⁶, … cells up to the largest wanted, measures each in a process of its own and removes it. */
export async function runAtlases({ maxCells, make, signal, onProgress }: AtlasRunOptions): Promise<readonly AtlasFigures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'firstlight-bench-'));
  const figures: AtlasFigures[] = [];
  try {
    const wanted = counts.filter((cells) => cells <= maxCells);
    for (const cells of wanted.length === 0 ? [maxCells] : wanted) {
      for (const layout of layouts) {
        throwIfAborted(signal);
        const label = `${cells.toLocaleString('en-US')} cells, ${layout.layout}`;
        const path = join(folder, 'atlas.h5ad');
        onProgress?.(`making ${label}`);
        await make(path, { cells, ...layout }, { signal });
        onProgress?.(`measuring ${label}`);
        figures.push(await measureInProcess(path, layout.layout === 'csr' ? csrGenes : otherGenes, { signal }));
        await rm(path);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return figures;
}

/** Measures one atlas in a process of its own. */
async function measureInProcess(path: string, genes: number, { signal }: Abortable): Promise<AtlasFigures> {
  const child = spawn(process.execPath, [fileURLToPath(builtFile('node/bench/atlas-main.js')), path, String(genes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', stop, { once: true });
  try {
    let output = '';
    child.stdout.setEncoding('utf8');
    for await (const piece of child.stdout) output += String(piece);
    if (signal?.aborted === true) throw abortedError(signal);
    const figures = parseAtlasFigures(output);
    if (figures !== undefined) return figures;
    throw new FirstlightError('internal', `An atlas could not be measured: ${output.slice(0, 500)}`, { path });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
