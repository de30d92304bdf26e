import type { JSX } from 'preact';
import type { LoopKind } from '../state/loop-kind.js';
import { CommandButton } from './command-button.js';

export interface TransportButtonsProps {
  readonly playing: boolean;
  readonly reverse: boolean;
  /** Whether there is nothing to play. */
  readonly disabled?: boolean;
}

/** The buttons that play, step and turn around. */
export function TransportButtons({ playing, reverse, disabled = false }: TransportButtonsProps): JSX.Element {
  return (
    <div class="fl-transport-buttons">
      <CommandButton command="first" icon="first" class="fl-wide-only" disabled={disabled} />
      <CommandButton command="stepBack" icon="back" class="fl-wide-only" disabled={disabled} />
      <CommandButton command="play" icon={playing ? 'pause' : 'play'} pressed={playing} class="fl-play" disabled={disabled} />
      <CommandButton command="stepForward" icon="forward" class="fl-wide-only" disabled={disabled} />
      <CommandButton command="last" icon="last" class="fl-wide-only" disabled={disabled} />
      <CommandButton command="reverse" icon="reverse" pressed={reverse} class="fl-wide-only" disabled={disabled} />
    </div>
  );
}

export interface LoopFieldProps {
  readonly value: LoopKind;
  /** Whether both A and B are set. */
  readonly hasEnds: boolean;
  readonly onChange: (loop: LoopKind) => void;
}

/** What happens at the end. */
export function LoopField({ value, hasEnds, onChange }: LoopFieldProps): JSX.Element {
  return (
    <label>
      <span>loop</span>
      <select
        class="fl-select"
        title="What happens at the end  (Shift+L)"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value as LoopKind)}
      >
        <option value="all">all</option>
        <option value="ab" disabled={!hasEnds}>
          A–B
        </option>
        <option value="none">none</option>
      </select>
    </label>
  );
}
