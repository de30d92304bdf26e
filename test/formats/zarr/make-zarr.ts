import { deflateSync, gzipSync } from 'node:zlib';
import { crc32c } from '../../../src/formats/zarr/crc32c.js';
import type { Files } from '../open-table.js';

const encoder = new TextEncoder();

export function json(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/** Texts as the codec vlen-utf8 has them. */
export function vlenTexts(texts: readonly string[]): Uint8Array {
  const parts = [Uint8Array.of(texts.length, 0, 0, 0)];
  for (const text of texts) {
    const bytes = encoder.encode(text);
    parts.push(Uint8Array.of(bytes.length, 0, 0, 0), bytes);
  }
  return join(parts);
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function floats(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

/** An AnnData of three cells and two genes in a store of version 2; without consolidated metadata unless it is asked for. */
export function storeV2(consolidated: boolean): Files {
  const nodes: Record<string, unknown> = {
    '.zgroup': { zarr_format: 2 },
    '.zattrs': { 'encoding-type': 'anndata' },
    'obs/.zgroup': { zarr_format: 2 },
    'obs/.zattrs': { _index: 'names', 'column-order': ['kind', 'ok', 'void', 'code'] },
    'obs/names/.zarray': array([3], [2], '|O', { filters: [{ id: 'vlen-utf8' }], compressor: { id: 'zlib', level: 1 } }),
    'obs/kind/.zgroup': { zarr_format: 2 },
    'obs/kind/.zattrs': { 'encoding-type': 'categorical', ordered: true },
    'obs/kind/codes/.zarray': array([3], [3], '|i1'),
    'obs/kind/categories/.zarray': array([2], [2], '<U3'),
    'obs/ok/.zarray': array([3], [3], '|b1', { fill_value: false }),
    'obs/void/.zarray': array([3], [2], '<f8', { fill_value: 'NaN' }),
    'obs/code/.zarray': array([3], [3], '|S2'),
    'var/.zgroup': { zarr_format: 2 },
    'var/.zattrs': { _index: 'names' },
    'var/names/.zarray': array([2], [2], '|O', { filters: [{ id: 'vlen-utf8' }] }),
    'X/.zarray': array([3, 2], [2, 2], '<f4', { order: 'F', compressor: { id: 'gzip', level: 5 } }),
    'X/.zattrs': { 'encoding-type': 'array' },
    'obsm/.zgroup': { zarr_format: 2 },
    'obsm/X_umap/.zarray': array([3, 2], [3, 2], '>i2', { filters: [{ id: 'shuffle', elementsize: 2 }], dimension_separator: '/' }),
  };
  const files: Record<string, Uint8Array> = {
    'obs/names/0': new Uint8Array(deflateSync(vlenTexts(['a', 'bé']))),
    'obs/names/1': new Uint8Array(deflateSync(vlenTexts(['c', '']))),
    'obs/kind/codes/0': Uint8Array.of(1, 255, 0),
    'obs/kind/categories/0': new Uint8Array(new Uint32Array([66, 0, 0, 84, 233, 0]).buffer),
    'obs/ok/0': Uint8Array.of(1, 0, 1),
    'obs/code/0': encoder.encode('xyz\0zz'),
    'var/names/0': vlenTexts(['G0', 'G1']),
    'X/0.0': new Uint8Array(gzipSync(floats([1, 3, 2, 4]))),
    'X/1.0': new Uint8Array(gzipSync(floats([5, -1, 6, -1]))),
    // High bytes, then low bytes.
    'obsm/X_umap/0/0': Uint8Array.of(0, 0, 0, 0, 0, 255, 1, 2, 3, 4, 5, 250),
  };
  if (consolidated) files['.zmetadata'] = json({ zarr_consolidated_format: 1, metadata: nodes });
  else for (const [name, node] of Object.entries(nodes)) files[name] = json(node);
  return files;
}

function array(shape: number[], chunks: number[], dtype: string, more: object = {}): object {
  return { zarr_format: 2, shape, chunks, dtype, compressor: null, filters: null, fill_value: 0, order: 'C', ...more };
}

export interface ShardForm {
  readonly at: 'start' | 'end';
  readonly checksum: boolean;
}

/** An AnnData of four cells and two genes in a store of version 3 whose matrix is sharded; one of its inner chunks is missing. */
export function storeV3(consolidated: boolean, shards: ShardForm): Files {
  const bytes = { name: 'bytes', configuration: { endian: 'little' } };
  const nodes: Record<string, unknown> = {
    obs: { zarr_format: 3, node_type: 'group', attributes: { _index: 'names', 'column-order': ['big'] } },
    'obs/names': arrayV3([4], [4], 'string', [{ name: 'vlen-utf8' }], ''),
    'obs/big': arrayV3([4], [3], 'int64', [{ name: 'bytes', configuration: { endian: 'big' } }, { name: 'crc32c' }], 5),
    var: { zarr_format: 3, node_type: 'group', attributes: { _index: 'names' } },
    'var/names': arrayV3([2], [2], { name: 'fixed_length_utf32', configuration: { length_bytes: 8 } }, [bytes], ''),
    obsm: { zarr_format: 3, node_type: 'group', attributes: {} },
    'obsm/X_umap': arrayV3([4, 2], [2, 2], 'float32', [{ name: 'transpose', configuration: { order: [1, 0] } }, bytes], 0),
    X: {
      ...arrayV3([4, 2], [4, 2], 'float32', [], 0.5),
      codecs: [
        {
          name: 'sharding_indexed',
          configuration: {
            chunk_shape: [2, 1],
            codecs: [bytes, { name: 'gzip', configuration: { level: 1 } }],
            index_codecs: [bytes, ...(shards.checksum ? [{ name: 'crc32c' }] : [])],
            index_location: shards.at,
          },
        },
      ],
    },
  };
  const int64 = (values: readonly number[]): Uint8Array => {
    const view = new DataView(new ArrayBuffer(8 * values.length));
    for (const [at, value] of values.entries()) view.setBigInt64(8 * at, BigInt(value));
    return withChecksum(new Uint8Array(view.buffer));
  };
  const files: Record<string, Uint8Array> = {
    'obs/names/c/0': vlenTexts(['a', 'b', 'c', 'd']),
    'obs/big/c/0': int64([-1, 2 ** 40, 0]),
    'var/names/c/0': new Uint8Array(new Uint32Array([71, 48, 71, 49]).buffer),
    'obsm/X_umap/c/0/0': floats([0, 2, 1, 3]),
    'obsm/X_umap/c/1/0': floats([4, 6, 5, 7]),
    'X/c/0/0': shard([[1, 3], [2, 4], [5, 7], undefined], shards),
  };
  const root: Record<string, unknown> = { zarr_format: 3, node_type: 'group', attributes: { 'encoding-type': 'anndata' } };
  if (consolidated) root.consolidated_metadata = { kind: 'inline', must_understand: false, metadata: nodes };
  else for (const [path, node] of Object.entries(nodes)) files[`${path}/zarr.json`] = json(node);
  files['zarr.json'] = json(root);
  return files;
}

function arrayV3(shape: number[], chunks: number[], type: unknown, codecs: unknown[], fill: unknown): object {
  return {
    zarr_format: 3,
    node_type: 'array',
    shape,
    data_type: type,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: chunks } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: fill,
    codecs,
    attributes: {},
  };
}

function withChecksum(bytes: Uint8Array): Uint8Array {
  const sum = new Uint8Array(4);
  new DataView(sum.buffer).setUint32(0, crc32c(bytes), true);
  return join([bytes, sum]);
}

function shard(chunks: readonly (readonly number[] | undefined)[], { at, checksum }: ShardForm): Uint8Array {
  const stored = chunks.map((chunk) => (chunk === undefined ? undefined : new Uint8Array(gzipSync(floats(chunk)))));
  const index = new DataView(new ArrayBuffer(16 * chunks.length));
  let place = at === 'start' ? 16 * chunks.length + (checksum ? 4 : 0) : 0;
  for (const [order, bytes] of stored.entries()) {
    index.setBigUint64(16 * order, bytes === undefined ? 2n ** 64n - 1n : BigInt(place), true);
    index.setBigUint64(16 * order + 8, bytes === undefined ? 2n ** 64n - 1n : BigInt(bytes.length), true);
    place += bytes?.length ?? 0;
  }
  const head = new Uint8Array(index.buffer);
  const table = checksum ? withChecksum(head) : head;
  const body = stored.filter((bytes) => bytes !== undefined);
  return join(at === 'start' ? [table, ...body] : [...body, table]);
}
