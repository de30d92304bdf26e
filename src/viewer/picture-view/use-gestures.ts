import { useEffect } from 'preact/hooks';
import type { ViewerModel } from '../viewer-model.js';
import { CanvasGestures, type GestureTarget } from './canvas-gestures.js';

/** Brings the pointers over `box` to `target`, and lets keys reach them, while the box is mounted. */
export function useGestures(model: ViewerModel, target: GestureTarget, box: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const made = new CanvasGestures(target, element);
    const stop = new AbortController();
    const { signal } = stop;
    const onPicture = (event: Event): boolean => event.target instanceof Element && event.target.closest('.fl-card, button') === null;
    element.addEventListener('pointerdown', (event) => onPicture(event) && made.onPointerDown(event), { signal });
    element.addEventListener('pointermove', (event) => made.onPointerMove(event), { signal });
    element.addEventListener('pointerup', (event) => made.onPointerUp(event), { signal });
    element.addEventListener('pointercancel', (event) => made.onPointerCancel(event), { signal });
    element.addEventListener('pointerleave', () => made.onPointerLeave(), { signal });
    element.addEventListener('wheel', (event) => onPicture(event) && made.onWheel(event), { signal, passive: false });
    element.addEventListener(
      'dblclick',
      (event) => {
        if (onPicture(event)) made.fit();
      },
      { signal },
    );
    model.gestures = made;
    return () => {
      stop.abort();
      if (model.gestures === made) model.gestures = undefined;
    };
  }, [model, target, box]);
}
