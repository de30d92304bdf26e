import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { eventPalettes } from '../../picture/palettes.js';
import { isLight } from '../parts/is-light.js';
import { Legend } from './legend.js';
import { PixelCard } from './pixel-card.js';
import type { Pane, PlayerStage } from './player-stage.js';
import { RegionOverlay } from './region-overlay.js';
import { describeStage } from './stage-text.js';
import { useZero } from './use-zero.js';

export interface StagePaneProps {
  readonly stage: PlayerStage;
  readonly pane: Pane;
  /** Which of several it is, as in `View 2 of 4`; empty where it is alone. */
  readonly which: string;
}

/** One view: its canvas, regions and the card of a pixel; its name, its legend and a line around the focused one where there are others. */
export function StagePane({ stage, pane, which }: StagePaneProps): JSX.Element {
  const { player } = stage;
  const { controller, focused } = pane;
  const { left, top, width, height } = pane.box;
  const holder = useRef<HTMLDivElement>(null);
  const zero = useZero(player);
  useLayoutEffect(() => {
    controller.view.viewport.value = { width, height };
  }, [controller, width, height]);
  useLayoutEffect(() => (holder.current === null ? undefined : controller.attach(holder.current)), [controller]);
  const frame = controller.frame.value;
  const newest = player.frame.value;
  const late =
    frame !== undefined && newest !== undefined && (frame.fromMicros !== newest.fromMicros || frame.toMicros !== newest.toMicros);
  const alone = which === '';
  const light = isLight(eventPalettes[controller.look.value.palette].background);
  const text = describeStage(player.entry.name, frame, zero, focused && !alone ? `${which}, focused` : which);
  useLayoutEffect(() => {
    holder.current?.firstElementChild?.setAttribute('aria-label', text);
  }, [text]);
  const place: JSX.CSSProperties = { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` };
  return (
    <div class={`fl-pane ${light ? 'fl-on-light' : 'fl-on-dark'}`} style={alone ? undefined : place} data-focused={focused && !alone}>
      <div ref={holder} class="fl-canvas-holder" />
      <RegionOverlay stage={controller} echo={stage.echoIn(controller)} />
      <PixelCard stage={controller} />
      {alone ? null : (
        <div class="fl-pane-plates">
          <Legend stage={controller} named={true} />
          {late ? <div class="fl-plate fl-pane-late">reading…</div> : null}
        </div>
      )}
    </div>
  );
}
