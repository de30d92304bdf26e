import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ReportedError } from '../../protocol/questions.js';
import { formatPercent, formatWhole } from '../format/figures.js';
import { CommandButton } from '../parts/command-button.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { useSize } from '../parts/use-size.js';
import { useGestures } from '../picture-view/use-gestures.js';
import { ErrorCard } from '../player/error-card.js';
import type { Plane } from '../state/view-state.js';
import { keyOf } from './series.js';
import { StackLegend } from './stack-legend.js';
import type { StackModel } from './stack-model.js';
import { StackOverlay } from './stack-overlay.js';
import { StackReadout } from './stack-readout.js';
import type { StackStageController } from './stack-stage-controller.js';
import { describeStage, formatPlace, placeWord } from './stack-text.js';

/** Errors that trying again does not change. */
const hopeless: readonly ReportedError['code'][] = ['unsupported', 'not-found', 'too-large'];

/** The picture, edge to edge: canvas, values, regions, readout, legend, and what there is to say when there is no picture. */
export function StackStage({ stack, stage }: { readonly stack: StackModel; readonly stage: StackStageController }): JSX.Element {
  const model = useModel();
  const box = useRef<HTMLDivElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const labels = useRef<HTMLCanvasElement>(null);
  const size = useSize(box);
  useLayoutEffect(() => {
    stage.view.viewport.value = size;
  }, [stage, size]);
  useLayoutEffect(
    () => (holder.current === null || labels.current === null ? undefined : stage.attach(holder.current, labels.current)),
    [stage],
  );
  useGestures(model, stage, box);
  const plane = stack.plane.value;
  const facts = stack.facts.value;
  const text = describeStage(stack.entry.name, plane, model.store.state.value.stack, stack.series.value, facts);
  useLayoutEffect(() => {
    holder.current?.firstElementChild?.setAttribute('aria-label', text);
  }, [text]);
  const error = stage.failure.value ?? stack.error.value;
  const empty = facts !== undefined && facts.frames.value === 0 && facts.frames.exactness === 'exact' && error === undefined;
  const words = useQualityWords(stack, plane);
  return (
    <main class="fl-stage" ref={box} data-cursor={stage.cursor.value}>
      <div ref={holder} class="fl-canvas-holder" />
      <canvas ref={labels} class="fl-overlay" />
      <StackOverlay stage={stage} />
      {words === undefined || error !== undefined || empty ? null : <div class="fl-plate fl-quality">{words}</div>}
      <div class="fl-plates">
        <StackReadout stack={stack} />
        <StackLegend stage={stage} />
      </div>
      {model.presenting.value ? <CommandButton command="present" icon="close" class="fl-leave-presentation" /> : null}
      {empty ? (
        <div class="fl-card">
          <h2>
            <Icon name="file" /> No frames
          </h2>
          <p>This stack holds no frame; there is nothing to show.</p>
          <div class="fl-card-buttons">
            <CommandButton command="library">Back to the library</CommandButton>
          </div>
        </div>
      ) : null}
      {plane?.damage === undefined ? null : (
        <p class="fl-plate fl-frame-damage">
          <Icon name="warning" /> {plane.damage.message}
        </p>
      )}
      {error === undefined ? null : (
        <ErrorCard error={error} about={stack.entry.name} over={plane !== undefined}>
          <StackWayOut stack={stack} error={error} />
        </ErrorCard>
      )}
    </main>
  );
}

/** What helps: fewer operations, trying again, other words about the file, the way back. The first button is the likeliest. */
function StackWayOut({ stack, error }: { readonly stack: StackModel; readonly error: ReportedError }): JSX.Element {
  const model = useModel();
  const { operations, reduction } = model.store.state.value.stack;
  const asked = reduction !== undefined || operations.some(({ on }) => on);
  const said = model.store.state.value.options?.planes !== undefined;
  const again = !hopeless.includes(error.code);
  const button = (title: string, primary: boolean, run: () => void): JSX.Element => (
    <button type="button" class={`fl-button${primary ? ' fl-button-primary' : ''}`} onClick={run}>
      {title}
    </button>
  );
  return (
    <>
      {asked
        ? button('Show the frame as it is stored', true, () => {
            model.store.dispatch({ type: 'stack:setReduction', reduction: undefined });
            model.store.dispatch({ type: 'stack:setOperations', operations: operations.map(({ step }) => ({ step, on: false })) });
            stack.retry();
          })
        : null}
      {said ? button('Read it as the file says', !asked, () => model.store.dispatch({ type: 'setOptions', options: undefined })) : null}
      {again ? button('Try again', !asked && !said, () => stack.retry()) : null}
      {asked
        ? null
        : button('Say how to read it…', false, () => {
            model.dialog.value = 'reading';
          })}
      {stack.plane.value === undefined ? (
        <CommandButton command="library" class={again || asked || said ? '' : 'fl-button-primary'}>
          Back to the library
        </CommandButton>
      ) : (
        button('Dismiss', false, () => model.dismissError())
      )}
    </>
  );
}

/** What the picture is, where it is not the exact one that was asked for. */
function useQualityWords(stack: StackModel, plane: Plane | undefined): string | undefined {
  const { reduction, place } = useModel().store.state.value.stack;
  const series = stack.series.value;
  if (plane === undefined || series === undefined) return stack.facts.value === undefined ? 'Opening…' : 'Reading the first frame…';
  const done = plane.planes;
  if (reduction !== undefined && done !== undefined && done.done < done.total) {
    return `${plane.quality}: ${formatWhole(done.done)} of ${formatWhole(done.total)} ${placeWord(series.axis)}s, ${formatPercent(done.done / done.total)}`;
  }
  if (plane.quality === 'exact') return undefined;
  const shown = plane.place[keyOf(series.axis)];
  const wanted = stack.playing.value ? shown : Math.min(series.places - 1, place[keyOf(series.axis)]);
  const reading = reduction === undefined ? `${placeWord(series.axis)} ${formatPlace(wanted)}` : 'the rest';
  if (reduction === undefined && shown !== wanted)
    return `${plane.quality}: ${placeWord(series.axis)} ${formatPlace(shown)}, reading ${reading}…`;
  if (plane.reducedBy > 1) return `${plane.quality}: one pixel of ${plane.reducedBy ** 2}, reading…`;
  return plane.quality === 'provisional' ? 'provisional: not everything was read' : `${plane.quality}, reading…`;
}
