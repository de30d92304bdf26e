import { readFile } from 'node:fs/promises';
import { FirstlightError } from '../../base/errors.js';
import { systemError } from '../../node/system-error.js';
import { lineLog } from '../../server/line-log.js';
import { serveRecordings } from '../../server/serve-recordings.js';
import type { ServeOptions } from '../commands/serve.js';
import { openBrowser } from './open-browser.js';

/** Serves paths until the signal fires; prints the link, and opens a browser where one is wanted and there is one. */
export async function runServe(paths: readonly string[], options: ServeOptions, signal: AbortSignal): Promise<void> {
  const server = await serveRecordings({
    paths,
    place: options.socket === undefined ? { host: options.host, port: options.port } : { socketPath: options.socket },
    basePath: options.basePath,
    allowHosts: options.allowHost,
    token: await chosenToken(options.tokenFile),
    budgetBytes: options.memory,
    cacheFolder: options.cacheDir,
    cacheBytes: options.cacheSize,
    workers: options.workers,
    warm: options.warm,
    log: lineLog(),
  });
  try {
    process.stdout.write(
      `Firstlight shows ${paths.length === 1 ? paths[0] : `${paths.length} places`} at\n  ${server.url}\nCtrl-C stops it.\n`,
    );
    if (options.browser === true && options.socket === undefined) await openBrowser(server.url);
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

function stopOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
