import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FirstlightError } from '../../src/base/errors.js';
import { makeH5ad } from './anndata/make-h5ad.js';
import { oldTableFile } from './anndata/old-table-file.js';
import { makeExport } from './cellucid/make-export.js';
import { type Files, openTable } from './open-table.js';
import { parquetFiles } from './parquet-table/parquet-files.js';
import { makeMtx, makeTenxH5 } from './tenx/make-tenx.js';
import { storeV2, storeV3 } from './zarr/make-zarr.js';

/** How many changed inputs of each kind; `FUZZ_RUNS=10000` for a night. */
const runs = Number(process.env.FUZZ_RUNS ?? 150);

const csv = new TextEncoder().encode('cell,UMAP_1,UMAP_2,cluster,ok\n"a",1.5,2,T,true\nb,NA,,"B ""q""",FALSE\nc,0,-1e3,T,\n');

const inputs: readonly (readonly [string, () => Promise<Uint8Array | Files> | Uint8Array | Files])[] = [
  ['old.h5ad', () => oldTableFile],
  ['rows.h5ad', () => makeH5ad('csr', 'earliest')],
  ['columns.h5ad', () => makeH5ad('csc', 'latest')],
  ['dense.h5ad', () => makeH5ad('chunked', 'v110')],
  ['tenx.h5', () => makeTenxH5(3)],
  ['cells.csv', () => csv],
  ['cells.parquet', () => Uint8Array.from(Buffer.from(parquetFiles.zstd, 'base64'))],
  ['snappy.parquet', () => Uint8Array.from(Buffer.from(parquetFiles.snappy, 'base64'))],
  ['two.zarr', () => storeV2(false)],
  ['two-consolidated.zarr', () => storeV2(true)],
  ['three.zarr', () => storeV3(true, { at: 'end', checksum: true })],
  ['export', () => makeExport('0.0')],
  ['newer-export', () => makeExport('0.9')],
  ['mtx', () => makeMtx(false, false)],
];

const change = fc.record({
  kind: fc.constantFrom('byte', 'word', 'cut', 'digit'),
  file: fc.double({ min: 0, max: 0.999, noNaN: true }),
  at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  value: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 127, 255)),
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

function harm(whole: Uint8Array, { kind, at, value }: Change, near: boolean): Uint8Array {
  const bytes = whole.slice();
  const place = Math.floor(at * (near ? Math.min(4096, bytes.length) : bytes.length));
  if (kind === 'cut') return bytes.slice(0, place);
  // Numbers in texts are the sizes there.
  if (kind === 'digit') {
    const digit = bytes.findIndex((byte, index) => index >= place && byte >= 48 && byte <= 57);
    if (digit >= 0) bytes[digit] = 48 + (value % 10);
  } else bytes.fill(value, place, place + (kind === 'word' ? 8 : 1));
  return bytes;
}

/** Reads all there is. */
function readAll(content: Uint8Array | Files, name: string): void {
  const table = openTable(content, name, {}, 8 << 20);
  const { facts } = table.layout;
  const tries = [
    () => table.cells(),
    () => table.genes(),
    ...facts.obs.map((column) => () => table.obs(column.name)),
    ...facts.embeddings.map((embedding) => () => table.embedding(embedding.name)),
    ...facts.matrices.map((matrix) => () => table.run(table.layout.sampleMatrix(matrix.name))),
    ...facts.matrices.filter(({ genes }) => genes > 1).map((matrix) => () => table.gene(matrix.name, 1)),
  ];
  for (const attempt of tries) answered(attempt);
}

function answered(attempt: () => unknown): void {
  try {
    attempt();
  } catch (thrown) {
    if (!(thrown instanceof FirstlightError)) throw thrown;
    expect(thrown.code).toMatch(/^(corrupt|truncated|unsupported|out-of-range|too-large|not-found)$/);
  }
}

describe('damaged tables end with an answer', () => {
  it.each(inputs)(
    '%s',
    async (name, make) => {
      const whole = await make();
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), fc.boolean(), (changes, near) => {
          let content = whole;
          for (const one of changes) {
            if (content instanceof Uint8Array) content = harm(content, one, near);
            else {
              const names = Object.keys(content);
              const file = names[Math.floor(one.file * names.length)]!;
              content = { ...content, [file]: harm(content[file]!, one, near) };
            }
          }
          const damaged = content;
          answered(() => readAll(damaged, name));
        }),
        { numRuns: runs },
      );
    },
    600_000,
  );
});
