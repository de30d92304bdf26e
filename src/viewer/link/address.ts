import { effect } from '@preact/signals';
import { decodeFragment, encodeFragment } from '../state/fragment.js';
import type { ViewStore } from '../state/view-store.js';

const quietMillis = 250;

/**
 * Keeps the URL's fragment and the view in step: opening and closing a recording are steps that the browser's Back
 * undoes; all else replaces the fragment once it rested for a quarter of a second. Returns the way to stop.
 */
export function followAddress(store: ViewStore, window: Window): () => void {
  let timer: number | undefined;
  let shownRecording = store.now.recording;
  const write = (push: boolean): void => {
    timer = undefined;
    const fragment = encodeFragment(store.now);
    if (`#${fragment}` === window.location.hash || (fragment === '' && window.location.hash === '')) return;
    const url = `${window.location.pathname}${window.location.search}${fragment === '' ? '' : `#${fragment}`}`;
    if (push) window.history.pushState(null, '', url);
    else window.history.replaceState(null, '', url);
  };
  const onNavigation = (): void => {
    window.clearTimeout(timer);
    timer = undefined;
    const state = decodeFragment(window.location.hash);
    if (encodeFragment(state) === encodeFragment(store.now)) return;
    shownRecording = state.recording;
    store.dispatch({ type: 'restore', state });
  };
  window.addEventListener('popstate', onNavigation);
  window.addEventListener('hashchange', onNavigation);
  const stop = effect(() => {
    const { recording } = store.state.value;
    if (recording !== shownRecording) {
      shownRecording = recording;
      window.clearTimeout(timer);
      write(true);
      return;
    }
    if (timer === undefined) timer = window.setTimeout(() => write(false), quietMillis);
  });
  return () => {
    stop();
    window.clearTimeout(timer);
    window.removeEventListener('popstate', onNavigation);
    window.removeEventListener('hashchange', onNavigation);
  };
}
