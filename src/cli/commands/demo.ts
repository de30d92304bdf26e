import type { Command } from 'commander';
import type { ServeOptions } from '../serve/run-serve.js';
import type { Session } from '../session.js';
import { addServeOptions } from './serve.js';

/** Adds what `demo` takes and does. */
export function define(command: Command, session: Session): void {
  addServeOptions(command, 0)
    .option('--no-browser', 'print the link, open no browser')
    .addHelpText(
      'after',
      `
The recordings are made once and kept in the cache folder.

Examples:
  firstlight demo
  firstlight demo --no-browser --port 8137`,
    )
    .action(async (options: ServeOptions) => {
      const { runDemo } = await import('../serve/run-demo.js');
      await runDemo(options, session.signal);
    });
}
