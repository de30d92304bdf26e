import { errorToRecord } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';
import { MemoryStore } from '../bytes/memory-store.js';
import { openUrlStore } from '../bytes/open-url-store.js';
import { createEngineHost, type HostConnection } from '../engine/engine-host.js';
import { createSha256 } from '../engine/sha256.js';
import { createSystemClock } from '../engine/system-clock.js';
import type { Kernels } from '../kernels/kernels.js';
import { transferablesOf } from '../protocol/wire.js';
import { BlobStore } from './blob-store.js';
import { OpfsIndexStore } from './opfs-index-store.js';
import { tabImageDecoder } from './tab-image-decoder.js';
import { tabKernels } from './tab-kernels.js';
import { TabWorkerHost } from './tab-worker-host.js';
import type { FromWorker, TabSource, ToWorker, WorkerStart } from './worker-messages.js';

/* The script of the engine's worker: an engine over what the page hands it, one viewer, no bytes leaving the tab. */

let connection: HostConnection | undefined;

function say(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

async function openSource(source: TabSource, kernels: Kernels): Promise<{ readonly store: ByteStore; readonly title: string }> {
  if (source.kind === 'files') return { store: new BlobStore(source.files, source.title), title: source.title };
  if (source.kind === 'demo') {
    // Generators and writers are loaded by nobody who brings a file.
    const { makeDemo } = await import('./make-demo.js');
    const { fileName, bytes } = await makeDemo(source.name, kernels);
    return { store: new MemoryStore({ [fileName]: bytes }, 'demo'), title: 'demo' };
  }
  const store = await openUrlStore(source.url);
  return { store, title: store.label };
}

async function start({ source, kernels: module, budgetBytes }: WorkerStart): Promise<void> {
  const kernels = tabKernels(module);
  const { store, title } = await openSource(source, kernels);
  const createWorker = (): Worker =>
    new Worker(new URL('./decode-worker.ts', import.meta.url), { type: 'module', name: 'firstlight-decode' });
  const host = createEngineHost({
    stores: [store],
    kernels,
    ports: {
      clock: createSystemClock(),
      createHasher: createSha256,
      index: await OpfsIndexStore.open(),
      workers: new TabWorkerHost({ createWorker, module }),
      images: tabImageDecoder,
    },
    budgetBytes,
    place: 'tab',
    title,
    warm: source.kind !== 'url',
  });
  connection = host.connect((answer) => say({ type: 'answer', answer }, transferablesOf(answer)));
  say({ type: 'ready' });
}

self.onmessage = (event: MessageEvent<ToWorker>) => {
  if (event.data.type === 'request') connection?.handle(event.data.request);
  else start(event.data).catch((thrown: unknown) => say({ type: 'failed', error: errorToRecord(thrown) }));
};
