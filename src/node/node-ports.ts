import { setMaxListeners } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnginePorts } from '../engine/ports.js';
import { createSystemClock } from '../engine/system-clock.js';
import type { Kernels } from '../kernels/kernels.js';
import { cacheFolder } from './cache-folder.js';
import { DiskIndexStore } from './disk-index-store.js';
import { FileSpool } from './file-spool.js';
import { createNodeHasher } from './node-hasher.js';
import { nodeImageDecoder } from './node-image-decoder.js';
import { loadNodeKernels } from './node-kernels.js';
import { NodeWorkerHost } from './node-worker-host.js';

export interface NodePortsOptions {
  /** Folder of indexes, thumbnails and inflated recordings; default the platform's; false keeps nothing. */
  readonly cacheFolder?: string | false | undefined;
  readonly cacheBytes?: number | undefined;
  /** Threads that decode surveys; default {@link NodeWorkerHost}'s; 0 decodes in this thread. */
  readonly workers?: number | undefined;
}

/** The disk, the threads and the clock of Node, and this thread's kernels. */
export interface NodePorts {
  readonly ports: EnginePorts;
  readonly kernels: Kernels;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** Sets the ports up. Nothing is read but the kernels, and no thread is started before there is work. */
export async function createNodePorts(options: NodePortsOptions = {}): Promise<NodePorts> {
  // Many reads wait on one signal; Node takes more than ten for a leak and says so on standard error.
  setMaxListeners(0);
  const { kernels, module } = await loadNodeKernels();
  const folder = options.cacheFolder ?? cacheFolder();
  const workers = options.workers === 0 ? undefined : new NodeWorkerHost({ size: options.workers, kernels: module });
  const ports: EnginePorts = {
    clock: createSystemClock(),
    createHasher: createNodeHasher,
    images: nodeImageDecoder,
    index: folder === false ? undefined : new DiskIndexStore(join(folder, 'index'), options.cacheBytes),
    workers,
    createSpool: () => FileSpool.create(folder === false ? tmpdir() : join(folder, 'spool')),
  };
  return { ports, kernels, close: async () => workers?.close() };
}
