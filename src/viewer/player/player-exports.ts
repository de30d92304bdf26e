import { untracked } from '@preact/signals';
import { formatSecondsName, framePng, recordingStem, saveBlob } from '../format/export-picture.js';
import { renderCommand } from '../format/render-command.js';
import type { ViewerModel } from '../viewer-model.js';

/** Offers the frame of the focused view in sensor pixels as a PNG file. */
export async function exportFrame(model: ViewerModel): Promise<void> {
  const opened = model.opened.peek();
  const { representation } = model.store.now;
  const frame = opened?.kind === 'events' ? untracked(() => opened.pictureOf(representation)) : undefined;
  if (opened === undefined || frame === undefined) return;
  const blob = await framePng(frame, model.store.now);
  saveBlob(blob, `${recordingStem(opened.entry.name)}-${formatSecondsName(frame.toMicros)}.png`);
  model.say('Saved as PNG');
}

/** Puts the command that renders this frame on the clipboard. */
export async function copyRenderCommand(model: ViewerModel): Promise<void> {
  const opened = model.opened.peek();
  const micros = opened?.kind === 'events' ? opened.playheadMicros.peek() : undefined;
  if (opened === undefined || micros === undefined) return;
  await model.copy(renderCommand(opened.entry, model.store.now, micros), 'Command copied');
}
