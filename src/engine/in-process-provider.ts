import type { Answer } from '../protocol/answers.js';
import type { Provider } from '../protocol/provider.js';
import type { EngineHost } from './engine-host.js';

/** A provider whose engine runs in this thread: what the command line and tests use. Answers arrive in later turns. */
export function createInProcessProvider(host: EngineHost): Provider {
  const listeners = new Set<(answer: Answer) => void>();
  const watchers = new Set<(state: 'open' | 'lost' | 'closed') => void>();
  let closed = false;
  const connection = host.connect((answer) => {
    queueMicrotask(() => {
      if (closed) return;
      for (const listener of [...listeners]) listener(answer);
    });
  });
  return {
    send: (request) => {
      if (!closed) connection.handle(request);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watchConnection: (listener) => {
      watchers.add(listener);
      listener(closed ? 'closed' : 'open');
      return () => watchers.delete(listener);
    },
    close: () => {
      if (closed) return;
      closed = true;
      connection.close();
      for (const watcher of [...watchers]) watcher('closed');
    },
  };
}
