import type { Answer, AnswerOf } from '../../src/protocol/answers.js';
import type { Provider } from '../../src/protocol/provider.js';
import type { Request, RequestOf } from '../../src/protocol/requests.js';
import { answerStack, isStack, stackEntries } from './fake-stack.js';

type Entry = AnswerOf<'entries'>['entries'][number];
type Facts = AnswerOf<'facts'>['facts'];

export interface FakeOptions {
  readonly recordings?: number;
  /** Stacks are among them. */
  readonly stacks?: boolean;
  /** Answer at once (tests) or a moment later (a page). */
  readonly delayMillis?: number;
  /** Recordings whose name holds this word cannot be read. */
  readonly failing?: string;
}

const width = 1280;
const height = 720;
const firstMicros = 1_000_000;
const lastMicros = 10_537_214;

/** A host that makes up a turning fan: every answer follows from the question, so that tests can compare. */
export class FakeProvider implements Provider {
  readonly sent: Request[] = [];
  readonly #listeners = new Set<(answer: Answer) => void>();
  readonly #connections = new Set<(state: 'open' | 'lost' | 'closed') => void>();
  readonly #options: FakeOptions;
  readonly #plays = new Map<number, () => void>();
  readonly #cancelled = new Set<number>();

  constructor(options: FakeOptions = {}) {
    this.#options = options;
  }

  listen(listener: (answer: Answer) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watchConnection(listener: (state: 'open' | 'lost' | 'closed') => void): () => void {
    this.#connections.add(listener);
    return () => this.#connections.delete(listener);
  }

  /** Plays a connection that is lost or comes back. */
  setConnection(state: 'open' | 'lost' | 'closed'): void {
    for (const listener of this.#connections) listener(state);
  }

  close(): void {
    for (const stop of this.#plays.values()) stop();
    this.#plays.clear();
  }

  /** An answer of the test's own. */
  say(answer: Answer): void {
    for (const listener of this.#listeners) listener(answer);
  }

  send(request: Request): void {
    this.sent.push(request);
    if (request.type === 'cancel') {
      if (request.request !== undefined) this.#cancelled.add(request.request);
      if (request.view !== undefined) this.#stop(request.view);
      return;
    }
    const { delayMillis } = this.#options;
    if (delayMillis === undefined) this.#answer(request);
    else setTimeout(() => this.#answer(request), delayMillis);
  }

  #answer(request: Request): void {
    if ('request' in request && request.request !== undefined && this.#cancelled.has(request.request)) return;
    const { failing } = this.#options;
    if ('recording' in request && failing !== undefined && request.recording.includes(failing)) {
      this.#fail(request);
      return;
    }
    if ('recording' in request && isStack(request.recording)) {
      answerStack(request, (answer) => this.say(answer));
      return;
    }
    switch (request.type) {
      case 'hello':
        this.say({ type: 'welcome', protocol: 1, place: 'server', title: 'lab-data', budgetBytes: 512e6, warm: true, kernels: 'wasm' });
        this.say({ type: 'status', usedBytes: 212e6, budgetBytes: 512e6, readBytesPerSecond: 0, warmed: ['r1'], working: [] });
        return;
      case 'list':
        this.say({ type: 'entries', request: request.request, entries: this.#entries(), done: true });
        return;
      case 'describe':
        this.say({
          type: 'facts',
          request: request.request,
          recording: request.recording,
          fingerprint: 'f',
          facts: factsOf(request.recording),
          byteLength: 74.1e6,
        });
        return;
      case 'thumbnail':
        this.say({
          type: 'thumbnail',
          request: request.request,
          recording: request.recording,
          width: 320,
          height: 180,
          rgba: thumbnailOf(seedOf(request.recording)),
          sparkline: Float32Array.from({ length: 96 }, (_, bin) => rateAt(bin / 96, seedOf(request.recording))),
          facts: factsOf(request.recording),
        });
        return;
      case 'view':
        this.#stop(request.view);
        if (request.want.kind === 'events') this.say(frameOf(request, request.want, request.want.endMicros, false));
        return;
      case 'play':
        this.#play(request);
        return;
      case 'rate': {
        const binMicros = (request.toMicros - request.fromMicros) / request.bins;
        const share = request.region === undefined ? 1 : 0.05;
        const at = (bin: number): number =>
          rateAt((request.fromMicros + bin * binMicros - firstMicros) / (lastMicros - firstMicros), 1) * binMicros * 4 * share;
        this.say({
          type: 'rate',
          request: request.request,
          quality: 'exact',
          fromMicros: request.fromMicros,
          binMicros,
          on: Float32Array.from({ length: request.bins }, (_, bin) => at(bin) * (0.45 + 0.15 * Math.sin(bin / 30))),
          off: Float32Array.from({ length: request.bins }, (_, bin) => at(bin) * (0.55 - 0.15 * Math.sin(bin / 30))),
          final: true,
        });
        return;
      }
      case 'triggers':
        this.say({
          type: 'triggers',
          request: request.request,
          micros: Float64Array.from({ length: 9 }, (_, index) => firstMicros + 700_000 + index * 1_000_000),
          id: new Uint8Array(9),
          edge: new Uint8Array(9).fill(1),
          final: true,
        });
        return;
      case 'survey':
        this.say({ type: 'survey', request: request.request, recording: request.recording, bytesRead: 1, bytesTotal: 1, final: true });
        return;
      default:
        return;
    }
  }

  #entries(): Entry[] {
    const { recordings = 14, stacks = false } = this.#options;
    return [...makeEntries(recordings), ...(stacks ? stackEntries : [])];
  }

  #play(request: RequestOf<'play'>): void {
    this.#stop(request.view);
    const started = performance.now();
    const timer = setInterval(() => {
      const { loop } = request;
      const from = loop?.fromMicros ?? firstMicros;
      const to = loop?.toMicros ?? lastMicros + 1;
      const elapsed = (performance.now() - started) * 1_000 * request.speed;
      const span = to - from;
      const end = from + ((((request.want.endMicros - from + elapsed) % span) + span) % span);
      this.say(frameOf(request, request.want, Math.round(Math.max(from + 1, end)), true));
    }, 33);
    this.#plays.set(request.view, () => clearInterval(timer));
  }

  #stop(view: number): void {
    this.#plays.get(view)?.();
    this.#plays.delete(view);
  }

  #fail(request: Request): void {
    const error = {
      code: 'unsupported',
      message: 'The data are packed with a filter that has no reader here, number 32028',
      path: 'lab-data/bench/broken.h5',
      advice: 'Repack the file with gzip, or convert it with the tool that wrote it',
    } as const;
    if ('request' in request) this.say({ type: 'error', request: request.request, error });
    else if ('view' in request && 'revision' in request) this.say({ type: 'error', view: request.view, revision: request.revision, error });
  }
}

function makeEntries(count: number): Entry[] {
  const names = [
    'gen4-street.raw',
    'fan-ramp.dat',
    'gen3-hand.raw',
    'slider-depth.txt',
    'fan-const.dat',
    'gen4-park.raw',
    'drone-idle.h5',
    'star.npz',
  ];
  const folders = ['', 'bench', 'bench', 'field/2026-09'];
  return Array.from({ length: count }, (_, index) => {
    const name = names[index % names.length] ?? 'a.raw';
    const number = Math.floor(index / names.length);
    return {
      recording: `r${index}`,
      name: number === 0 ? name : name.replace('.', `-${number + 1}.`),
      folder: folders[index % folders.length] ?? '',
      kind: 'events',
      byteLength: 74_100_000 + index * 1_234_567,
      modifiedMillis: 1_760_000_000_000 - index * 3_600_000,
    };
  });
}

function factsOf(recording: string): Facts {
  const quantity = (value: number) => ({ value, exactness: 'exact' as const });
  const text = seedOf(recording) % 8 === 3;
  return {
    kind: 'events',
    format: text ? 'CSV' : 'EVT3',
    geometry: { width, height, source: text ? 'sampled' : 'header' },
    events: text ? { value: 26_418_204, exactness: 'estimated' } : quantity(26_418_204),
    on: quantity(14_001_648),
    firstMicros: quantity(firstMicros),
    lastMicros: quantity(lastMicros),
    triggers: quantity(9),
    timeBase: 'recording',
    ...(text
      ? { columns: { order: ['t', 'x', 'y', 'p'], timeUnit: 's', polarity: '01', source: 'guessed' } as const }
      : { integrity: { outOfRange: 0, timeDecreases: 0, wraps: 0, droppedWords: 0, unknownWords: 0, truncatedBytes: 0 } }),
    notices: text ? [{ code: 'columns-guessed', message: 'Columns were guessed from the data' }] : [],
  };
}

function seedOf(recording: string): number {
  return Number(recording.replace(/\D/g, '')) || 0;
}

function rateAt(share: number, seed: number): number {
  const wave = Math.sin(share * (40 + 5 * seed)) * Math.sin(share * (9 + seed)) + Math.sin(share * 17 + seed);
  return 0.12 + Math.max(0, wave) ** 2 * 0.5 + 0.05 * Math.sin(share * 400) ** 2;
}

/** 0 none, 1 OFF, 2 ON per pixel: leading edges of blades ON, trailing ones OFF, and noise. */
function fanPixels(endMicros: number, lengthMicros: number, toWidth: number, toHeight: number, blades: number): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(toWidth * toHeight);
  let state = (Math.floor(endMicros / 1_000) * 2_654_435_761) >>> 0 || 1;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const angle = endMicros * 6.5e-5;
  const sweep = Math.min(0.35, lengthMicros * 6.5e-6 + 0.02);
  const radius = toHeight * 0.42;
  const spots = toWidth * toHeight * 0.06;
  for (let spot = 0; spot < spots; spot += 1) {
    const blade = Math.floor(random() * blades);
    const edge = random() < 0.5;
    const r = radius * (0.18 + 0.82 * Math.sqrt(random()));
    const at = angle + (blade / blades) * Math.PI * 2 + (edge ? 0.16 : -0.16) - random() * sweep;
    const x = Math.round(toWidth / 2 + r * Math.cos(at) * 1.05);
    const y = Math.round(toHeight / 2 + r * Math.sin(at) * 0.95);
    if (x >= 0 && y >= 0 && x < toWidth && y < toHeight) pixels[y * toWidth + x] = edge ? 2 : 1;
  }
  for (let spot = 0; spot < spots * 0.01; spot += 1) pixels[Math.floor(random() * pixels.length)] = random() < 0.5 ? 1 : 2;
  return pixels;
}

function frameOf(
  request: RequestOf<'view'> | RequestOf<'play'>,
  want: RequestOf<'play'>['want'],
  endMicros: number,
  playing: boolean,
): Answer {
  const length = want.window.kind === 'time' ? want.window.micros : want.window.events / 2;
  const polarity = fanPixels(endMicros, length, width, height, 3 + (seedOf(request.recording) % 4));
  let events = 0;
  let on = 0;
  for (const value of polarity) {
    if (value > 0) events += 1;
    if (value === 2) on += 1;
  }
  const sign = (value: number): number => (value === 2 ? 1 : value === 1 ? -1 : 0);
  const pixelsOf = (representation: typeof want.representation): AnswerOf<'frame'>['pixels'] => {
    if (representation === 'signedCount') return Int16Array.from(polarity, (value, index) => sign(value) * (1 + (index % 4)));
    if (representation === 'timeSurface') return Int16Array.from(polarity, (value, index) => sign(value) * (32_767 >> (index % 5)));
    if (representation === 'polarity') return polarity;
    const pixels = new Uint16Array(polarity.length * 2);
    for (let index = 0; index < polarity.length; index += 1) {
      if (polarity[index] === 2) pixels[2 * index] = 1 + (index % 3);
      else if (polarity[index] === 1) pixels[2 * index + 1] = 1 + (index % 3);
    }
    return pixels;
  };
  const beside = want.beside?.map((representation) => ({ representation, least: -4, greatest: 4, pixels: pixelsOf(representation) }));
  return {
    type: 'frame',
    view: request.view,
    revision: request.revision,
    recording: request.recording,
    quality: 'exact',
    representation: want.representation,
    width,
    height,
    fromMicros: endMicros - Math.round(length),
    toMicros: endMicros,
    events,
    on,
    least: -4,
    greatest: 4,
    regions: want.regions.map((region) => {
      const area = ((region.x1 - region.x0) * (region.y1 - region.y0)) / (width * height);
      return [Math.round(on * area * 2), Math.round((events - on) * area * 2)];
    }),
    skipped: playing ? 12 : 0,
    dropped: 0,
    playing,
    timing: { read: 0.2, decode: 0.8, accumulate: 0.3 },
    pixels: pixelsOf(want.representation),
    ...(beside === undefined ? {} : { beside }),
  };
}

function thumbnailOf(seed: number): Uint8Array<ArrayBuffer> {
  const polarity = fanPixels(firstMicros + seed * 77_777, 10_000, 320, 180, 3 + (seed % 4));
  const rgba = new Uint8Array(polarity.length * 4);
  const colors = [
    [0, 0, 0],
    [100, 143, 255],
    [255, 176, 0],
  ] as const;
  for (let index = 0; index < polarity.length; index += 1)
    rgba.set([...(colors[polarity[index] as 0 | 1 | 2] ?? colors[0]), 255], index * 4);
  return rgba;
}
