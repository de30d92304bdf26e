import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly format: (value: number) => string;
  /** What was typed as a number, or nothing when it cannot be read: the field then keeps its value. */
  readonly parse: (text: string) => number | undefined;
  /** The value so many steps on. */
  readonly step: (value: number, steps: number) => number;
  /** `continued` while one gesture goes on. */
  readonly onChange: (value: number, continued: boolean) => void;
  /** Characters that the longest value takes. */
  readonly width: number;
  readonly title?: string;
  readonly disabled?: boolean;
}

const pixelsPerStep = 10;
const clickSlop = 3;

/** A number as an instrument: click to type, drag to scrub, arrows step, Shift × 10. */
export function NumberField(props: NumberFieldProps): JSX.Element {
  const { value, format, parse, step, onChange } = props;
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [wrong, setWrong] = useState(false);

  const commit = (): boolean => {
    if (typed === undefined || typed === format(value)) return true;
    const read = parse(typed);
    if (read === undefined) {
      setWrong(true);
      return false;
    }
    onChange(read, false);
    return true;
  };
  const leave = (): void => {
    setTyped(undefined);
    setWrong(false);
  };
  const onKeyDown = (event: JSX.TargetedKeyboardEvent<HTMLInputElement>): void => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (direction !== 0) {
      event.preventDefault();
      setTyped(undefined);
      onChange(step(value, direction * (event.shiftKey ? 10 : 1)), event.repeat);
    } else if (event.key === 'Enter') {
      if (commit()) event.currentTarget.blur();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      leave();
      event.currentTarget.blur();
    }
  };
  const onPointerDown = (event: JSX.TargetedPointerEvent<HTMLInputElement>): void => {
    const field = event.currentTarget;
    if (document.activeElement === field || event.button !== 0 || props.disabled === true) return;
    event.preventDefault();
    field.setPointerCapture(event.pointerId);
    const startX = event.clientX;
    const startValue = value;
    let scrubbed = false;
    let done = 0;
    const onMove = (move: PointerEvent): void => {
      const distance = move.clientX - startX;
      if (!scrubbed && Math.abs(distance) <= clickSlop) return;
      const steps = Math.trunc(distance / pixelsPerStep) * (move.shiftKey ? 10 : 1);
      if (scrubbed && steps === done) return;
      done = steps;
      onChange(steps === 0 ? startValue : step(startValue, steps), scrubbed);
      scrubbed = true;
    };
    const onEnd = (): void => {
      field.removeEventListener('pointermove', onMove);
      field.removeEventListener('pointerup', onEnd);
      field.removeEventListener('pointercancel', onEnd);
      if (scrubbed) return;
      field.focus();
      field.select();
    };
    field.addEventListener('pointermove', onMove);
    field.addEventListener('pointerup', onEnd);
    field.addEventListener('pointercancel', onEnd);
  };
  return (
    <input
      ref={input}
      class={`fl-number fl-ch-${props.width}`}
      type="text"
      role="spinbutton"
      inputMode="decimal"
      autocomplete="off"
      spellcheck={false}
      aria-label={props.label}
      aria-valuenow={value}
      aria-valuetext={format(value)}
      aria-invalid={wrong}
      title={props.title ?? `${props.label}: click to type, drag to change, arrows step`}
      disabled={props.disabled}
      value={typed ?? format(value)}
      onInput={(event) => {
        setTyped(event.currentTarget.value);
        setWrong(false);
      }}
      onBlur={() => {
        commit();
        leave();
      }}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
    />
  );
}
