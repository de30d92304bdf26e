import type { JSX } from 'preact';
import { formatWhole } from '../format/figures.js';
import { parseCount, parseNumber } from '../format/parse-figures.js';
import { entryPath } from '../library/library-model.js';
import { useModel } from '../parts/model-context.js';
import { NumberField } from '../parts/number-field.js';
import { Segmented } from '../parts/segmented.js';
import type { ChainReference, ChainStep, Operation, Reduction } from '../state/stack-state.js';
import { reductionNames } from '../state/stack-state.js';
import { changeOperation, newReference } from './operations.js';
import { RangeFields } from './range-fields.js';
import type { StackModel } from './stack-model.js';
import { reductionTitles } from './stack-text.js';

export interface OperationEditorProps {
  readonly stack: StackModel;
  readonly operation: Operation;
  readonly index: number;
}

/** The fields of one operation. */
export function OperationEditor({ stack, operation, index }: OperationEditorProps): JSX.Element | null {
  const model = useModel();
  const { step } = operation;
  const change = (next: ChainStep, continued = false): void => changeOperation(model, index, { ...operation, step: next }, continued);
  switch (step.kind) {
    case 'subtract':
    case 'divide':
      return (
        <>
          <div class="fl-row">
            <span>By</span>
            <Segmented<ChainReference['kind']>
              label="What it goes by"
              value={step.by.kind}
              options={[
                { value: 'range', label: 'range', title: 'A range of frames brought down to one' },
                { value: 'sliding', label: 'sliding', title: 'The mean of frames near each frame' },
                { value: 'file', label: 'file', title: 'Another file of the same size' },
              ]}
              onChange={(kind) => {
                const by = newReference(model, kind);
                if (by !== undefined) change({ ...step, by });
              }}
            />
          </div>
          <ReferenceFields stack={stack} by={step.by} onChange={(by, continued) => change({ ...step, by }, continued)} />
          <div class="fl-row">
            <span>Amount</span>
            <NumberField
              label="Amount"
              width={6}
              value={step.amount}
              format={(value) => `${Math.round(value * 100)}\u00a0%`}
              parse={(text) => {
                const percent = parseNumber(text.replace(/\s*%\s*$/, ''));
                return percent === undefined || percent < 0 || percent > 100 ? undefined : percent / 100;
              }}
              step={(value, steps) => Math.min(1, Math.max(0, Number((value + steps * 0.01).toFixed(4))))}
              onChange={(amount, continued) => change({ ...step, amount }, continued)}
            />
          </div>
        </>
      );
    case 'crop':
      return <BoxFields box={step.rectangle} onChange={(rectangle, continued) => change({ ...step, rectangle }, continued)} />;
    case 'mask':
      return (
        <>
          <BoxFields box={step.shape} onChange={(box, continued) => change({ ...step, shape: { ...step.shape, ...box } }, continued)} />
          <div class="fl-row">
            <span>Keep</span>
            <Segmented
              label="What is kept"
              value={step.inverted ? 'outside' : 'inside'}
              options={[
                { value: 'inside', label: 'inside' },
                { value: 'outside', label: 'outside' },
              ]}
              onChange={(kept) => change({ ...step, inverted: kept === 'outside' })}
            />
          </div>
        </>
      );
    case 'maskFile':
      return <FileField stack={stack} value={step.recording} onChange={(recording) => change({ ...step, recording })} />;
    default:
      return null;
  }
}

interface ReferenceFieldsProps {
  readonly stack: StackModel;
  readonly by: ChainReference;
  readonly onChange: (by: ChainReference, continued: boolean) => void;
}

function ReferenceFields({ stack, by, onChange }: ReferenceFieldsProps): JSX.Element {
  if (by.kind === 'file')
    return <FileField stack={stack} value={by.recording} onChange={(recording) => onChange({ ...by, recording }, false)} />;
  if (by.kind === 'range') {
    return (
      <>
        <label class="fl-row">
          <span>Its</span>
          <select
            class="fl-select"
            value={by.of}
            onChange={(event) => onChange({ ...by, of: event.currentTarget.value as Reduction }, false)}
          >
            {reductionNames.map((name) => (
              <option key={name} value={name}>
                {reductionTitles[name].toLowerCase()}
              </option>
            ))}
          </select>
        </label>
        <RangeFields stack={stack} range={by} onChange={(range, continued) => onChange({ ...by, ...range }, continued)} />
      </>
    );
  }
  return (
    <>
      <div class="fl-row">
        <span>Frames</span>
        <NumberField
          label="Frames of the sliding mean"
          width={7}
          value={by.planes}
          format={formatWhole}
          parse={parseCount}
          step={(value, steps) => Math.max(1, value + steps)}
          onChange={(planes, continued) => onChange({ ...by, planes: Math.max(1, planes) }, continued)}
        />
      </div>
      <div class="fl-row">
        <span>Place</span>
        <Segmented
          label="Where the frames lie"
          value={by.placement}
          options={[
            { value: 'trailing', label: 'before', title: 'The frames before, this one included' },
            { value: 'centred', label: 'around', title: 'The frames around' },
            { value: 'leading', label: 'after', title: 'The frames after, this one included' },
          ]}
          onChange={(placement) => onChange({ ...by, placement }, false)}
        />
      </div>
      <div class="fl-row">
        <span>Gap</span>
        <NumberField
          label="Frames left out next to the frame"
          width={7}
          value={by.gap}
          format={formatWhole}
          parse={parseCount}
          step={(value, steps) => Math.max(0, value + steps)}
          onChange={(gap, continued) => onChange({ ...by, gap: Math.max(0, gap) }, continued)}
        />
      </div>
    </>
  );
}

/** Another stack of the library, by folder and name. */
function FileField({
  stack,
  value,
  onChange,
}: {
  readonly stack: StackModel;
  readonly value: string;
  readonly onChange: (path: string) => void;
}): JSX.Element {
  const { library } = useModel();
  const choices = library.entries.value.filter(
    (entry) => entry.recording !== stack.entry.recording && entry.kind !== 'events' && entry.kind !== 'cells',
  );
  const listed = choices.some((entry) => entryPath(entry) === value);
  return (
    <label class="fl-row">
      <span>File</span>
      <select class="fl-select" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {listed ? null : <option value={value}>{value === '' ? 'choose…' : `${value} (not here)`}</option>}
        {choices.map((entry) => (
          <option key={entry.recording} value={entryPath(entry)}>
            {entryPath(entry)}
          </option>
        ))}
      </select>
    </label>
  );
}

type Box = { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };

/** A rectangle of the file by its corner and size. */
export function BoxFields({
  box,
  onChange,
}: {
  readonly box: Box;
  readonly onChange: (box: Box, continued: boolean) => void;
}): JSX.Element {
  const fields = [
    ['x', 'Left', box.x0, (x: number): Box => ({ ...box, x0: x, x1: x + box.x1 - box.x0 }), 0],
    ['y', 'Top', box.y0, (y: number): Box => ({ ...box, y0: y, y1: y + box.y1 - box.y0 }), 0],
    ['w', 'Width', box.x1 - box.x0, (w: number): Box => ({ ...box, x1: box.x0 + w }), 1],
    ['h', 'Height', box.y1 - box.y0, (h: number): Box => ({ ...box, y1: box.y0 + h }), 1],
  ] as const;
  return (
    <div class="fl-region-numbers">
      {fields.map(([label, name, value, change, least]) => (
        <div class="fl-field" key={label}>
          <span>{label}</span>
          <NumberField
            label={name}
            width={5}
            value={value}
            format={(one) => `${one}`}
            parse={(text) => (/^\d+$/.test(text.trim()) ? Math.max(least, Number(text)) : undefined)}
            step={(one, steps) => Math.max(least, one + steps)}
            onChange={(one, continued) => onChange(change(one), continued)}
          />
        </div>
      ))}
    </div>
  );
}
