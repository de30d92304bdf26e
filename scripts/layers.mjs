// The layer table of ARCHITECTURE.md as data: each folder of src/ and the folders it may import.
// `check-layers.mjs` holds both the imports and the project references of every tsconfig against it.

const base = ['base'];
const portable = ['base', 'bytes', 'shapes', 'kernels', 'formats', 'picture', 'chunks', 'events', 'stacks', 'cells', 'protocol'];
const engine = [...portable, 'engine'];

/** @type {Record<string, { imports: string[], dom?: 'none' | 'worker' | 'page', node?: boolean }>} */
export const layers = {
  base: { imports: [] },
  bytes: { imports: base },
  shapes: { imports: base },
  kernels: { imports: ['base', 'shapes'] },
  formats: { imports: ['base', 'bytes', 'kernels', 'shapes'] },
  picture: { imports: ['base', 'kernels', 'shapes'] },
  chunks: { imports: base },
  events: { imports: ['base', 'kernels', 'shapes', 'picture', 'chunks'] },
  stacks: { imports: ['base', 'kernels', 'shapes', 'picture', 'chunks'] },
  cells: { imports: ['base', 'kernels', 'shapes', 'picture', 'chunks'] },
  protocol: { imports: ['base', 'shapes', 'events', 'stacks', 'cells'] },
  engine: { imports: portable },
  generate: { imports: ['base', 'bytes', 'shapes', 'formats'] },
  viewer: { imports: ['base', 'chunks', 'picture', 'protocol'], dom: 'page' },
  web: { imports: [...engine, 'generate', 'viewer'], dom: 'page' },
  node: { imports: [...engine, 'generate'], node: true },
  server: { imports: [...engine, 'node'], node: true },
  cli: { imports: [...engine, 'generate', 'node', 'server'], node: true },
};
