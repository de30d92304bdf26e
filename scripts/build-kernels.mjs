// Builds the WebAssembly kernels: dist/kernels/kernels.wasm and kernels-shared.wasm from src/kernels/assembly.
// The bytes must be those that src/kernels/kernels.lock.json names; `--update` writes what was built into it, `--check`
// compares only and writes nothing.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const lockPath = `${root}src/kernels/kernels.lock.json`;
const builds = [
  { name: 'kernels.wasm', flags: [] },
  { name: 'kernels-shared.wasm', flags: ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'] },
];

/** Compiles one build and returns its bytes. */
async function compile(flags) {
  const outputs = new Map();
  const { error, stderr } = await asc.main(
    [
      'src/kernels/assembly/index.ts',
      '--outFile',
      'kernels.wasm',
      '--runtime',
      'stub',
      '--importMemory',
      '--zeroFilledMemory',
      '--enable',
      'simd',
      '-O3',
      '--converge',
      '--noAssert',
      '--use',
      'abort=',
      '--baseDir',
      root,
      ...flags,
    ],
    { writeFile: (name, contents) => outputs.set(name, contents) },
  );
  if (error) throw new Error(`The kernels do not compile\n${stderr.toString()}`, { cause: error });
  return outputs.get('kernels.wasm');
}

const update = process.argv.includes('--update');
const check = process.argv.includes('--check');
const lock = update ? {} : JSON.parse(await readFile(lockPath, 'utf8'));
await mkdir(`${root}dist/kernels`, { recursive: true });
for (const { name, flags } of builds) {
  const bytes = await compile(flags);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (update) lock[name] = sha256;
  else if (lock[name] !== sha256) {
    throw new Error(
      `${name} has SHA-256 ${sha256}, the lock says ${lock[name]}; after a change run: node scripts/build-kernels.mjs --update`,
    );
  }
  if (!check) await writeFile(`${root}dist/kernels/${name}`, bytes);
  console.log(`${name}  ${bytes.length} bytes  sha256 ${sha256}`);
}
if (update) await writeFile(lockPath, `${JSON.stringify(lock, null, 2)}\n`);
