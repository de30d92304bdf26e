import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { eventPalettes } from '../../picture/palettes.js';
import { fitCamera } from '../gpu/camera.js';
import { CpuRenderer } from '../gpu/cpu-renderer.js';
import { LevelFollower } from '../gpu/levels.js';
import { pictureOf } from '../gpu/picture-renderer.js';
import { ViewChannel } from '../link/view-channel.js';
import { useModel } from '../parts/model-context.js';
import type { Frame } from '../state/view-state.js';
import type { ViewerModel } from '../viewer-model.js';
import type { Thumbnail } from './library-model.js';
import { ThumbnailCanvas } from './tile.js';

const restMillis = 400;
const orientation = { transpose: false, flipX: false, flipY: false };

/** The chosen recording, moving after a short rest; still where motion is not wanted. */
export function Preview({ recording, thumbnail }: { readonly recording: string; readonly thumbnail: Thumbnail | undefined }): JSX.Element {
  const model = useModel();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const target = canvas.current;
    if (target === null || thumbnail === undefined || matchMedia('(prefers-reduced-motion: reduce)').matches) return undefined;
    let stop: (() => void) | undefined;
    const timer = setTimeout(() => {
      stop = playPreview(model, recording, thumbnail, target);
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

function playPreview(model: ViewerModel, recording: string, thumbnail: Thumbnail, canvas: HTMLCanvasElement): (() => void) | undefined {
  if (thumbnail.facts.kind !== 'events') return undefined;
  const { firstMicros, lastMicros } = thumbnail.facts;
  if (firstMicros === undefined || lastMicros === undefined || canvas.clientWidth === 0) return undefined;
  const renderer = new CpuRenderer(canvas);
  const levels = new LevelFollower();
  let arrived: Frame | undefined;
  const step = model.loop.add(() => {
    const frame = arrived;
    if (frame === undefined) return;
    arrived = undefined;
    const viewport = {
      width: Math.round(canvas.clientWidth * devicePixelRatio),
      height: Math.round(canvas.clientHeight * devicePixelRatio),
    };
    renderer.upload(pictureOf(frame));
    const palette = eventPalettes.safe;
    renderer.draw({
      viewport,
      camera: fitCamera(frame, orientation, viewport),
      orientation,
      palette,
      levels: levels.levelsOf(frame, 'auto'),
      surround: palette.background,
    });
    canvas.classList.add('fl-shown');
    channel.giveCredit();
  });
  const channel = new ViewChannel(model.questions, {
    onFrame: (frame) => {
      arrived = frame;
      step.request();
    },
    onStopped: () => undefined,
    onError: () => undefined,
  });
  const fromMicros = firstMicros.value;
  const toMicros = lastMicros.value + 1;
  channel.want({
    type: 'play',
    recording,
    want: {
      kind: 'events',
      endMicros: Math.min(toMicros, fromMicros + 20_000),
      window: { kind: 'time', micros: 20_000 },
      representation: 'polarity',
      tauMicros: 20_000,
      regions: [],
    },
    speed: toMicros - fromMicros < 1_000_000 ? 0.25 : 1,
    strideMicros: 0,
    loop: { fromMicros, toMicros },
    displayHz: 30,
  });
  channel.flush(0);
  return () => {
    channel.close();
    step.remove();
    renderer.close();
  };
}
