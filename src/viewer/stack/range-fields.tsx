import type { JSX } from 'preact';
import { parsePlace } from '../format/parse-figures.js';
import { NumberField } from '../parts/number-field.js';
import type { PlaceRange } from '../state/stack-state.js';
import type { StackModel } from './stack-model.js';
import { formatPlace } from './stack-text.js';

export interface RangeFieldsProps {
  readonly stack: StackModel;
  readonly range: PlaceRange;
  readonly onChange: (range: PlaceRange, continued: boolean) => void;
}

/** First and last frame of a range, both included. */
export function RangeFields({ stack, range, onChange }: RangeFieldsProps): JSX.Element {
  const end = (stack.series.value?.places ?? 1) - 1;
  const interval = stack.facts.value?.frameIntervalSeconds;
  const limit = (place: number): number => Math.min(end, Math.max(0, place));
  return (
    <div class="fl-row">
      <span>Range</span>
      <span class="fl-levels">
        {(['first', 'last'] as const).map((name) => (
          <NumberField
            key={name}
            label={name === 'first' ? 'First frame of the range' : 'Last frame of the range'}
            width={6}
            value={range[name]}
            format={formatPlace}
            parse={(text) => parsePlace(text, interval)}
            step={(value, steps) => value + steps}
            onChange={(value, continued) => {
              const place = limit(value);
              onChange(
                name === 'first'
                  ? { first: place, last: Math.max(place, range.last) }
                  : { first: Math.min(place, range.first), last: place },
                continued,
              );
            }}
          />
        ))}
      </span>
    </div>
  );
}
