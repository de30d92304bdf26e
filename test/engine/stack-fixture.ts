import type { Abortable } from '../../src/base/abort.js';
import type { ByteSource } from '../../src/bytes/byte-source.js';
import { MemorySource } from '../../src/bytes/memory-source.js';
import type { AnswerOf } from '../../src/protocol/answers.js';
import type { RequestOf } from '../../src/protocol/requests.js';
import { npyFile } from '../formats/open-planes.js';
import type { HostFixture } from './host-fixture.js';

export type PlaneWantMessage = Extract<RequestOf<'view'>['want'], { kind: 'plane' }>;

/** What a viewer wants of the plane at `t`. */
export function planeWant(t: number, more: Partial<PlaneWantMessage> = {}): PlaneWantMessage {
  return { kind: 'plane', place: { t, c: 0, z: 0 }, axis: 'T', chain: [], ...more };
}

/** A sample of {@link ramp}. */
export function rampAt(t: number, y: number, x: number): number {
  return 100 * t + 10 * y + x;
}

/** A cube of `<u2` whose sample at (t, y, x) is 100 t + 10 y + x. */
export function ramp(planes: number, height: number, width: number): Uint8Array {
  const samples = new Uint16Array(planes * height * width);
  for (let i = 0; i < samples.length; i += 1) {
    const rest = i % (height * width);
    samples[i] = rampAt(Math.floor(i / (height * width)), Math.floor(rest / width), rest % width);
  }
  return npyFile('<u2', [planes, height, width], new Uint8Array(samples.buffer));
}

/** A memory source whose reads wait at `gate` and note their signals. */
export class GatedSource extends MemorySource {
  gate: Promise<void> = Promise.resolve();
  readonly signals: (AbortSignal | undefined)[] = [];

  override async read(offset: number, length: number, { signal }: Abortable = {}): Promise<Uint8Array> {
    this.signals.push(signal);
    await this.gate;
    return super.read(offset, length);
  }
}

/** A gate, shut until `open` is called. */
export function shutGate(): { readonly gate: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { gate, open: () => open() };
}

/** Planes of one revision so far. */
export function planesOf({ answers }: HostFixture, revision = 1): AnswerOf<'plane'>[] {
  return answers.filter((answer): answer is AnswerOf<'plane'> => answer.type === 'plane' && answer.revision === revision);
}

export const sourceOf = (bytes: Uint8Array) => (): ByteSource => new MemorySource(bytes, 'cube');
