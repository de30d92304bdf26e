import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { OpenedModel } from '../opened/opened-model.js';
import { useModel } from '../parts/model-context.js';
import { StatusLine } from './status-line.js';
import { type ExportChoice, TopBar } from './top-bar.js';

export interface PageFrameProps {
  readonly opened: OpenedModel;
  /** Key facts beside the name, in the order in which they matter. */
  readonly facts: readonly string[];
  /** What follows them, such as whether the bytes are intact. */
  readonly mark?: ComponentChildren;
  readonly exports: readonly ExportChoice[];
  /** Buttons of the rail. */
  readonly rail: ComponentChildren;
  readonly stage: ComponentChildren;
  /** Sections of the inspector. At less than 720 px it is a sheet at the bottom. */
  readonly inspector: ComponentChildren;
  /** The whole recording at a glance, below the picture; a single picture needs none. */
  readonly strip?: ComponentChildren;
  /** Only what can be played has one. */
  readonly transport?: ComponentChildren;
  /** What lies over the page while it is open. */
  readonly dialogs?: ComponentChildren;
}

/** One opened recording: the picture and everything around it that is not folded away, filled in by its kind. */
export function PageFrame(props: PageFrameProps): JSX.Element {
  const model = useModel();
  const { opened, strip, transport } = props;
  const narrow = model.room.value === 'narrow';
  const bare = model.presenting.value;
  const folded = bare || model.collapsed.value;
  const inspector = model.inspectorOpen.value && !folded;
  useEffect(() => {
    document.title = `${opened.entry.name} · Firstlight`;
  }, [opened]);
  const classes = [
    'fl-player',
    transport === undefined ? 'fl-without-transport' : '',
    strip === undefined ? 'fl-without-strip' : '',
    inspector ? 'fl-with-inspector' : '',
    folded ? 'fl-folded' : '',
    bare ? 'fl-presenting' : '',
  ];
  return (
    <div class={classes.filter(Boolean).join(' ')} data-kind={opened.kind}>
      {folded ? null : (
        <TopBar opened={opened} facts={props.facts} mark={props.mark} exports={props.exports} inspector={transport === undefined} />
      )}
      {folded || narrow ? null : (
        <nav class="fl-rail" aria-label="Tools">
          {props.rail}
        </nav>
      )}
      {props.stage}
      {inspector ? (
        <aside class="fl-inspector" aria-label="Inspector">
          {narrow ? (
            <div class="fl-sheet-tools" role="toolbar" aria-label="Tools">
              {props.rail}
            </div>
          ) : null}
          {props.inspector}
        </aside>
      ) : null}
      {bare ? null : strip}
      {bare ? null : transport}
      {folded ? null : <StatusLine />}
      {props.dialogs}
    </div>
  );
}
