import { createDatWriter } from '../formats/dat/dat-writer.js';
import type { ByteSink } from '../formats/event-format.js';
import { generateEvents } from '../generate/generate-events.js';
import type { SceneName } from '../generate/scene.js';

/** A recording that a page can make by itself. */
export interface DemoRecording {
  readonly scene: SceneName;
  readonly title: string;
  readonly facts: string;
}

export const demoRecordings: readonly DemoRecording[] = [
  { scene: 'fan', title: 'Desk fan', facts: '3 blades at 1,200 rpm · 1 M events' },
  { scene: 'drone', title: 'Hovering drone', facts: '4 propellers · 1 M events' },
  { scene: 'star', title: 'Turning star', facts: '16 spokes at 60 rpm · 1 M events' },
];

const demoEvents = 1_000_000;
const width = 640;
const height = 480;

/** Generates a demo recording as the bytes of a DAT file. */
export async function makeDemo(scene: SceneName): Promise<Uint8Array> {
  const sink = new GrowingSink();
  const writer = createDatWriter(sink, { width, height });
  for (const { columns, triggers } of generateEvents(scene, { width, height, events: demoEvents })) await writer.write(columns, triggers);
  await writer.finish();
  return sink.bytes();
}

/** Bytes in memory as they are written. */
class GrowingSink implements ByteSink {
  #buffer = new Uint8Array(1 << 20);
  position = 0;

  async write(bytes: Uint8Array): Promise<void> {
    const end = this.position + bytes.byteLength;
    if (end > this.#buffer.byteLength) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#buffer.byteLength));
      larger.set(this.#buffer.subarray(0, this.position));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.position);
    this.position = end;
  }

  async patch(offset: number, bytes: Uint8Array): Promise<void> {
    this.#buffer.set(bytes, offset);
  }

  bytes(): Uint8Array {
    return this.#buffer.slice(0, this.position);
  }
}
