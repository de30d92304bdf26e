import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useModel } from '../parts/model-context.js';
import type { PlayerModel } from '../player/player-model.js';
import { RateStrip } from '../player/rate-strip.js';
import { Stage } from '../player/stage.js';
import { StageController } from '../player/stage-controller.js';
import { Transport } from '../player/transport.js';
import { ColumnsDialog } from './columns-dialog.js';
import { Inspector } from './inspector.js';
import { StatusLine } from './status-line.js';
import { ToolRail } from './tool-rail.js';
import { TopBar } from './top-bar.js';

/** One opened recording: the picture and everything around it that is not folded away. */
export function PlayerPage({ player }: { readonly player: PlayerModel }): JSX.Element {
  const model = useModel();
  const stage = useMemo(() => new StageController(model, player), [model, player]);
  const bare = model.presenting.value;
  const folded = bare || model.collapsed.value;
  const inspector = model.inspectorOpen.value && !folded;
  useEffect(() => {
    document.title = `${player.entry.name} · Firstlight`;
  }, [player]);
  return (
    <div class={`fl-player${inspector ? ' fl-with-inspector' : ''}${folded ? ' fl-folded' : ''}${bare ? ' fl-presenting' : ''}`}>
      {folded ? null : <TopBar player={player} />}
      {folded ? null : <ToolRail />}
      <Stage player={player} stage={stage} />
      {inspector ? <Inspector player={player} stage={stage} /> : null}
      {bare ? null : <RateStrip player={player} />}
      {bare ? null : <Transport player={player} />}
      {folded ? null : <StatusLine />}
      {model.dialog.value === 'columns' ? <ColumnsDialog player={player} /> : null}
    </div>
  );
}
