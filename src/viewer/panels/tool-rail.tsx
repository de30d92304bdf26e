import type { JSX } from 'preact';
import { CommandButton } from '../parts/command-button.js';
import { useModel } from '../parts/model-context.js';

/** Tools that a drag uses, and what turns the picture. */
export function ToolRail(): JSX.Element {
  const { store } = useModel();
  const { tool, camera, orientation } = store.state.value;
  return (
    <nav class="fl-rail" aria-label="Tools">
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
    </nav>
  );
}
