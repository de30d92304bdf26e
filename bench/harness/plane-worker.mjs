// One thread of a measure on planes: some rows of every plane. Told `{ kind, cube, planes, pixels }` it makes itself ready; each
// `go` after that is one pass.
import { parentPort } from 'node:worker_threads';
import { loadPlaneKernels, planeMeasures, room } from './plane-kernels.mjs';

let pass;

parentPort.on('message', async (message) => {
  if (message === 'go') {
    pass();
    parentPort.postMessage('done');
    return;
  }
  const { kind, cube, planes, pixels } = message;
  const kernels = await loadPlaneKernels(2 * cube.byteLength + (64 << 20));
  const own = room(kernels, Float32Array, cube.length);
  own.set(cube);
  pass = (await planeMeasures(kernels, own, planes, pixels, [kind]))[kind];
  pass();
  parentPort.postMessage('ready');
});
