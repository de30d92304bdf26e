import './firstlight.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import type { Provider } from '../protocol/provider.js';
import { followAddress } from './link/address.js';
import { animationFrames } from './link/frame-loop.js';
import { followRoom } from './link/room.js';
import { App } from './panels/app.js';
import { ModelContext } from './parts/model-context.js';
import { decodeFragment } from './state/fragment.js';
import { type ViewerHost, ViewerModel } from './viewer-model.js';

export interface MountOptions extends Omit<ViewerHost, 'frames' | 'storage'> {
  /** Keep the view in the URL's fragment; off where the page is not the viewer's own. */
  readonly address?: boolean;
}

/** How long the first tiles have to be drawn. */
const settleMillis = 100;

/** A mounted viewer. */
export interface MountedViewer {
  readonly model: ViewerModel;
  /** Takes everything away again: listeners, views at the host, GPU memory. The provider stays open. */
  unmount(): void;
}

/** Shows what a provider offers in `element`: the library, or the view that the URL's fragment describes. */
export function mount(element: HTMLElement, provider: Provider, options: MountOptions = {}): MountedViewer {
  const { address = true, ...host } = options;
  const model = new ViewerModel(
    provider,
    { ...host, frames: animationFrames, storage: reachableStorage() },
    decodeFragment(address ? window.location.hash : ''),
  );
  const stopRoom = followRoom(model.room);
  const stopAddress = address ? followAddress(model.store, window) : () => undefined;
  element.classList.add('fl-app');
  const stopTheme = effect(() => {
    element.dataset.theme = model.preferences.theme.value;
  });
  render(
    <ModelContext.Provider value={model}>
      <App />
    </ModelContext.Provider>,
    element,
  );
  const stopWarming = warmSurfacesLater(model);
  return {
    model,
    unmount: () => {
      render(null, element);
      stopAddress();
      stopRoom();
      stopTheme();
      stopWarming();
      model.close();
    },
  };
}

/**
 * Makes canvases and shaders while nobody waits for them: when the library's first tiles are drawn. Asking a browser for
 * its first context takes a tenth of a second of this thread. One that cannot says so when a recording is opened.
 */
function warmSurfacesLater(model: ViewerModel): () => void {
  const { entries, listed } = model.library;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    if (timer !== undefined || (entries.value.length === 0 && !listed.value)) return;
    timer = setTimeout(() => {
      try {
        const views = model.room.peek() === 'wide' ? 2 : 1;
        for (let place = 0; place < views; place += 1) model.surfaces.eventsAt(place);
        void model.surfaces.planes;
      } catch {
        return;
      }
    }, settleMillis);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

function reachableStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
