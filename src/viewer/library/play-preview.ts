import { ViewChannel, type ViewListener, type Want } from '../link/view-channel.js';
import type { ViewerModel } from '../viewer-model.js';

/** What a preview plays, and on what. */
export interface Preview<Picture> {
  readonly canvas: HTMLCanvasElement;
  readonly want: Want;
  /** Which answers of the host are the pictures. */
  hear(receive: (picture: Picture) => void): Pick<ViewListener, 'onFrame' | 'onPlane'>;
  /** Draws one picture on the canvas. */
  draw(picture: Picture): void;
  /** Frees what drew. */
  close(): void;
}

/** Plays a preview: the newest picture is drawn, once an animation frame. Errors show nothing. Returns the way to stop. */
export function playPreview<Picture>(model: ViewerModel, preview: Preview<Picture>): () => void {
  let arrived: Picture | undefined;
  const step = model.loop.add(() => {
    const picture = arrived;
    if (picture === undefined) return;
    arrived = undefined;
    preview.draw(picture);
    preview.canvas.classList.add('fl-shown');
    channel.giveCredit();
  });
  const channel = new ViewChannel(model.questions, {
    ...preview.hear((picture) => {
      arrived = picture;
      step.request();
    }),
    onStopped: () => undefined,
    onError: () => undefined,
  });
  channel.want(preview.want);
  channel.flush(0);
  return () => {
    channel.close();
    step.remove();
    preview.close();
  };
}
