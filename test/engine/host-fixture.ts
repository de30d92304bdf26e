import { setMaxListeners } from 'node:events';
import * as v from 'valibot';
import { FirstlightError } from '../../src/base/errors.js';
import type { ByteSource } from '../../src/bytes/byte-source.js';
import type { ByteStore, FolderNames, StoreEntry } from '../../src/bytes/byte-store.js';
import { NameTree } from '../../src/bytes/name-tree.js';
import { createEngineHost, type EngineHost } from '../../src/engine/engine-host.js';
import type { EngineHostOptions } from '../../src/engine/host-parts.js';
import type { EnginePorts } from '../../src/engine/ports.js';
import { createSha256 } from '../../src/engine/sha256.js';
import { createSystemClock } from '../../src/engine/system-clock.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { type Answer, type AnswerOf, answerSchema } from '../../src/protocol/answers.js';
import type { Request } from '../../src/protocol/requests.js';

// Many reads may wait on one signal.
setMaxListeners(0);

export const testPorts: EnginePorts = { clock: createSystemClock(), createHasher: createSha256 };

/** Sources by name as a store; a function is called at every opening. */
export class TestStore implements ByteStore {
  readonly label = 'test';
  readonly #sources: ReadonlyMap<string, () => ByteSource>;

  constructor(sources: Readonly<Record<string, () => ByteSource>>) {
    this.#sources = new Map(Object.entries(sources));
  }

  async names(folder: string): Promise<FolderNames> {
    return new NameTree(this.#sources.keys()).names(folder);
  }

  async stat(name: string): Promise<StoreEntry> {
    return { name, byteLength: (await this.open(name)).byteLength };
  }

  async open(name: string): Promise<ByteSource> {
    const source = this.#sources.get(name);
    if (source === undefined) throw new FirstlightError('not-found', 'There is no such file', { path: name });
    return source();
  }

  async close(): Promise<void> {}
}

/** A host and one connection whose answers are kept. */
export class HostFixture {
  readonly host: EngineHost;
  readonly answers: Answer[] = [];
  readonly send: (request: Request) => void;
  readonly close: () => void;
  readonly #waiting = new Set<() => void>();

  constructor(sources: Readonly<Record<string, () => ByteSource>>, options: Partial<EngineHostOptions> = {}) {
    this.host = createEngineHost({
      stores: [new TestStore(sources)],
      kernels: createTwinKernels(),
      ports: testPorts,
      budgetBytes: 256 << 20,
      place: 'process',
      title: 'test',
      ...options,
    });
    const connection = this.host.connect((answer) => {
      // Whatever a host says must pass the seam.
      const { issues } = v.safeParse(answerSchema, answer);
      if (issues !== undefined) throw new Error(`${answer.type}: ${JSON.stringify(v.flatten(issues))}`);
      this.answers.push(answer);
      for (const look of [...this.#waiting]) look();
    });
    this.send = (request) => connection.handle(request);
    this.close = () => connection.close();
  }

  /** Frames of one revision so far. */
  frames(revision: number): AnswerOf<'frame'>[] {
    return this.framesOf(1).filter((frame) => frame.revision === revision);
  }

  /** Frames of one view so far. */
  framesOf(view: number): AnswerOf<'frame'>[] {
    return this.answers.filter((answer): answer is AnswerOf<'frame'> => answer.type === 'frame' && answer.view === view);
  }

  /** The first answer, past or future, that is of this type and pleases. */
  async answer<Type extends Answer['type']>(
    type: Type,
    pleases: (answer: AnswerOf<Type>) => boolean = () => true,
  ): Promise<AnswerOf<Type>> {
    const fits = (answer: Answer): answer is AnswerOf<Type> => answer.type === type && pleases(answer as AnswerOf<Type>);
    const found = this.answers.find(fits);
    if (found !== undefined) return found;
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const last = this.answers.at(-1)!;
        if (last.type === 'error' && type !== 'error') reject(new Error(`${last.error.code}: ${last.error.message}`));
        else if (!fits(last)) return;
        else resolve(last);
        this.#waiting.delete(look);
      };
      this.#waiting.add(look);
    });
  }
}
