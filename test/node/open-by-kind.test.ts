import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openRecording, openStack, openTable } from '../../src/node/firstlight.js';

const folder = mkdtempSync(join(tmpdir(), 'firstlight-kinds-'));
afterAll(() => rmSync(folder, { recursive: true }));

const stack = join(folder, 'cube.npy');
const head = Buffer.from(`{'descr': '<u2', 'fortran_order': False, 'shape': (2, 2, 3), }`.padEnd(117).concat('\n'), 'latin1');
const numbers = Uint16Array.from({ length: 12 }, (_, i) => 100 * i);
writeFileSync(
  stack,
  Buffer.concat([Buffer.from('\x93NUMPY\x01\0', 'latin1'), Buffer.from([head.length, 0]), head, Buffer.from(numbers.buffer)]),
);
const table = join(folder, 'map.csv');
writeFileSync(table, 'cell,x,y,cluster\na,0,1,T\nb,2,3,B\nc,4,5,T\n');

describe('what Node programs open', () => {
  it('a stack: its facts, a plane, its survey', async () => {
    const opened = await openStack(stack);
    expect(opened.facts).toMatchObject({ kind: 'stack', frames: { value: 2 }, height: 2, width: 3, dtype: 'uint16' });
    expect([...(await opened.plane(1)).samples]).toEqual([600, 700, 800, 900, 1000, 1100]);
    expect(await opened.survey()).toMatchObject({ min: 0, max: 1100, mean: 550 });
    await opened.close();
  });

  it('a table: its columns', async () => {
    const opened = await openTable(table);
    expect(opened.facts).toMatchObject({ kind: 'cells', cells: 3 });
    expect(await opened.obsColumn('cluster')).toMatchObject({ kind: 'categorical' });
    await opened.close();
  });

  it('and says so where it is something else', async () => {
    await expect(openStack(table)).rejects.toMatchObject({ code: 'unsupported', path: table });
    await expect(openTable(stack)).rejects.toMatchObject({ code: 'unsupported', path: stack });
    await expect(openRecording(stack)).rejects.toMatchObject({ path: stack });
  });
});
