import type { JSX } from 'preact';
import { formatBytes } from '../format/figures.js';
import { Icon } from '../parts/icons.js';
import type { StackModel } from './stack-model.js';

/** What operations and reduction take in memory, as the host reckons it before it tries. */
export function EstimateLine({ stack }: { readonly stack: StackModel }): JSX.Element | null {
  const estimate = stack.estimate.estimate.value;
  if (estimate === undefined) return null;
  const { bytes, readBytes, budgetBytes, fits } = estimate;
  return (
    <p class={fits ? 'fl-hint fl-estimate' : 'fl-notice fl-estimate'} role="status">
      {fits ? null : <Icon name="warning" />}
      <span>
        {fits ? 'needs' : 'would need'} {formatBytes(bytes)} of {formatBytes(budgetBytes)}
        {readBytes === 0 ? '' : `, reads ${formatBytes(readBytes)}`}
        {fits ? '' : ': shorten the range, or give more with --memory'}
      </span>
    </p>
  );
}
