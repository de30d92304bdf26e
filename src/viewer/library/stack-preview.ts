import { fitCamera } from '../gpu/camera.js';
import { PlaneCpuRenderer } from '../gpu/plane-cpu-renderer.js';
import { thinPicture } from '../gpu/plane-texels.js';
import { PlaneInker } from '../stack/plane-ink.js';
import { seriesOf } from '../stack/series.js';
import { initialStackState } from '../state/stack-state.js';
import type { Plane, StackFacts } from '../state/view-state.js';
import type { ViewerModel } from '../viewer-model.js';
import { playPreview } from './play-preview.js';
import { previewViewport } from './preview-viewport.js';

const upright = { transpose: false, flipX: false, flipY: false };
/** How long a preview takes to go through a stack, at no more than so many frames a second. */
const previewSeconds = 8;
const mostFramesPerSecond = 25;
/** Frames of more bytes than these would keep the connection from what else is asked for. */
const mostFrameBytes = 4_000_000;

/** Plays a stack on a small canvas. Returns the way to stop; nothing where there is nothing to play. */
export function playStackPreview(
  model: ViewerModel,
  recording: string,
  facts: StackFacts,
  canvas: HTMLCanvasElement,
): (() => void) | undefined {
  const series = seriesOf(facts, undefined);
  const frameBytes = facts.width * facts.height * facts.channels * (Number(/\d+$/.exec(facts.dtype)?.[0] ?? 8) / 8);
  if (series.places < 2 || frameBytes > mostFrameBytes) return undefined;
  const renderer = new PlaneCpuRenderer(canvas);
  const inker = new PlaneInker();
  const draw = (plane: Plane): void => {
    const viewport = previewViewport(canvas);
    const picture = { ...plane, least: plane.least ?? undefined, greatest: plane.greatest ?? undefined };
    renderer.upload(thinPicture(picture, Math.ceil(Math.max(plane.width, plane.height) / renderer.mostAcross)));
    renderer.draw({
      viewport,
      camera: fitCamera(plane, upright, viewport),
      ink: inker.inkOf(plane, facts, initialStackState, true, [0, 0, 0]),
      surround: [0, 0, 0],
    });
  };
  return playPreview<Plane>(model, {
    canvas,
    want: {
      type: 'playPlanes',
      recording,
      want: { kind: 'plane', place: { t: 0, c: 0, z: 0 }, axis: series.axis, chain: [] },
      framesPerSecond: Math.min(mostFramesPerSecond, Math.max(2, series.places / previewSeconds)),
      loop: { first: 0, last: series.places - 1 },
      displayHz: 30,
    },
    hear: (receive) => ({ onPlane: receive }),
    draw,
    close: () => renderer.close(),
  });
}
