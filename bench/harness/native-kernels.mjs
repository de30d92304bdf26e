// The kernels as plain C, compiled here with gcc -O3 (or the compiler that CC names).
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './repository.mjs';

const sources = ['main.c', 'decode.c', 'accumulate.c'].map((name) => join(repository, 'bench/native', name));

const compiler = process.env.CC ?? 'gcc';

/** Whether the C compiler is there. */
export const hasCompiler = () => spawnSync(compiler, ['--version'], { stdio: 'ignore' }).status === 0;

/**
 * Compiles the native kernels into `folder` and returns what runs them: `decode(kind, file, width, height, passes)` and
 * `frames(kind, file, width, height, passes, eventsPerFrame)`, each the fastest pass in million events a CPU second.
 */
export function compileNative(folder) {
  const program = join(folder, 'native-kernels');
  execFileSync(compiler, ['-O3', '-DTALLY=1', '-o', program, ...sources, '-lm']);
  const run = (...args) => {
    const { events, nanoseconds } = JSON.parse(execFileSync(program, args.map(String), { encoding: 'utf8' }));
    return (events / nanoseconds) * 1e3;
  };
  return {
    decode: (...args) => run('decode', ...args),
    frames: (...args) => run('frames', ...args),
  };
}
