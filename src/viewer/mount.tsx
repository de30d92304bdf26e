import './firstlight.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import type { Provider } from '../protocol/provider.js';
import { followAddress } from './link/address.js';
import { animationFrames } from './link/frame-loop.js';
import { App } from './panels/app.js';
import { ModelContext } from './parts/model-context.js';
import { decodeFragment } from './state/fragment.js';
import { type ViewerHost, ViewerModel } from './viewer-model.js';

export interface MountOptions extends Omit<ViewerHost, 'frames' | 'storage'> {
  /** Keep the view in the URL's fragment; off where the page is not the viewer's own. */
  readonly address?: boolean;
}

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
  const warmUp = setTimeout(() => warmSurfaces(model), 50);
  return {
    model,
    unmount: () => {
      render(null, element);
      stopAddress();
      stopTheme();
      clearTimeout(warmUp);
      model.close();
    },
  };
}

/** Makes canvases and shaders while nobody waits for them; a browser that cannot says so when a recording is opened. */
function warmSurfaces(model: ViewerModel): void {
  try {
    void model.surfaces.events;
    void model.surfaces.planes;
  } catch {
    return;
  }
}

function reachableStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
