import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

export interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: ComponentChildren; readonly title?: string }[];
  readonly onChange: (value: Value) => void;
}

/** A choice of few, all in sight: native radio buttons, drawn as one bar. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>): JSX.Element {
  const name = useId();
  return (
    <div class="fl-segmented" role="radiogroup" aria-label={props.label}>
      {props.options.map(({ value, label, title }) => (
        <label key={value} title={title}>
          <input type="radio" name={name} checked={value === props.value} onChange={() => props.onChange(value)} />
          <span>{label}</span>
        </label>
      ))}
    </div>
  );
}
