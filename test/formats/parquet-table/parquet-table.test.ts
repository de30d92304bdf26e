import { describe, expect, it } from 'vitest';
import { openTable } from '../open-table.js';
import { parquetFiles } from './parquet-files.js';

function bytesOf(name: keyof typeof parquetFiles): Uint8Array {
  return Uint8Array.from(Buffer.from(parquetFiles[name], 'base64'));
}

describe('a Parquet table of cells', () => {
  it.each(['zstd', 'snappy'] as const)('has its columns and coordinates (%s)', (name) => {
    const table = openTable(bytesOf(name), `${name}.parquet`);
    expect(table.layout.facts).toMatchObject({
      format: 'Parquet',
      cells: 6,
      genes: 0,
      obs: [
        { name: 'cluster', kind: 'categorical' },
        { name: 'depth', kind: 'numeric' },
        { name: 'ok', kind: 'boolean' },
      ],
      embeddings: [{ name: 'UMAP', dims: 2 }],
      matrices: [],
      notices: [],
    });
    expect(table.cells()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(table.obs('cluster')).toEqual(['T', 'B', 'T', null, 'B', 'T']);
    expect(table.obs('depth')).toEqual([1, 2, 3, 4, 5, 2 ** 40]);
    expect(table.obs('ok')).toEqual([true, false, null, true, true, false]);
    expect(table.embedding('UMAP')).toEqual([0, 5, 0.5, 4, 1, 3, 1.5, 2, 2, 1, Number.NaN, 0]);
  });

  it('opens in two rounds, and reads a column without the others', () => {
    const bytes = bytesOf('zstd');
    const table = openTable(bytes, 'a.parquet');
    expect(table.rounds.length).toBe(2);
    table.rounds.length = 0;
    table.obs('depth');
    expect(table.rounds.map((round) => round.length)).toEqual([1, 1]);
    const read = table.rounds.flat().reduce((sum, need) => sum + (need.kind === 'range' ? need.length : Number.NaN), 0);
    expect(read).toBeLessThan(bytes.length / 4);
  });

  it('says what is wrong with one that is cut, and keeps to its budget', () => {
    const bytes = bytesOf('snappy');
    expect(() => openTable(bytes.slice(0, -20), 'a.parquet')).toThrow(expect.objectContaining({ code: 'truncated' }));
    expect(() => openTable(bytes, 'a.parquet', {}, 100)).toThrow(expect.objectContaining({ code: 'too-large' }));
    const table = openTable(bytes, 'a.parquet', {}, 700);
    expect(() => table.obs('nothing')).toThrow(expect.objectContaining({ code: 'not-found' }));
    const long = bytes.slice();
    new DataView(long.buffer).setUint32(long.length - 8, 2 ** 31, true);
    expect(() => openTable(long, 'a.parquet')).toThrow(expect.objectContaining({ code: 'corrupt' }));
  });
});
