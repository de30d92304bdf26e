import { eventPalettes } from '../../picture/palettes.js';
import { fitCamera } from '../gpu/camera.js';
import { CpuRenderer } from '../gpu/cpu-renderer.js';
import { LevelFollower } from '../gpu/levels.js';
import { pictureOf } from '../gpu/picture-renderer.js';
import type { EventFacts, Frame } from '../state/view-state.js';
import type { ViewerModel } from '../viewer-model.js';
import { playPreview } from './play-preview.js';
import { previewViewport } from './preview-viewport.js';

const orientation = { transpose: false, flipX: false, flipY: false };
const windowMicros = 20_000;

/** Plays a recording of events on a small canvas. Returns the way to stop; nothing where there is nothing to play. */
export function playEventPreview(
  model: ViewerModel,
  recording: string,
  facts: EventFacts,
  canvas: HTMLCanvasElement,
): (() => void) | undefined {
  const { firstMicros, lastMicros } = facts;
  if (firstMicros === undefined || lastMicros === undefined) return undefined;
  const renderer = new CpuRenderer(canvas);
  const levels = new LevelFollower();
  const draw = (frame: Frame): void => {
    const viewport = previewViewport(canvas);
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
  };
  const fromMicros = firstMicros.value;
  const toMicros = lastMicros.value + 1;
  return playPreview<Frame>(model, {
    canvas,
    want: {
      type: 'play',
      recording,
      want: {
        kind: 'events',
        endMicros: Math.min(toMicros, fromMicros + windowMicros),
        window: { kind: 'time', micros: windowMicros },
        representation: 'polarity',
        tauMicros: windowMicros,
        regions: [],
      },
      speed: toMicros - fromMicros < 1_000_000 ? 0.25 : 1,
      strideMicros: 0,
      loop: { fromMicros, toMicros },
      displayHz: 30,
    },
    hear: (receive) => ({ onFrame: receive }),
    draw,
    close: () => renderer.close(),
  });
}
