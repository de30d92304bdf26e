import type { EngineShared } from '../engine/engine-shared.js';
import { countedHold, type HeldSource } from '../engine/held-source.js';
import { closeSource } from '../engine/open-source.js';
import { openAnyPath } from '../node/open-path.js';

/** Opens another file that a chain names, by its path; closed with its last hold. Errors: those of `openAnyPath`. */
export async function holdPath(path: string, shared: EngineShared, signal: AbortSignal): Promise<HeldSource> {
  const opened = await openAnyPath(path, shared, { signal });
  const count = { holders: 1 };
  return countedHold(opened, count, () => {
    // A file that cannot be closed is no reason to lose what was made of it.
    if (count.holders === 0) closeSource(opened).catch(() => undefined);
  });
}
