import type { EngineShared } from '../engine/engine-shared.js';
import { createEngineShared } from '../engine/engine-shared.js';
import { knownEventFormats } from '../engine/event-formats.js';
import { defaultBudgetBytes } from './memory-limit.js';
import { createNodePorts, type NodePortsOptions } from './node-ports.js';

export interface NodeEngineOptions extends NodePortsOptions {
  /** Bytes of decoded chunks kept; default {@link defaultBudgetBytes}. */
  readonly budgetBytes?: number;
}

/** What recordings opened in this thread share. */
export interface NodeEngine {
  readonly shared: EngineShared;
  close(): Promise<void>;
}

/** An engine in this thread, for work that ends: what the command line runs. */
export async function createNodeEngine(options: NodeEngineOptions = {}): Promise<NodeEngine> {
  const { ports, kernels, close } = await createNodePorts(options);
  const budgetBytes = options.budgetBytes ?? defaultBudgetBytes();
  return { shared: createEngineShared({ kernels, ports, formats: knownEventFormats, budgetBytes }), close };
}
