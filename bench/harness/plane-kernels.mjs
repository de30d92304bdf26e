// Our kernels on a cube of floats, as the engine uses them: planes in the kernels' memory, one after the other or eight at a time.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './repository.mjs';

export const window = 10;

/** Kernels of this thread with room for `bytes`. */
export async function loadPlaneKernels(bytes) {
  const { instantiateKernels } = await import(join(repository, 'dist/kernels/load-kernels.js'));
  const module = new WebAssembly.Module(readFileSync(join(repository, 'dist/kernels/kernels.wasm')));
  return instantiateKernels(module, { maximumBytes: bytes });
}

/** An array in the kernels' memory, empty. */
export function room(kernels, Numbers, length) {
  const { bytes } = kernels.allocateBlock(length * Numbers.BYTES_PER_ELEMENT);
  return new Numbers(bytes.buffer, bytes.byteOffset, length).fill(0);
}

/** Measures by name on a cube in the kernels' memory; each returns the array that it fills. `kinds` says which are wanted. */
export async function planeMeasures(kernels, cube, planes, pixels, kinds) {
  const { ReductionAccumulator } = await import(join(repository, 'dist/stacks/reduction-accumulator.js'));
  const { SlidingMean } = await import(join(repository, 'dist/stacks/sliding-mean.js'));
  const typed = Array.from({ length: planes }, (_, t) => ({ samples: cube.subarray(t * pixels, (t + 1) * pixels), type: 'float32' }));
  const reduce = (of) => {
    const accumulator = new ReductionAccumulator(kernels, of, pixels);
    try {
      for (let t = 0; t < planes; t += 8) accumulator.add(typed.slice(t, t + 8));
      return accumulator.result();
    } finally {
      accumulator.release();
    }
  };
  const results = kinds.includes('fused') ? room(kernels, Float32Array, planes * pixels) : undefined;
  const subtract = { by: room(kernels, Float32Array, pixels), amount: 0.5 };
  const divide = { by: room(kernels, Float32Array, pixels), amount: 0.75 };
  subtract.by.set(typed[0].samples);
  divide.by.set(typed[1].samples);
  return {
    fused() {
      for (const [t, plane] of typed.entries()) {
        kernels.correctValues(plane, subtract, divide, results.subarray(t * pixels, (t + 1) * pixels));
      }
      return results;
    },
    mean: () => reduce('mean'),
    std: () => reduce('std'),
    sliding() {
      const mean = new SlidingMean(kernels, { kind: 'sliding', planes: window, placement: 'trailing', gap: 0 }, pixels, 'float32');
      let means;
      for (let t = 0; t < planes; t += 1) means = mean.move(t, planes, (place) => typed[place]);
      const last = means.slice();
      mean.release();
      return last;
    },
    median() {
      const output = new Float32Array(pixels);
      kernels.findMedians(cube, planes, pixels, output);
      return output;
    },
  };
}

/** A cube of noise about 1,000, the same everywhere. */
export function fillCube(cube) {
  let state = 1;
  for (let i = 0; i < cube.length; i += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    cube[i] = 1000 + ((state >> 8) & 0xffff) / 1024 + ((state >> 3) & 0xff) / 100;
  }
}
