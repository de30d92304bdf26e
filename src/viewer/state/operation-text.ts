import { FirstlightError } from '../../base/errors.js';
import { parseChain, printChain } from '../../protocol/chain-text.js';
import type { ChainStep, Operation } from './stack-state.js';

/** An operation as links write it: as on the command line, after `!` where it is switched off. */
export function operationToText({ step, on }: Operation): string {
  return `${on ? '' : '!'}${printChain([step])}`;
}

/** The inverse of {@link operationToText}; nothing for what it cannot be. */
export function operationFromText(text: string): Operation | undefined {
  const on = !text.startsWith('!');
  const step = stepFromText(on ? text : text.slice(1));
  return step === undefined ? undefined : { step, on };
}

function stepFromText(text: string): ChainStep | undefined {
  try {
    const steps = parseChain(text);
    return steps.length === 1 ? steps[0] : undefined;
  } catch (thrown) {
    if (thrown instanceof FirstlightError) return undefined;
    throw thrown;
  }
}
