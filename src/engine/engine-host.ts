import type { Answer } from '../protocol/answers.js';
import type { Request } from '../protocol/requests.js';
import { EngineConnection } from './engine-connection.js';
import { createHostParts, type EngineHostOptions, usedBytes } from './host-parts.js';
import { StatusTicker } from './status-ticker.js';

/** One viewer's connection to an engine. */
export interface HostConnection {
  /** Takes one request, already checked against its schema. Never throws: errors are answers. */
  handle(request: Request): void;
  /** Ends everything the viewer asked for, down to the reads. */
  close(): void;
}

/** The one implementation of all requests, whatever carries the messages. */
export interface EngineHost {
  /** `deliver` gets answers in order; their typed arrays are *given*. */
  connect(deliver: (answer: Answer) => void): HostConnection;
  /** Bytes held now: decoded chunks, blocks, frames. */
  readonly usedBytes: number;
  close(): Promise<void>;
}

/** Starts an engine over some stores. */
export function createEngineHost(options: EngineHostOptions): EngineHost {
  const { stores, ports } = options;
  const parts = createHostParts(options);
  const connections = new Set<EngineConnection>();
  const status = new StatusTicker(parts, () => connections);
  return {
    connect(deliver) {
      const connection = new EngineConnection(parts, deliver, () => {
        connections.delete(connection);
        if (connections.size === 0) status.stop();
      });
      connections.add(connection);
      status.start(ports.clock);
      return connection;
    },
    get usedBytes() {
      return usedBytes(parts);
    },
    async close() {
      for (const connection of [...connections]) connection.close();
      status.stop();
      parts.warmer.cool();
      parts.background.close();
      parts.indexing.close();
      await parts.pool.close();
      await Promise.all(stores.map((store) => store.close()));
    },
  };
}
