import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { errorToRecord } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';
import { createEngineHost, type EngineHost } from '../engine/engine-host.js';
import { createNodePorts } from '../node/node-ports.js';
import { openStores, titleOf } from '../node/open-stores.js';
import type { Answer } from '../protocol/answers.js';
import { decodeRequest, encodeMessage } from '../protocol/wire.js';
import type { EngineThreadAnswer, EngineThreadClient, EngineThreadData, EngineThreadReady } from './engine-messages.js';
import { findOnlyRecording } from './only-recording.js';

/* The script of the engine's thread: everything that reads and decodes, away from the thread that talks HTTP. */

const data = workerData as EngineThreadData;

function say(message: EngineThreadReady): void {
  parentPort?.postMessage(message);
}

async function startHost(stores: readonly ByteStore[]): Promise<EngineHost> {
  const { ports, kernels } = await createNodePorts(data);
  const { budgetBytes, warm, paths } = data;
  return createEngineHost({ stores, kernels, ports, budgetBytes, warm, place: 'server', title: titleOf(paths) });
}

function serveClient(host: EngineHost, port: MessagePort): void {
  const deliver = (answer: Answer): void => {
    const bytes = encodeMessage(answer);
    const message: EngineThreadAnswer = { replaces: replacementKey(answer), bytes };
    port.postMessage(message, [bytes.buffer as ArrayBuffer]);
  };
  const connection = host.connect(deliver);
  port.on('message', (bytes: Uint8Array) => {
    try {
      connection.handle(decodeRequest(bytes));
    } catch (thrown) {
      deliver({ type: 'error', error: errorToRecord(thrown) });
    }
  });
  port.on('close', () => connection.close());
}

function replacementKey(answer: Answer): string | undefined {
  if (answer.type === 'status') return 'status';
  return answer.type === 'survey' && !answer.final ? `survey ${answer.request}` : undefined;
}

try {
  const stores = await openStores(data.paths);
  const host = await startHost(stores);
  parentPort?.on('message', ({ port }: EngineThreadClient) => serveClient(host, port));
  say({ kind: 'ready', onlyRecording: await findOnlyRecording(stores) });
} catch (thrown) {
  say({ kind: 'failed', error: errorToRecord(thrown) });
}
