import { describe, expect, it } from 'vitest';
import { crc32c } from '../../../src/formats/zarr/crc32c.js';
import { type Files, openTable } from '../open-table.js';
import { json, storeV2, storeV3 } from './make-zarr.js';

describe.each([true, false])('an AnnData in Zarr, consolidated: %s', (consolidated) => {
  it('of version 2 has its values', () => {
    const table = openTable(storeV2(consolidated), 'a.zarr');
    expect(table.layout.facts).toMatchObject({
      format: 'AnnData Zarr v2',
      cells: 3,
      genes: 2,
      obs: [
        { name: 'kind', kind: 'categorical', categories: 2 },
        { name: 'ok', kind: 'boolean' },
        { name: 'void', kind: 'numeric' },
        { name: 'code', kind: 'string' },
      ],
      embeddings: [{ name: 'X_umap', dims: 2 }],
      matrices: [{ name: 'X', layout: 'dense', dtype: 'float32' }],
      notices: [],
    });
    expect(table.cells()).toEqual(['a', 'bé', 'c']);
    expect(table.obs('kind')).toEqual(['Té', null, 'B']);
    expect(table.run(table.layout.readObs('kind'))).toMatchObject({ ordered: true });
    expect(table.obs('ok')).toEqual([true, false, true]);
    expect(table.obs('void')).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(table.obs('code')).toEqual(['xy', 'z', 'zz']);
    expect(table.genes().index).toEqual(['G0', 'G1']);
    expect(table.gene('X', 0)).toEqual([1, 3, 5]);
    expect(table.gene('X', 1)).toEqual([2, 4, 6]);
    expect(table.embedding('X_umap')).toEqual([1, 2, 3, 4, 5, -6]);
  });

  it.each([
    { at: 'end', checksum: true },
    { at: 'start', checksum: true },
    { at: 'end', checksum: false },
  ] as const)('of version 3 has its values, shards with index %o', (shards) => {
    const table = openTable(storeV3(consolidated, shards), 'a.zarr');
    expect(table.layout.facts).toMatchObject({ format: 'AnnData Zarr v3', cells: 4, genes: 2, notices: [] });
    expect(table.cells()).toEqual(['a', 'b', 'c', 'd']);
    expect(table.obs('big')).toEqual([-1, 2 ** 40, 0, 5]);
    expect(table.genes().index).toEqual(['G0', 'G1']);
    expect(table.gene('X', 0)).toEqual([1, 3, 5, 7]);
    expect(table.gene('X', 1)).toEqual([2, 4, 0.5, 0.5]);
    expect(table.embedding('X_umap')).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    table.rounds.length = 0;
    table.gene('X', 0);
    // The shard's index is known by now.
    expect(table.rounds).toEqual([[expect.objectContaining({ kind: 'range' }), expect.objectContaining({ kind: 'range' })]]);
  });
});

describe('a damaged store', () => {
  const whole = storeV3(false, { at: 'end', checksum: true });

  it.each<readonly [string, Files, string]>([
    ['metadata that is no JSON', { ...whole, 'X/zarr.json': Uint8Array.of(1, 2) }, 'corrupt'],
    ['a shape that is no list', { ...whole, 'X/zarr.json': json({ node_type: 'array', shape: 'large' }) }, 'corrupt'],
    [
      'an unknown codec',
      { ...whole, 'X/zarr.json': change(whole, 'X', { codecs: [{ name: 'bytes' }, { name: 'secret' }] }) },
      'unsupported',
    ],
    ['an unknown type', { ...whole, 'X/zarr.json': change(whole, 'X', { data_type: 'complex64' }) }, 'unsupported'],
  ])('leaves a matrix out with %s', (_, files, code) => {
    const { facts } = openTable(files, 'a.zarr').layout;
    expect(facts.matrices).toEqual([]);
    expect(facts.notices.map((notice) => notice.code)).toEqual(['left-out']);
    expect(code).toMatch(/corrupt|unsupported/);
  });

  it.each<readonly [string, string, (bytes: Uint8Array) => Uint8Array]>([
    ['a shard index that was changed', 'X/c/0/0', (bytes) => bytes.with(bytes.length - 8, 77)],
    ['a shard that is cut', 'X/c/0/0', (bytes) => bytes.slice(0, 20)],
    ['an inner chunk that was changed', 'X/c/0/0', (bytes) => bytes.with(14, 1)],
  ])('says so of %s', (_, name, harm) => {
    const table = openTable({ ...whole, [name]: harm(whole[name]!) }, 'a.zarr');
    expect(() => table.gene('X', 0)).toThrow(expect.objectContaining({ code: expect.stringMatching(/corrupt|truncated/) }));
  });

  it('checks the checksums of chunks', () => {
    const table = openTable({ ...whole, 'obs/big/c/0': whole['obs/big/c/0']!.with(3, 9) }, 'a.zarr');
    expect(() => table.obs('big')).toThrow(expect.objectContaining({ code: 'corrupt' }));
  });

  it('refuses a store that is none, and one that is no AnnData', () => {
    expect(() => openTable({ 'readme.txt': Uint8Array.of(1) }, 'a.zarr')).toThrow(expect.objectContaining({ code: 'unsupported' }));
    expect(() => openTable({ '.zgroup': json({ zarr_format: 2 }) }, 'a.zarr')).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });
});

function change(files: Files, path: string, more: object): Uint8Array {
  return json({ ...JSON.parse(new TextDecoder().decode(files[`${path}/zarr.json`])), ...more });
}

it('knows CRC-32C', () => {
  // RFC 3720, B.4.
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
});
