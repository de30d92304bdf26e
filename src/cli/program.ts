import { setMaxListeners } from 'node:events';
import { Command, CommanderError } from 'commander';
import { reportError } from './report-error.js';
import type { Session } from './session.js';

/** A command's module: imported only when the command is named. */
interface CommandModule {
  /** Adds arguments, options, examples and the action. */
  define(command: Command, session: Session): void;
}

const commands: readonly {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}[] = [
  { name: 'demo', summary: 'make demo recordings and play them in the browser', load: () => import('./commands/demo.js') },
  { name: 'open', summary: 'open files, folders or URLs in the browser', load: () => import('./commands/open.js') },
  { name: 'serve', summary: 'serve a folder of recordings over HTTP', load: () => import('./commands/serve.js') },
  { name: 'info', summary: 'tell what is in a recording', load: () => import('./commands/info.js') },
  { name: 'render', summary: 'render frames to PNG, GIF, WebP, MP4 or npz', load: () => import('./commands/render.js') },
  { name: 'convert', summary: 'convert a recording to another format', load: () => import('./commands/convert.js') },
  { name: 'export', summary: 'write columns of a table of cells', load: () => import('./commands/export.js') },
  { name: 'generate', summary: 'generate a deterministic recording', load: () => import('./commands/generate.js') },
  { name: 'bench', summary: 'measure this machine', load: () => import('./commands/bench.js') },
];

/** Runs the command line and resolves to the exit status: 0 done, 1 bad data, 2 wrong use, 130 cancelled. */
export async function runProgram(args: readonly string[]): Promise<number> {
  const wanted = args.find((arg) => !arg.startsWith('-'));
  const json = args.includes('--json');
  const controller = new AbortController();
  // Many reads wait on one signal; Node takes more than ten for a leak.
  setMaxListeners(0, controller.signal);
  let firstMillis = 0;
  const interrupt = (): void => {
    // Whoever started us may pass on the Ctrl-C that the terminal sent to us as well: that is still the first.
    if (controller.signal.aborted && performance.now() - firstMillis > 500) process.exit(130);
    if (!controller.signal.aborted) firstMillis = performance.now();
    controller.abort();
  };
  let status = 0;
  const session: Session = {
    signal: controller.signal,
    setStatus: (next) => {
      status = next;
    },
  };
  // `firstlight … | head` closes standard output early: that is an end, not an error.
  process.stdout.on('error', () => process.exit(0));
  // A bug of ours, told like any other error.
  process.on('uncaughtException', (thrown) => process.exit(reportError(thrown, json)));
  try {
    const program = await buildProgram(wanted, session);
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', interrupt);
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    return reportError(thrown, json);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

async function buildProgram(wanted: string | undefined, session: Session): Promise<Command> {
  const program = new Command('firstlight')
    .description('Shows a scientific recording the moment you open it, however big it is.')
    .exitOverride()
    .showHelpAfterError('(see firstlight --help)')
    .option('-V, --version', 'print the version')
    .addHelpText(
      'after',
      `
Examples:
  firstlight demo                       first light, on recordings made here
  firstlight open recording.raw         play a recording in the browser
  firstlight info recording.h5 --json   facts for a program
  firstlight COMMAND --help             examples of each command`,
    );
  if (wanted !== undefined && !commands.some(({ name }) => name === wanted)) {
    program.error(`error: unknown command '${wanted}'`, { exitCode: 2 });
  }
  program.action(async (options: { readonly version?: boolean }) => {
    if (options.version !== true) program.help({ error: true });
    const { packageVersion } = await import('./package-version.js');
    process.stdout.write(`${packageVersion()}\n`);
  });
  for (const { name, summary, load } of commands) {
    const command = program.command(name).description(summary).exitOverride().showHelpAfterError(`(see firstlight ${name} --help)`);
    if (name === wanted) (await load()).define(command, session);
  }
  return program;
}
