import { deflateSync } from 'node:zlib';
import type { Dataset, Group } from 'h5wasm/node';
import { describe, expect, it } from 'vitest';
import { Hdf5TreeWriter } from '../../../src/formats/hdf5/write/hdf5-tree-writer.js';
import { CollectSink } from '../collect-sink.js';
import { readHdf5 } from './h5wasm-file.js';

async function written(fill: (tree: Hdf5TreeWriter) => Promise<void>): Promise<Uint8Array> {
  const sink = new CollectSink();
  const tree = new Hdf5TreeWriter(sink, { compress: async (bytes) => deflateSync(bytes, { level: 1 }) });
  tree.group('', { 'encoding-type': 'anndata' });
  await fill(tree);
  await tree.finish();
  return sink.bytes();
}

/** What the HDF5 library reads at a path. */
function read(file: Group, path: string): Dataset {
  const found = file.get(path);
  if (found === null || !('shape' in found)) throw new Error(`There is no data set ${path}`);
  return found as Dataset;
}

describe('a tree in HDF5, read by the HDF5 library', () => {
  it('has groups of many names, attributes, and arrays of every type', async () => {
    const bytes = await written(async (tree) => {
      tree.group('empty', {});
      tree.group('many', { order: ['a', 'längere', ''], shape: [3, 7_000_000_000], yes: true });
      for (let i = 0; i < 70; i += 1) await tree.text(`many/entry ${i}`, `text ${i} ü`, {});
      tree.group('numbers', {});
      const values = {
        int8: Int8Array.of(-1, 2, 3),
        uint16: Uint16Array.of(1, 2, 65_535),
        int32: Int32Array.of(-5, 0, 9),
        int64: BigInt64Array.of(-5n, 0n, 2n ** 40n),
        float32: Float32Array.of(0.5, -1, 3e8),
        float64: Float64Array.of(0.1, -1, 3e300),
        bool: Uint8Array.of(0, 1, 1),
      } as const;
      for (const dtype of ['int8', 'uint16', 'int32', 'int64', 'float32', 'float64', 'bool'] as const) {
        const array = tree.array(`numbers/${dtype}`, { dtype, chunkRows: 2, shuffle: dtype === 'int32', attributes: { kind: dtype } });
        await array.append(values[dtype]);
        await array.finish();
      }
      await tree.texts('texts', { length: 3, at: (index) => ['eins', '', 'drei ✓'][index]! }, {});
    });
    await readHdf5(bytes, (file) => {
      expect((file.get('empty') as Group).keys()).toEqual([]);
      const many = file.get('many') as Group;
      expect(many.keys()).toHaveLength(70);
      expect(many.attrs.order!.value).toEqual(['a', 'längere', '']);
      expect([...(many.attrs.shape!.value as BigInt64Array)]).toEqual([3n, 7_000_000_000n]);
      expect(read(file, 'many/entry 69').value).toBe('text 69 ü');
      const plain = (name: string): unknown[] => [...(read(file, `numbers/${name}`).value as Int32Array)];
      expect(plain('int8')).toEqual([-1, 2, 3]);
      expect(plain('uint16')).toEqual([1, 2, 65_535]);
      expect(plain('int32')).toEqual([-5, 0, 9]);
      expect(plain('int64')).toEqual([-5n, 0n, 2n ** 40n]);
      expect(plain('float32')).toEqual([0.5, -1, 3e8]);
      expect(plain('float64')).toEqual([0.1, -1, 3e300]);
      expect(plain('bool')).toEqual([0, 1, 1]);
      expect(read(file, 'texts').value).toEqual(['eins', '', 'drei ✓']);
    });
  });

  it('has arrays of rows in chunks of any shape, more than one node of the tree holds', async () => {
    const rows = 500;
    const columns = 7;
    const numbers = Float32Array.from({ length: rows * columns }, (_, i) => i);
    const bytes = await written(async (tree) => {
      const array = tree.array('rows', { dtype: 'float32', columns, chunkRows: 3, chunkColumns: 2, attributes: {} });
      for (let from = 0; from < rows; from += 11) {
        await array.append(numbers.subarray(from * columns, Math.min(rows, from + 11) * columns));
      }
      await array.finish();
    });
    await readHdf5(bytes, (file) => {
      const found = read(file, 'rows');
      expect(found.shape).toEqual([rows, columns]);
      expect([...(found.value as Float32Array)]).toEqual([...numbers]);
    });
  });

  it('has its metadata at the end where there is no room for them in front', async () => {
    const bytes = await written(async (tree) => {
      for (let i = 0; i < 100; i += 1) {
        tree.group(`group ${i}`, { filler: 'x'.repeat(2000) });
        await tree.text(`group ${i}/text`, String(i), {});
      }
    });
    await readHdf5(bytes, (file) => {
      expect(read(file, 'group 99/text').value).toBe('99');
    });
  });
});
