import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { formatBytes, formatWhole } from '../format/figures.js';
import { PageFrame } from '../panels/page-frame.js';
import type { ExportChoice } from '../panels/top-bar.js';
import { CommandButton } from '../parts/command-button.js';
import { approximately } from '../parts/fact-row.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { LevelsSection } from './levels-section.js';
import { OperationsSection } from './operations-section.js';
import { ProfileSection } from './profile-section.js';
import { RawDialog } from './raw-dialog.js';
import { ReduceSection } from './reduce-section.js';
import type { StackModel } from './stack-model.js';
import { StackReadingDialog } from './stack-reading-dialog.js';
import { isWhole, StackRecordingSection } from './stack-recording-section.js';
import { StackRegionsSection } from './stack-regions-section.js';
import { StackStage } from './stack-stage.js';
import { StackStageController } from './stack-stage-controller.js';
import { StackTransport } from './stack-transport.js';
import { TraceStrip } from './trace-strip.js';

const exports: readonly ExportChoice[] = [
  { command: 'exportPlane', title: 'Picture as PNG', note: 'its own pixels' },
  { command: 'exportView', title: 'View as PNG', note: 'as it is on the screen' },
  { command: 'exportTrace', title: 'Trace as CSV', note: 'a line a frame' },
  { command: 'copyStackRender', title: 'Copy the render command', note: 'this picture' },
  { command: 'copyStackExport', title: 'Copy the export command', note: 'the range' },
];

/** An opened stack. */
export function StackPage({ stack }: { readonly stack: StackModel }): JSX.Element {
  const model = useModel();
  const stage = useMemo(() => new StackStageController(model, stack), [model, stack]);
  const facts = stack.facts.value;
  const headerless = facts === undefined && model.store.state.value.options?.planes?.raw !== undefined;
  const single = facts !== undefined && facts.frames.value === 1 && facts.frames.exactness === 'exact';
  return (
    <PageFrame
      opened={stack}
      facts={keyFacts(stack)}
      mark={<IntegrityMark stack={stack} />}
      exports={exports}
      rail={<Rail single={single} />}
      stage={<StackStage stack={stack} stage={stage} />}
      inspector={
        <>
          <LevelsSection stage={stage} />
          <OperationsSection stack={stack} />
          <ReduceSection stack={stack} />
          <ProfileSection stack={stack} stage={stage} />
          <StackRegionsSection stack={stack} stage={stage} />
          <StackRecordingSection stack={stack} />
        </>
      }
      {...(single ? {} : { strip: <TraceStrip stack={stack} />, transport: <StackTransport stack={stack} /> })}
      dialogs={
        model.dialog.value !== 'reading' ? null : headerless ? <RawDialog entry={stack.entry} /> : <StackReadingDialog stack={stack} />
      }
    />
  );
}

function keyFacts(stack: StackModel): readonly string[] {
  const facts = stack.facts.value;
  if (facts === undefined) return [];
  const { frames, width, height, dtype, channels } = facts;
  const count = frames.value === 1 ? '' : `${approximately(frames.exactness)}${formatWhole(frames.value)} × `;
  return [
    facts.format,
    `${count}${width} × ${height}`,
    `${dtype}${channels === 1 ? '' : ` × ${channels}`}`,
    formatBytes(stack.entry.byteLength),
  ];
}

function IntegrityMark({ stack }: { readonly stack: StackModel }): JSX.Element | null {
  const facts = stack.facts.value;
  if (facts?.integrity === undefined) return null;
  return isWhole(facts) ? (
    <span class="fl-intact">
      <Icon name="check" /> intact
    </span>
  ) : (
    <span class="fl-warning-text fl-damaged" title="See Recording in the inspector">
      <Icon name="warning" /> damage counted
    </span>
  );
}

/** Tools that a drag uses, and what turns the picture. */
function Rail({ single }: { readonly single: boolean }): JSX.Element {
  const { store } = useModel();
  const { tool, camera } = store.state.value;
  return (
    <>
      <CommandButton command="tool-pan" icon="pan" pressed={tool === 'pan'} />
      <CommandButton command="tool-region" icon="region" pressed={tool === 'region'} />
      <CommandButton command="tool-ellipse" icon="ellipse" pressed={tool === 'ellipse'} />
      <CommandButton command="tool-line" icon="line" pressed={tool === 'line'} />
      <CommandButton command="tool-probe" icon="probe" pressed={tool === 'probe'} />
      <hr />
      <CommandButton command="fit" icon="fit" disabled={camera === undefined} />
      <CommandButton command="stackRotate" icon="rotate" />
      <CommandButton command="stackFlipX" icon="flipX" />
      <CommandButton command="stackFlipY" icon="flipY" />
      {single ? null : (
        <>
          <hr />
          <CommandButton command="bookmark" icon="bookmark" />
        </>
      )}
    </>
  );
}
