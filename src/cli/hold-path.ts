import type { EngineShared } from '../engine/engine-shared.js';
import type { HeldSource } from '../engine/held-source.js';
import { closeSource, type OpenedSource } from '../engine/open-source.js';
import { openAnyPath } from '../node/open-path.js';

/** Opens another file that a chain names, by its path; closed with its last hold. Errors: those of `openAnyPath`. */
export async function holdPath(path: string, shared: EngineShared, signal: AbortSignal): Promise<HeldSource> {
  return holdOpened(await openAnyPath(path, shared, { signal }), { holders: 0 });
}

function holdOpened(opened: OpenedSource, count: { holders: number }): HeldSource {
  count.holders += 1;
  let released = false;
  return {
    opened,
    release: () => {
      if (released) return;
      released = true;
      count.holders -= 1;
      // A file that cannot be closed is no reason to lose what was made of it.
      if (count.holders === 0) closeSource(opened).catch(() => undefined);
    },
    again: () => holdOpened(opened, count),
  };
}
