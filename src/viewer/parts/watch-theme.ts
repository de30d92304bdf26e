import type { ViewerModel } from '../viewer-model.js';

/** Calls soon, and whenever the page's colours may have changed; styles can be read then. Returns the way to stop. */
export function watchTheme(model: ViewerModel, onTheme: () => void): () => void {
  const scheme = matchMedia('(prefers-color-scheme: light)');
  scheme.addEventListener('change', onTheme);
  // The theme reaches the element in an effect of its own.
  const stop = model.preferences.theme.subscribe(() => queueMicrotask(onTheme));
  return () => {
    stop();
    scheme.removeEventListener('change', onTheme);
  };
}
