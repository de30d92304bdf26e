// The kernels on planes as plain C, compiled here with gcc -O3 (or the compiler that CC names).
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { repository } from './repository.mjs';

const sources = ['planes-main.c', 'planes.c'].map((name) => join(repository, 'bench/native', name));

/**
 * Compiles them into `folder` and returns what runs one over a file of floats: seconds by the clock and by processor time of the
 * fastest pass, and the sum of the results.
 */
export function compileNativePlanes(folder) {
  const program = join(folder, 'native-planes');
  execFileSync(process.env.CC ?? 'gcc', ['-O3', '-o', program, ...sources, '-lm']);
  return (kind, file, planes, pixels, passes) =>
    JSON.parse(execFileSync(program, [kind, file, planes, pixels, passes].map(String), { encoding: 'utf8' }));
}
