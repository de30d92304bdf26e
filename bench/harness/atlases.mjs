// Atlases to measure on: made by `firstlight generate atlas`, never committed, removed afterwards.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './repository.mjs';

export class Atlases {
  #folder;
  #keep;
  #made = [];

  /** @param {{ data?: string, keep?: boolean }} options */
  constructor(options = {}) {
    this.#folder = options.data ?? join(tmpdir(), 'firstlight-bench');
    this.#keep = options.keep === true;
    mkdirSync(this.#folder, { recursive: true });
  }

  get folder() {
    return this.#folder;
  }

  /**
   * The path of an atlas without counts, made where it is not there yet.
   * @param {{ cells: number, genes: number, density: number, layout: 'csr' | 'csc' | 'dense' }} what
   */
  make({ cells, genes, density, layout }) {
    const path = join(this.#folder, `atlas-${cells}x${genes}-${density}-${layout}.h5ad`);
    if (existsSync(path)) return path;
    const unfinished = path.replace(/\.h5ad$/, '.part.h5ad');
    const what = ['--cells', cells, '--genes', genes, '--density', density, '--layout', layout].map(String);
    const args = [join(repository, 'dist/cli/main.js'), 'generate', 'atlas', ...what, '--no-counts', '-o', unfinished];
    const run = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`firstlight generate atlas ${what.join(' ')}: ${run.stderr}`);
    renameSync(unfinished, path);
    this.#made.push(path);
    return path;
  }

  /** Removes what was made here. */
  clear() {
    if (this.#keep) return;
    for (const path of this.#made) rmSync(path, { force: true });
  }
}
