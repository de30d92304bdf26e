// Recordings to measure on: made by `firstlight generate`, never committed, removed afterwards.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { askOnce, peersPython } from './peer-process.mjs';
import { repository } from './repository.mjs';

/** Formats that are measured: name → file ending and how it comes about. */
export const endings = { dat: '.dat', evt2: '.evt2.raw', evt3: '.evt3.raw', gzip: '.gzip.h5', contiguous: '.contiguous.h5', text: '.txt' };

/** Forms that our writers do not write and peers do: from which format, by which measure of bench/peers. */
const converted = { contiguous: ['gzip', 'contiguous'], text: ['dat', 'integers'] };

const repeatedEvents = 1e8;

export class Recordings {
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
   * The path of a recording of the fan with so many events, made where it is not there yet.
   * @param {keyof typeof endings} format
   * @param {{ events: number, size?: string, rate?: number, folder?: string }} what
   */
  async make(format, { events, size = '1280x720', rate, folder = '' }) {
    const into = join(this.#folder, folder);
    mkdirSync(into, { recursive: true });
    const path = join(into, `fan-${size}-${events.toExponential(1).replace('+', '').replace('.0', '')}${endings[format]}`);
    if (existsSync(path)) return path;
    const unfinished = `${path.slice(0, -extname(path).length)}.part${extname(path)}`;
    if (format in converted) {
      if (peersPython() === undefined) throw new Error(`${format} is written by a peer: set FIRSTLIGHT_PEERS_PYTHON`);
      const [from, measure] = converted[format];
      const file = await this.make(from, { events, size, rate, folder });
      await askOnce({ measure, file, output: unfinished });
    } else if (format === 'gzip' && events > repeatedEvents && events % repeatedEvents === 0 && peersPython() !== undefined) {
      // Our writer takes a quarter of an hour for 10⁹ events; copying compressed chunks takes minutes.
      const file = await this.make('gzip', { events: repeatedEvents, size, rate, folder: '' });
      await askOnce({ measure: 'repeat', file, output: unfinished, batch: events / repeatedEvents });
    } else {
      const encoding = { evt2: 'evt2', evt3: 'evt3' }[format];
      generate([
        ...['fan', '--events', String(events), '--size', size, '-o', unfinished],
        ...(rate === undefined ? [] : ['--rate', String(rate)]),
        ...(encoding === undefined ? [] : ['--format', encoding]),
      ]);
    }
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

function generate(args) {
  const run = spawnSync(process.execPath, [join(repository, 'dist/cli/main.js'), 'generate', ...args], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`firstlight generate ${args.join(' ')}: ${run.stderr || run.stdout}`);
}

/** Reads a file once so that it lies in the page cache (in pieces: it may be larger than a buffer). */
export function warmPageCache(path) {
  const size = statSync(path).size;
  if (size < 1 << 30) readFileSync(path);
  else spawnSync('dd', [`if=${path}`, 'of=/dev/null', 'bs=4M'], { stdio: 'ignore' });
  return size;
}
