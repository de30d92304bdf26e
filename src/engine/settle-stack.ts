import { toFirstlightError } from '../base/errors.js';
import type { BackgroundWork } from './background-work.js';
import type { HeldStack } from './held-source.js';

/** Finds out how many planes a stack has, where that is not known yet, while nobody waits for anything. Holds it as long as that takes. */
export function settleInBackground({ stack, again }: HeldStack, recording: string, background: BackgroundWork): void {
  if (stack.facts.frames.exactness === 'exact') return;
  const held = again();
  const run = async (signal: AbortSignal): Promise<void> => {
    try {
      while (stack.facts.frames.exactness !== 'exact' && !signal.aborted) {
        const before = stack.facts;
        await stack.settle({ signal, atMost: 1 });
        if (stack.facts === before) return;
        await background.makeWay(signal);
      }
    } catch (error) {
      // Whoever looks at a plane that cannot be found is told; the count stays as it is said to be.
      if (toFirstlightError(error).code === 'internal') throw error;
    } finally {
      held.release();
    }
  };
  if (!background.add({ name: `count ${recording} ${stack.samplesKey}`, run })) held.release();
}
