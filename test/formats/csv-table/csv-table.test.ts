import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCoordinates } from '../../../src/formats/csv-table/csv-header.js';
import { CsvRow, splitRow } from '../../../src/formats/csv-table/csv-rows.js';
import { openTable } from '../open-table.js';

const encoder = new TextEncoder();

describe('a text table of cells', () => {
  it('has its columns and coordinates', () => {
    const text = 'cell,UMAP_1,UMAP_2,cluster,score,ok\n"a,1",1.5,2,T,3,true\nb,NA,,"B ""q""",4.25,FALSE\r\n\nc,0,-1e3,T,,';
    const table = openTable(encoder.encode(text), 'cells.csv');
    expect(table.layout.facts).toMatchObject({
      format: 'CSV',
      cells: 3,
      genes: 0,
      obs: [
        { name: 'cluster', kind: 'categorical' },
        { name: 'score', kind: 'numeric' },
        { name: 'ok', kind: 'boolean' },
      ],
      embeddings: [{ name: 'UMAP', dims: 2 }],
      matrices: [],
    });
    expect(table.cells()).toEqual(['a,1', 'b', 'c']);
    expect(table.obs('cluster')).toEqual(['T', 'B "q"', 'T']);
    expect(table.obs('score')).toEqual([3, 4.25, Number.NaN]);
    expect(table.obs('ok')).toEqual([true, false, null]);
    expect(table.embedding('UMAP')).toEqual([1.5, 2, Number.NaN, Number.NaN, 0, -1000]);
  });

  it.each([
    ['a row too short', 'x,y,c\n1,2,3\n4,5\n', 'corrupt'],
    ['coordinates that are no numbers', 'x,y,c\n1,two,3\n', 'corrupt'],
  ])('is refused with %s', (_, text, code) => {
    expect(() => openTable(encoder.encode(text), 'cells.csv')).toThrow(expect.objectContaining({ code }));
  });

  it.each(['x,y,p,t\n1,2,0,3\n', '1,2,3\n4,5,6\n', 'name,age\na,1\n', 'a\tb\0c\n'])('is not seen in %j', (text) => {
    expect(() => openTable(encoder.encode(text), 'cells.csv')).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });
});

describe('coordinates among column names', () => {
  it.each([
    [['cell', 'UMAP_1', 'UMAP_2'], [['UMAP', [1, 2]]]],
    [['X_umap_0', 'X_umap_1', 'X_umap_2', 'n_genes'], [['X_umap', [0, 1, 2]]]],
    [['y', 'x', 'area'], [['xy', [1, 0]]]],
    [
      ['tSNE1', 'tSNE2', 'spatial_x', 'spatial_y'],
      [
        ['tSNE', [0, 1]],
        ['spatial', [2, 3]],
      ],
    ],
    [['PC_2', 'PC_3'], []],
    [['gene1', 'gene2'], []],
    [['index', 'max', 'galaxy'], []],
  ] as const)('%j', (names, expected) => {
    expect(findCoordinates(names).map(({ name, columns }) => [name, columns])).toEqual(expected);
  });
});

it('splits rows as they were written, wherever a piece of the file ends', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é'), maxLength: 6 });
  fc.assert(
    fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), fc.boolean(), (rows, ends) => {
      const quoted = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
      const bytes = encoder.encode(quoted.join('\r\n') + (ends ? '\n' : ''));
      const row = new CsvRow();
      const found: string[][] = [];
      let from = 0;
      for (let end = 0; end <= bytes.length; end += 1) {
        const piece = bytes.subarray(0, end);
        for (;;) {
          const next = from >= end ? -1 : splitRow(piece, from, 44, end === bytes.length, row);
          if (next < 0) break;
          from = next;
          found.push(Array.from({ length: row.length }, (_, at) => row.text(at)));
        }
      }
      expect(found).toEqual(rows);
    }),
    { numRuns: 300 },
  );
});
