import type { JSX } from 'preact';
import { formatCount, formatWindowLength } from '../format/figures.js';
import { parseCount, parseDuration } from '../format/parse-figures.js';
import { useModel } from '../parts/model-context.js';
import { NumberField } from '../parts/number-field.js';
import { stepLadder, windowEventsLadder, windowMicrosLadder } from '../state/ladders.js';

interface WindowFieldProps {
  readonly label: string;
  /** In characters. */
  readonly width: number;
  /** What follows a number of events. */
  readonly eventsUnit: string;
}

/** The length of the window as a number to type, drag or step: a duration or a number of events, as the view has it. */
export function WindowField({ label, width, eventsUnit }: WindowFieldProps): JSX.Element {
  const { store } = useModel();
  const { window } = store.state.value;
  if (window.kind === 'time') {
    return (
      <NumberField
        label={label}
        width={width}
        value={window.micros}
        format={formatWindowLength}
        parse={parseDuration}
        step={(value, steps) => stepLadder(windowMicrosLadder, value, steps)}
        onChange={(micros, continued) => store.dispatch({ type: 'setWindow', window: { kind: 'time', micros } }, { continued })}
      />
    );
  }
  return (
    <NumberField
      label={label}
      width={width}
      value={window.events}
      format={(value) => `${formatCount(value)}\u00a0${eventsUnit}`}
      parse={parseCount}
      step={(value, steps) => stepLadder(windowEventsLadder, value, steps)}
      onChange={(events, continued) => store.dispatch({ type: 'setWindow', window: { kind: 'count', events } }, { continued })}
    />
  );
}
