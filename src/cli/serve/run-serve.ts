import { readFile } from 'node:fs/promises';
import { FirstlightError } from '../../base/errors.js';
import { systemError } from '../../node/system-error.js';
import { lineLog } from '../../server/line-log.js';
import { serveRecordings } from '../../server/serve-recordings.js';
import { Timing } from '../timing.js';
import { openBrowser } from './open-browser.js';

/** Options of `serve` and `open` as parsed. */
export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly socket?: string;
  readonly basePath: string;
  readonly allowHost: readonly string[];
  readonly tokenFile?: string;
  readonly memory?: number;
  readonly cacheDir?: string;
  readonly cacheSize?: number;
  readonly workers?: number;
  /** False after `--no-warm`. */
  readonly warm: boolean;
  /** False after `--no-browser`; `serve` has no such option and never opens one. */
  readonly browser?: boolean;
  readonly timing?: boolean;
}

/** Serves paths until the signal fires; prints the link, and opens a browser where one is wanted and there is one. */
export async function runServe(paths: readonly string[], options: ServeOptions, signal: AbortSignal): Promise<void> {
  const timing = new Timing(options.timing === true);
  const token = await chosenToken(options.tokenFile);
  const start = performance.now();
  const server = await serveRecordings({
    paths,
    place: options.socket === undefined ? { host: options.host, port: options.port } : { socketPath: options.socket },
    basePath: options.basePath,
    allowHosts: options.allowHost,
    token,
    budgetBytes: options.memory,
    cacheFolder: options.cacheDir,
    cacheBytes: options.cacheSize,
    workers: options.workers,
    warm: options.warm,
    log: lineLog(),
  });
  timing.add('start engine and server', performance.now() - start);
  try {
    const url = `${server.url}${options.socket === undefined ? fragmentOf(server.onlyRecording) : ''}`;
    const [first = ''] = paths;
    process.stdout.write(`Firstlight shows ${paths.length === 1 ? first : `${paths.length} places`} at\n  ${url}\nCtrl-C stops it.\n`);
    timing.print();
    if (options.browser === true && options.socket === undefined) await openBrowser(url);
    await stopOf(signal);
  } finally {
    await server.close();
  }
}

/** The token of the file, else of the environment, else none. */
async function chosenToken(file: string | undefined): Promise<string | undefined> {
  const token = file === undefined ? process.env.FIRSTLIGHT_TOKEN : await readToken(file);
  if (token === undefined || token === '') return undefined;
  if (/^[\w.~-]{16,}$/.test(token)) return token;
  throw new FirstlightError('denied', 'A token has at least 16 letters, digits, and characters of . _ ~ -', {
    ...(file === undefined ? {} : { path: file }),
    advice: 'Make one with: openssl rand -hex 24',
  });
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (thrown) {
    throw systemError(thrown, file);
  }
}

/** A single recording is played at once: the page's fragment names it. A folder shows its library. */
function fragmentOf(recording: string | undefined): string {
  return recording === undefined ? '' : `#r=${encodeURIComponent(recording)}`;
}

function stopOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
