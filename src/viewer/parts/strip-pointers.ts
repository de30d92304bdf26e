/** What a pointer on a strip takes hold of, moves and points at. */
export interface StripTarget<Grip extends string> {
  /** What a pointer that is pressed there would take hold of. */
  gripAt(event: MouseEvent): Grip;
  /** What was taken hold of is moved; `first` where it was pressed. */
  drag(grip: Grip, event: MouseEvent, first: boolean): void;
  /** A mouse points there; nothing where none points at the strip. */
  hover(event: MouseEvent | undefined): void;
  doubleClick(event: MouseEvent): void;
  /** Shows `factor` times as much about a pointer. */
  zoom(event: MouseEvent, factor: number): void;
  /** Moves the playhead by so many steps. */
  step(steps: number): void;
}

/**
 * Follows pointers and the wheel on a strip: drag moves what lies under the pointer, the wheel zooms, with Shift it steps.
 * The element tells in `data-grip` what would be taken hold of. Returns the way to stop.
 */
export function followPointers<Grip extends string>(element: HTMLElement, target: StripTarget<Grip>): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let dragged: Grip | undefined;
  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button') !== null)) return;
      element.setPointerCapture(event.pointerId);
      dragged = target.gripAt(event);
      target.drag(dragged, event, true);
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      target.hover(event.pointerType === 'mouse' ? event : undefined);
      element.dataset.grip = dragged ?? target.gripAt(event);
      if (dragged !== undefined) target.drag(dragged, event, false);
    },
    { signal },
  );
  const end = (): void => {
    dragged = undefined;
  };
  element.addEventListener('pointerup', end, { signal });
  element.addEventListener('pointercancel', end, { signal });
  element.addEventListener('pointerleave', () => target.hover(undefined), { signal });
  element.addEventListener('dblclick', (event) => target.doubleClick(event), { signal });
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      if (event.shiftKey) target.step(Math.sign(event.deltaY === 0 ? event.deltaX : event.deltaY));
      else target.zoom(event, Math.exp(event.deltaY * 0.002));
    },
    { signal, passive: false },
  );
  return () => stop.abort();
}

/** Where between the left edge of an element (0) and its right one (1) a pointer is. */
export function shareAt(element: Element, event: MouseEvent): number {
  const bounds = element.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - bounds.left) / bounds.width));
}
