import type { Answer, AnswerOf } from '../../src/protocol/answers.js';
import type { Request, RequestOf } from '../../src/protocol/requests.js';

type Entry = AnswerOf<'entries'>['entries'][number];
type PlaneWant = RequestOf<'playPlanes'>['want'];

const frames = 40;
export const stackWidth = 24;
export const stackHeight = 16;

/** Stacks of the made-up host: one that is called so, one whose name says nothing, one that is called like events. */
export const stackEntries: readonly Entry[] = [
  { recording: 'stack0', name: 'drops.tif', folder: '', kind: 'stack', byteLength: 30_720, modifiedMillis: 1_750_000_000_000 },
  { recording: 'stack1', name: 'series.npy', folder: '', kind: 'unknown', byteLength: 30_720, modifiedMillis: 1_749_000_000_000 },
  { recording: 'stack2', name: 'looks-like.raw', folder: '', kind: 'events', byteLength: 30_720, modifiedMillis: 1_748_000_000_000 },
];

export function isStack(recording: string): boolean {
  return recording.startsWith('stack');
}

export function stackFacts(): AnswerOf<'facts'>['facts'] {
  const exact = (value: number) => ({ value, exactness: 'exact' as const });
  return {
    kind: 'stack',
    format: 'ImageJ TIFF',
    frames: exact(frames),
    height: stackHeight,
    width: stackWidth,
    channels: 1,
    dtype: 'uint16',
    byteOrder: 'little',
    axes: [
      { name: 'T', size: exact(frames) },
      { name: 'Y', size: exact(stackHeight) },
      { name: 'X', size: exact(stackWidth) },
    ],
    photometric: 'grey',
    pixelSize: { x: 0.5, y: 0.5, unit: 'µm' },
    frameIntervalSeconds: 0.02,
    notices: [],
  };
}

/** The stored number of a pixel: column + 100 · row + 10 · frame. */
export function stackValue(x: number, y: number, frame: number): number {
  return x + 100 * y + 10 * frame;
}

/** The plane that answers a want, exact: crops and turns are not done, a subtracted range takes 10 off. */
export function planeOf(
  { view, revision, recording }: { readonly view: number; readonly revision: number; readonly recording: string },
  want: PlaneWant,
  playing: boolean,
): AnswerOf<'plane'> {
  const subtracts = want.chain.filter(({ kind }) => kind === 'subtract').length;
  const changed = want.chain.length > 0 || want.reduction !== undefined;
  const values = Array.from(
    { length: stackWidth * stackHeight },
    (_, i) => stackValue(i % stackWidth, Math.floor(i / stackWidth), want.place.t) - 10 * subtracts,
  );
  const least = Math.min(...values);
  const greatest = Math.max(...values);
  const counts = new Uint32Array(64);
  const binWidth = (greatest - least + 1) / counts.length;
  for (const value of values) counts[Math.floor((value - least) / binWidth)]! += 1;
  return {
    type: 'plane',
    view,
    revision,
    recording,
    quality: 'exact',
    place: want.place,
    fullWidth: stackWidth,
    fullHeight: stackHeight,
    reducedBy: 1,
    width: stackWidth,
    height: stackHeight,
    channels: 1,
    dtype: changed ? 'float32' : 'uint16',
    samples: changed ? Float32Array.from(values) : Uint16Array.from(values),
    least,
    greatest,
    notFinite: 0,
    histogram: { from: least, to: greatest + 1, counts },
    ...(want.reduction === undefined ? {} : { planes: { done: 4, total: 4 } }),
    skipped: 0,
    dropped: playing ? 3 : 0,
    playing,
    timing: { read: 0, decode: 0, compute: 0 },
  };
}

/** The answers to a question about a stack; playing is one frame, the next one. */
export function answerStack(request: Request, say: (answer: Answer) => void): void {
  switch (request.type) {
    case 'describe':
      say({
        type: 'facts',
        request: request.request,
        recording: request.recording,
        fingerprint: 's',
        facts: stackFacts(),
        byteLength: 30_720,
      });
      return;
    case 'thumbnail':
      say({
        type: 'thumbnail',
        request: request.request,
        recording: request.recording,
        width: stackWidth,
        height: stackHeight,
        rgba: new Uint8Array(stackWidth * stackHeight * 4).fill(200),
        sparkline: Float32Array.from({ length: frames }, (_, frame) => stackValue(12, 8, frame)),
        facts: stackFacts(),
      });
      return;
    case 'view':
      if (request.want.kind === 'plane') say(planeOf(request, request.want, false));
      return;
    case 'playPlanes':
      say(planeOf(request, { ...request.want, place: { ...request.want.place, t: (request.want.place.t + 1) % frames } }, true));
      return;
    case 'trace': {
      const { first, last } = request.want;
      const along = (add: number) => Float64Array.from({ length: last - first + 1 }, (_, at) => stackValue(12, 8, first + at) + add);
      say({
        type: 'trace',
        request: request.request,
        quality: 'exact',
        first,
        mean: along(0),
        least: along(-100),
        greatest: along(100),
        deviation: along(0).fill(7),
        done: last - first + 1,
        final: true,
      });
      return;
    }
    case 'estimate':
      say({ type: 'estimate', request: request.request, bytes: 84e6, readBytes: 53e6, budgetBytes: 512e6, fits: true });
      return;
    case 'survey':
      say({ type: 'survey', request: request.request, recording: request.recording, bytesRead: 1, bytesTotal: 1, final: true });
      return;
    default:
      return;
  }
}
