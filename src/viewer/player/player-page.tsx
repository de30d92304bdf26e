import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { formatCount, formatDuration } from '../format/figures.js';
import { PageFrame } from '../panels/page-frame.js';
import type { ExportChoice } from '../panels/top-bar.js';
import { CommandButton } from '../parts/command-button.js';
import { approximately } from '../parts/fact-row.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { RawDialog } from '../stack/raw-dialog.js';
import { ColumnsDialog } from './columns-dialog.js';
import { isIntact } from './integrity.js';
import type { PlayerModel } from './player-model.js';
import { PlayerStage } from './player-stage.js';
import { RateStrip } from './rate-strip.js';
import { RecordingSection } from './recording-section.js';
import { RegionsSection } from './regions-section.js';
import { Stage } from './stage.js';
import { Transport } from './transport.js';
import { ViewSection } from './view-section.js';

const exports: readonly ExportChoice[] = [
  { command: 'exportFrame', title: 'Frame as PNG', note: 'sensor pixels' },
  { command: 'exportView', title: 'View as PNG', note: 'as it is on the screen' },
  { command: 'copyCommand', title: 'Copy the render command', note: 'for the command line' },
];

/** An opened recording of events. */
export function PlayerPage({ player }: { readonly player: PlayerModel }): JSX.Element {
  const model = useModel();
  const stage = useMemo(() => new PlayerStage(model, player), [model, player]);
  return (
    <PageFrame
      opened={player}
      facts={keyFacts(player)}
      mark={<IntegrityMark player={player} />}
      exports={exports}
      rail={<Rail />}
      stage={<Stage player={player} stage={stage} />}
      inspector={
        <>
          <ViewSection stage={stage} />
          <RegionsSection player={player} />
          <RecordingSection player={player} />
        </>
      }
      strip={<RateStrip player={player} />}
      transport={<Transport player={player} />}
      dialogs={
        model.dialog.value === 'reading' ? (
          <ColumnsDialog player={player} />
        ) : model.dialog.value === 'raw' ? (
          <RawDialog entry={player.entry} />
        ) : null
      }
    />
  );
}

function keyFacts(player: PlayerModel): readonly string[] {
  const facts = player.facts.value;
  const extent = player.extent.value;
  return [
    facts?.format,
    facts?.geometry === undefined ? undefined : `${facts.geometry.width} × ${facts.geometry.height}`,
    extent === undefined ? undefined : formatDuration(extent.toMicros - 1 - extent.fromMicros),
    facts === undefined ? undefined : `${approximately(facts.events.exactness)}${formatCount(facts.events.value)} events`,
  ].filter((part) => part !== undefined);
}

function IntegrityMark({ player }: { readonly player: PlayerModel }): JSX.Element | null {
  const integrity = player.facts.value?.integrity;
  if (integrity === undefined) return null;
  return isIntact(integrity) ? (
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
function Rail(): JSX.Element {
  const { store } = useModel();
  const { tool, camera, orientation } = store.state.value;
  return (
    <>
      <CommandButton command="tool-pan" icon="pan" pressed={tool === 'pan'} />
      <CommandButton command="tool-region" icon="region" pressed={tool === 'region'} />
      <CommandButton command="tool-probe" icon="probe" pressed={tool === 'probe'} />
      <hr />
      <CommandButton command="fit" icon="fit" disabled={camera === undefined} />
      <CommandButton command="rotate" icon="rotate" />
      <CommandButton command="flipX" icon="flipX" pressed={orientation.flipX} />
      <CommandButton command="flipY" icon="flipY" pressed={orientation.flipY} />
      <CommandButton command="transpose" icon="transpose" pressed={orientation.transpose} />
      <hr />
      <CommandButton command="bookmark" icon="bookmark" />
    </>
  );
}
