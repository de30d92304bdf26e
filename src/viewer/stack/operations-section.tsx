import { useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { Section } from '../parts/section.js';
import { commandsIn } from '../state/commands/commands.js';
import type { Operation } from '../state/stack-state.js';
import { EstimateLine } from './estimate-line.js';
import { OperationEditor } from './operation-editor.js';
import { changeOperation, moveOperation } from './operations.js';
import type { StackModel } from './stack-model.js';
import { describeReference, operationTitle } from './stack-text.js';

/** What is done to every frame before it is shown, in order: switched, changed, moved and removed by pointer and keys. */
export function OperationsSection({ stack }: { readonly stack: StackModel }): JSX.Element {
  const model = useModel();
  const { operations } = model.store.state.value.stack;
  const open = useSignal<number | undefined>(undefined);
  return (
    <Section title="Operations" action={<AddMenu onAdded={() => (open.value = model.store.now.stack.operations.length - 1)} />}>
      {operations.length === 0 ? <p class="fl-hint">Frames are shown as they are stored.</p> : null}
      <ol class="fl-operations">
        {operations.map((operation, index) => (
          <OperationRow
            key={index}
            stack={stack}
            operation={operation}
            index={index}
            count={operations.length}
            open={open.value === index}
            onOpen={(next) => {
              open.value = next;
            }}
          />
        ))}
      </ol>
      <LeftOut stack={stack} />
      {operations.some(({ on }) => on) ? <EstimateLine stack={stack} /> : null}
    </Section>
  );
}

/** Why something that was asked for is not done to the plane that is shown. */
function LeftOut({ stack }: { readonly stack: StackModel }): JSX.Element | null {
  const text = useComputed(() => stack.plane.value?.notes?.join('. ') ?? '').value;
  return text === '' ? null : <p class="fl-hint">Left out: {text}.</p>;
}

interface OperationRowProps {
  readonly stack: StackModel;
  readonly operation: Operation;
  readonly index: number;
  readonly count: number;
  readonly open: boolean;
  /** The row that is open from now on. */
  readonly onOpen: (index: number | undefined) => void;
}

function OperationRow({ stack, operation, index, count, open, onOpen }: OperationRowProps): JSX.Element {
  const model = useModel();
  const { step, on } = operation;
  const title = operationTitle(operation);
  const move = (by: number): void => {
    const to = index + by;
    if (to < 0 || to >= count) return;
    moveOperation(model, index, by);
    if (open) onOpen(to);
  };
  const remove = (): void => {
    changeOperation(model, index, undefined);
    onOpen(undefined);
  };
  const onKeyDown = (event: JSX.TargetedKeyboardEvent<HTMLButtonElement>): void => {
    if (event.key === 'Delete' || event.key === 'Backspace') remove();
    else if (event.altKey && event.key === 'ArrowUp') move(-1);
    else if (event.altKey && event.key === 'ArrowDown') move(1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <li class="fl-operation" data-on={on} data-open={open}>
      <div class="fl-operation-head">
        <input
          type="checkbox"
          checked={on}
          aria-label={`${title}: switched on`}
          onChange={() => changeOperation(model, index, { ...operation, on: !on })}
        />
        <button
          type="button"
          class="fl-operation-title"
          aria-expanded={open}
          title="Change it; Alt ↑ ↓ moves it, Delete removes it"
          onClick={() => onOpen(open ? undefined : index)}
          onKeyDown={onKeyDown}
        >
          <span>{title}</span>
          <span class="fl-muted">{summaryOf(operation)}</span>
        </button>
      </div>
      {open ? (
        <div class="fl-operation-body">
          {step.kind === 'flipX' || step.kind === 'flipY' || step.kind === 'rotate' ? null : (
            <OperationEditor stack={stack} operation={operation} index={index} />
          )}
          <div class="fl-operation-buttons">
            <button type="button" class="fl-button" disabled={index === 0} onClick={() => move(-1)}>
              Up
            </button>
            <button type="button" class="fl-button" disabled={index === count - 1} onClick={() => move(1)}>
              Down
            </button>
            <span class="fl-spacer" />
            <button type="button" class="fl-button" onClick={remove}>
              Remove
            </button>
          </div>
        </div>
      ) : null}
    </li>
  );
}

function summaryOf({ step }: Operation): string {
  switch (step.kind) {
    case 'subtract':
    case 'divide': {
      const share = step.amount === 1 ? '' : ` · ${Math.round(step.amount * 100)}\u00a0%`;
      return `${describeReference(step.by) || 'no file'}${share}`;
    }
    case 'crop':
      return `${step.rectangle.x1 - step.rectangle.x0} × ${step.rectangle.y1 - step.rectangle.y0}`;
    case 'mask':
      return `${step.shape.kind} ${step.shape.x1 - step.shape.x0} × ${step.shape.y1 - step.shape.y0}`;
    case 'maskFile':
      return step.recording.split('/').at(-1) || 'no file';
    default:
      return '';
  }
}

/** Everything that can be added, from the one table of commands. */
function AddMenu({ onAdded }: { readonly onAdded: () => void }): JSX.Element {
  const model = useModel();
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  /** Below its button as far as the page reaches. */
  const place = (): void => {
    const [shown, from] = [menu.current, button.current?.getBoundingClientRect()];
    if (shown === null || from === undefined) return;
    shown.style.top = `${Math.max(8, Math.min(from.bottom + 4, window.innerHeight - shown.offsetHeight - 8))}px`;
    shown.style.right = `${Math.max(8, window.innerWidth - from.right)}px`;
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="fl-button fl-button-icon fl-add-operation"
        popovertarget="fl-add-operation"
        aria-label="Add an operation"
        title="Add an operation"
      >
        <Icon name="plus" />
      </button>
      <div id="fl-add-operation" ref={menu} class="fl-menu fl-add-menu" popover="auto" onToggle={place}>
        {commandsIn('stack')
          .filter(({ group }) => group === 'Operations')
          .map(({ id, title, run }) => (
            <button
              key={id}
              type="button"
              class="fl-menu-item"
              onClick={() => {
                const before = model.store.now.stack.operations.length;
                menu.current?.hidePopover();
                run(model, 1);
                if (model.store.now.stack.operations.length > before) onAdded();
              }}
            >
              <span>{title}</span>
            </button>
          ))}
      </div>
    </>
  );
}
