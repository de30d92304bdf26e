import type { Signal } from '@preact/signals';
import type { Room } from '../state/looks.js';

/** Where the style sheet makes the inspector a sheet, and where it lets text grow with the display. */
const narrowQuery = '(max-width: 719px)';
const wideQuery = '(min-width: 2560px)';

/** Keeps `room` at what the page has of it, from now on. Returns the way to stop. */
export function followRoom(room: Signal<Room>): () => void {
  const queries = [narrowQuery, wideQuery].map((query) => matchMedia(query));
  const follow = (): void => {
    const [narrow, wide] = queries.map(({ matches }) => matches);
    room.value = narrow === true ? 'narrow' : wide === true ? 'wide' : 'usual';
  };
  follow();
  for (const query of queries) query.addEventListener('change', follow);
  return () => {
    for (const query of queries) query.removeEventListener('change', follow);
  };
}
