import type { Command } from 'commander';
import type { ServeOptions } from '../serve/run-serve.js';
import type { Session } from '../session.js';
import { parseBytes, parseCount, parseMemory, parsePort } from '../units.js';

/** Adds the options of every command that starts a server. */
export function addServeOptions(command: Command, defaultPort: number): Command {
  return command
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on; 0 takes any free one', parsePort, defaultPort)
    .option('--socket <path>', 'listen on a Unix socket instead')
    .option('--base-path <path>', 'path prefix that a reverse proxy leaves on', '/')
    .option('--allow-host <name>', 'further host name of the page, as behind a proxy; repeatable', collect, [])
    .option('--token-file <path>', 'file that holds the token (else FIRSTLIGHT_TOKEN, else a random one)')
    .option('--memory <bytes>', 'memory for caches and frames, like 512MB (default: a quarter of what there is)', parseMemory)
    .option('--cache-dir <path>', 'folder for indexes and thumbnails (default: the one of the platform)')
    .option('--cache-size <bytes>', 'how large that folder may grow (default: 1GiB)', parseBytes)
    .option('--workers <number>', 'decoding threads (default: one less than the machine has)', parseCount)
    .option('--no-warm', 'read nothing ahead of what is looked at')
    .option('--timing', 'print how long starting took');
}

/** Adds what `serve` takes and does. */
export function define(command: Command, session: Session): void {
  addServeOptions(command.argument('[folder]', 'folder of recordings', '.'), 8137)
    .addHelpText(
      'after',
      `
The page opens by the printed link, which holds a token; the token comes from --token-file, from the environment
variable FIRSTLIGHT_TOKEN, or is made anew at each start.

Examples:
  firstlight serve ~/recordings
  firstlight serve /data --memory 512MB --port 9000
  firstlight serve /data --socket /run/firstlight.sock --base-path /lab/firstlight --allow-host lab.example.org
  ssh -L 8137:localhost:8137 lab firstlight serve /data     beside the disk, seen from here`,
    )
    .action(async (folder: string, options: ServeOptions) => {
      const { runServe } = await import('../serve/run-serve.js');
      await runServe([folder], { ...options, browser: false }, session.signal);
    });
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
