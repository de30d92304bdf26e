/** The portable engine, for hosts other than Node and the page: bring bytes, kernels and ports; get answers to requests. */
export type { ByteSource, Fingerprint } from '../bytes/byte-source.js';
export type { ByteStore, StoreEntry } from '../bytes/byte-store.js';
export { compileKernels, instantiateKernels } from '../kernels/load-kernels.js';
export type { Answer, AnswerOf } from '../protocol/answers.js';
export type { Provider } from '../protocol/provider.js';
export { ProviderClient } from '../protocol/provider-client.js';
export type { Request, RequestOf } from '../protocol/requests.js';
export { createEngineHost, type EngineHost, type HostConnection } from './engine-host.js';
export type { EngineHostOptions } from './host-parts.js';
export { createInProcessProvider } from './in-process-provider.js';
export type { Clock, EnginePorts, Hasher, IndexStore, WorkerHost } from './ports.js';
