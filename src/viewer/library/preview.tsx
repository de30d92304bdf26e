import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useModel } from '../parts/model-context.js';
import type { ViewerModel } from '../viewer-model.js';
import { playEventPreview } from './event-preview.js';
import type { Thumbnail } from './library-model.js';
import { playStackPreview } from './stack-preview.js';
import { ThumbnailCanvas } from './tile.js';

const restMillis = 400;

/** The chosen recording, moving after a short rest; still where motion is not wanted, and where nothing moves. */
export function Preview({ recording, thumbnail }: { readonly recording: string; readonly thumbnail: Thumbnail | undefined }): JSX.Element {
  const model = useModel();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const target = canvas.current;
    if (target === null || thumbnail === undefined || matchMedia('(prefers-reduced-motion: reduce)').matches) return undefined;
    let stop: (() => void) | undefined;
    const timer = setTimeout(() => {
      stop = target.clientWidth === 0 ? undefined : play(model, recording, thumbnail, target);
    }, restMillis);
    return () => {
      clearTimeout(timer);
      stop?.();
    };
  }, [model, recording, thumbnail]);
  return (
    <div class="fl-preview" key={recording}>
      {thumbnail === undefined ? null : <ThumbnailCanvas thumbnail={thumbnail} />}
      <canvas ref={canvas} class="fl-preview-canvas" />
    </div>
  );
}

function play(model: ViewerModel, recording: string, { facts }: Thumbnail, canvas: HTMLCanvasElement): (() => void) | undefined {
  if (facts.kind === 'events') return playEventPreview(model, recording, facts, canvas);
  return facts.kind === 'stack' ? playStackPreview(model, recording, facts, canvas) : undefined;
}
