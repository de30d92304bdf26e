import type { Command } from 'commander';
import type { ServeOptions } from '../serve/run-serve.js';
import type { Session } from '../session.js';
import { addServeOptions } from './serve.js';

/** Adds what `open` takes and does. */
export function define(command: Command, session: Session): void {
  addServeOptions(command.argument('<paths...>', 'recordings, folders of recordings, or http(s) URLs'), 0)
    .option('--no-browser', 'print the link, open no browser')
    .addHelpText(
      'after',
      `
Several paths become one library. URLs are read by ranges; nothing else is ever fetched.

Examples:
  firstlight open recording.raw
  firstlight open monday/ tuesday/ fan.h5
  firstlight open https://example.org/recordings/drone.raw`,
    )
    .action(async (paths: readonly string[], options: ServeOptions) => {
      const { runServe } = await import('../serve/run-serve.js');
      await runServe(paths, options, session.signal);
    });
}
