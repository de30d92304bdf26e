import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built command line. */
export const commandLine: string = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** What a process has read and holds, from the kernel's own books. */
export interface ProcessCost {
  /** Bytes asked for by read calls. */
  readonly bytesRead: number;
  readonly readCalls: number;
  readonly residentBytes: number;
}

/** A server of the built command line, with a cache folder of its own. */
export class RunningServer {
  /** The link that the server printed, with its token. */
  readonly url: URL;
  readonly #process: ChildProcess;
  readonly #cache: string;
  #said = '';

  private constructor(url: URL, child: ChildProcess, cache: string) {
    this.url = url;
    this.#process = child;
    this.#cache = cache;
    const hear = (data: Buffer): void => {
      this.#said += data.toString();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
  }

  /** `firstlight open PATHS`. */
  static start(paths: readonly string[], options: readonly string[] = []): Promise<RunningServer> {
    return RunningServer.#run(['open', ...paths, '--no-browser', ...options]);
  }

  /** `firstlight serve FOLDER`, on any free port. */
  static serve(folder: string, options: readonly string[] = []): Promise<RunningServer> {
    return RunningServer.#run(['serve', folder, '--port', '0', ...options]);
  }

  static async #run(args: readonly string[]): Promise<RunningServer> {
    const cache = await mkdtemp(join(tmpdir(), 'firstlight-cache-'));
    const child = spawn(process.execPath, [commandLine, ...args, '--cache-dir', cache], { stdio: ['ignore', 'pipe', 'pipe'] });
    const url = await new Promise<URL>((resolve, reject) => {
      let seen = '';
      const look = (data: Buffer): void => {
        seen += data.toString();
        const match = /https?:\/\/\S+token=\S+/.exec(seen);
        if (match !== null) resolve(new URL(match[0]));
      };
      child.stdout?.on('data', look);
      child.stderr?.on('data', look);
      child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${seen}`)));
    });
    return new RunningServer(url, child, cache);
  }

  /** What it has printed since it told its link: warnings of Node and errors of the engine among it. */
  get said(): string {
    return this.#said;
  }

  /** Undefined where the system keeps no such books (anything but Linux). */
  async cost(): Promise<ProcessCost | undefined> {
    if (process.platform !== 'linux') return undefined;
    const io = await readFile(`/proc/${this.#process.pid}/io`, 'utf8');
    const status = await readFile(`/proc/${this.#process.pid}/status`, 'utf8');
    const number = (text: string, name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1] ?? Number.NaN);
    return { bytesRead: number(io, 'rchar'), readCalls: number(io, 'syscr'), residentBytes: number(status, 'VmRSS') * 1024 };
  }

  async close(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#process.once('exit', () => resolve()));
    this.#process.kill('SIGTERM');
    await ended;
    await rm(this.#cache, { recursive: true, force: true });
  }
}
