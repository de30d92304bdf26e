import { deflateLevel } from '../../../kernels/deflate-container.js';
import type { WrittenAttributes, WrittenDtype } from '../../tree/tree-writer.js';

/** An array of a store, as its metadata tell. */
export interface WrittenZarrArray {
  readonly dtype: WrittenDtype | 'text';
  readonly chunk: readonly number[];
  /** Known when it is finished. */
  readonly shape: () => readonly number[];
}

/** A group, or an array. */
export interface WrittenZarrNode {
  readonly path: string;
  readonly attributes: WrittenAttributes;
  readonly array?: WrittenZarrArray;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * The metadata files of a store, by name, the root's last: Zarr 2 with `.zmetadata`, or Zarr 3 with consolidated metadata in the
 * root's `zarr.json`. Sources: zarr-specs.readthedocs.io, v2 and v3; consolidated metadata as zarr-python writes them.
 */
export function zarrMetadata(nodes: readonly WrittenZarrNode[], version: 2 | 3): [string, Json][] {
  return version === 2 ? metadata2(nodes) : metadata3(nodes);
}

function metadata2(nodes: readonly WrittenZarrNode[]): [string, Json][] {
  const files: [string, Json][] = [];
  for (const { path, attributes, array } of nodes) {
    const prefix = path === '' ? '' : `${path}/`;
    files.push([`${prefix}.zattrs`, attributes]);
    files.push(array === undefined ? [`${prefix}.zgroup`, { zarr_format: 2 }] : [`${prefix}.zarray`, array2(array)]);
  }
  return [...files, ['.zmetadata', { metadata: Object.fromEntries(files), zarr_consolidated_format: 1 }]];
}

const dtypes2: Readonly<Record<WrittenDtype, string>> = {
  bool: '|b1',
  int8: '|i1',
  uint8: '|u1',
  uint16: '<u2',
  int32: '<i4',
  int64: '<i8',
  float32: '<f4',
  float64: '<f8',
};

function array2({ dtype, chunk, shape }: WrittenZarrArray): Json {
  return {
    zarr_format: 2,
    shape: shape(),
    chunks: chunk,
    dtype: dtype === 'text' ? '|O' : dtypes2[dtype],
    compressor: { id: 'zlib', level: deflateLevel },
    fill_value: dtype === 'text' ? '' : dtype === 'bool' ? false : 0,
    order: 'C',
    filters: dtype === 'text' ? [{ id: 'vlen-utf8' }] : null,
  };
}

function metadata3(nodes: readonly WrittenZarrNode[]): [string, Json][] {
  const described = nodes.map(({ path, attributes, array }): [string, Json] => [
    path,
    array === undefined ? { zarr_format: 3, node_type: 'group', attributes } : array3(array, attributes),
  ]);
  const below = described.filter(([path]) => path !== '');
  const files = below.map(([path, json]): [string, Json] => [`${path}/zarr.json`, json]);
  const root = described.find(([path]) => path === '')?.[1];
  const consolidated = { kind: 'inline', must_understand: false, metadata: Object.fromEntries(below) };
  return [...files, ['zarr.json', { ...root, consolidated_metadata: consolidated }]];
}

function array3({ dtype, chunk, shape }: WrittenZarrArray, attributes: WrittenAttributes): Json {
  const isByte = dtype === 'bool' || dtype === 'int8' || dtype === 'uint8';
  const plain = isByte ? { name: 'bytes' } : { name: 'bytes', configuration: { endian: 'little' } };
  return {
    zarr_format: 3,
    node_type: 'array',
    shape: shape(),
    data_type: dtype === 'text' ? 'string' : dtype,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: chunk } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: dtype === 'text' ? '' : dtype === 'bool' ? false : 0,
    codecs: [dtype === 'text' ? { name: 'vlen-utf8' } : plain, { name: 'gzip', configuration: { level: deflateLevel } }],
    attributes,
    storage_transformers: [],
  };
}
