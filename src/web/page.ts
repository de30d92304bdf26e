import kernelsUrl from '../../dist/kernels/kernels.wasm?url';
import type { Provider } from '../protocol/provider.js';
import { type MountedViewer, mount } from '../viewer/mount.js';
import { demos } from './demos.js';
import densityWorkerUrl from './density-worker.ts?worker&url';
import { nameFiles, type OpenedFiles, readDropped } from './dropped-files.js';
import engineWorkerUrl from './engine-worker.ts?worker&url';
import { SocketProvider } from './socket-provider.js';
import { TabDensityPainter } from './tab-density-painter.js';
import { loadTabKernels } from './tab-kernels.js';
import type { TabSource } from './worker-messages.js';
import { WorkerProvider } from './worker-provider.js';

/** How long a server may take to answer the socket before the page takes itself for a static one. */
const serverPatienceMillis = 4_000;

/**
 * The page: decides where the engine runs, mounts the viewer, and changes over to an engine in this tab for files that
 * are dropped. All addresses are relative, so that it works below any path.
 */
class Page {
  readonly #element: HTMLElement;
  #mounted: MountedViewer | undefined;
  #provider: Provider | undefined;
  #served = false;

  constructor(element: HTMLElement) {
    this.#element = element;
    window.addEventListener('pagehide', () => this.#provider?.close());
  }

  async start(): Promise<void> {
    const url = new URLSearchParams(window.location.search).get('url');
    if (url !== null && URL.canParse(url, window.location.href)) {
      this.#showTab({ kind: 'url', url: new URL(url, window.location.href).href });
      return;
    }
    const socket = new SocketProvider(socketUrl());
    if (await socket.opens(serverPatienceMillis)) {
      this.#served = true;
      this.#show(socket);
    } else {
      socket.close();
      this.#showTab({ kind: 'files', files: [], title: '' });
    }
  }

  #showTab(source: TabSource, note?: string): void {
    const address = workerAddress(source);
    const createWorker = (): Worker => new Worker(address, { type: 'module', name: 'firstlight-engine' });
    const provider = new WorkerProvider({ source, createWorker, kernelsUrl });
    this.#show(provider, note, source.kind !== 'url' || this.#served);
    this.#openOnly();
  }

  #show(provider: Provider, note?: string, local = false): void {
    const hadPage = this.#mounted !== undefined;
    this.#mounted?.unmount();
    this.#provider?.close();
    this.#provider = provider;
    const leave = local && this.#served ? { title: 'Server', run: () => this.#back() } : undefined;
    this.#mounted = mount(this.#element, provider, {
      address: true,
      note,
      leave,
      density: createPainter,
      openFiles: (files) => this.#openFiles(nameFiles(files)),
      openDrop: (dropped) => void readDropped(dropped).then((opened) => this.#openFiles(opened)),
      demos: demos.map(({ name, title, facts }) => ({ title, facts, open: () => this.#showTab({ kind: 'demo', name }) })),
    });
    if (hadPage) this.#mounted.model.store.dispatch({ type: 'close' });
  }

  #openFiles(opened: OpenedFiles): void {
    if (opened.files.length > 0) this.#showTab({ kind: 'files', ...opened }, 'stays on this machine');
  }

  /** Opens the recording as soon as it is listed, where there is only one. */
  #openOnly(): void {
    const model = this.#mounted?.model;
    if (model === undefined || model.store.now.recording !== undefined) return;
    const stop = model.library.listed.subscribe((listed) => {
      const [entry, another] = model.library.entries.peek();
      if (!listed || entry === undefined) return;
      queueMicrotask(() => stop());
      if (another === undefined) model.open(entry);
    });
  }

  #back(): void {
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    this.#mounted?.unmount();
    this.#mounted = undefined;
    this.#provider?.close();
    this.#show(new SocketProvider(socketUrl()));
  }
}

/** Draws maps in a worker of its own. */
function createPainter(): TabDensityPainter {
  const createWorker = (): Worker =>
    new Worker(new URL(densityWorkerUrl, window.location.href), { type: 'module', name: 'firstlight-density' });
  return new TabDensityPainter({ createWorker, module: loadTabKernels(kernelsUrl) });
}

/** The engine's script. A worker lives by the policy that its own script came with: the server is told whom it will ask. */
function workerAddress(source: TabSource): URL {
  const address = new URL(engineWorkerUrl, window.location.href);
  if (source.kind === 'url') address.searchParams.set('url', source.url);
  return address;
}

/** The server's socket beside this page, whatever path it lies below. */
function socketUrl(): string {
  const url = new URL('socket', new URL('.', window.location.href));
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

const element = document.getElementById('firstlight');
if (element !== null) void new Page(element).start();
