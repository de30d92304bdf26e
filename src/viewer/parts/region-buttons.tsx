import type { JSX } from 'preact';
import { Icon } from './icons.js';

export interface AddRegionButtonProps {
  readonly disabled: boolean;
  readonly onClick: () => void;
}

/** The button at the head of the regions. */
export function AddRegionButton({ disabled, onClick }: AddRegionButtonProps): JSX.Element {
  const name = 'Add a region in the middle';
  return (
    <button type="button" class="fl-button fl-button-icon" aria-label={name} title={name} disabled={disabled} onClick={onClick}>
      <Icon name="plus" />
    </button>
  );
}

export interface RemoveRegionButtonProps {
  /** Counted from 0. */
  readonly index: number;
  readonly onClick: () => void;
}

/** The button in the row of a region. */
export function RemoveRegionButton({ index, onClick }: RemoveRegionButtonProps): JSX.Element {
  return (
    <button type="button" class="fl-button fl-button-icon" aria-label={`Remove region ${index + 1}`} title="Remove" onClick={onClick}>
      <Icon name="close" />
    </button>
  );
}
