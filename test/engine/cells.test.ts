import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/bytes/memory-source.js';
import { placesOf } from '../../src/cells/cell-bits.js';
import type { AnswerOf } from '../../src/protocol/answers.js';
import type { Request } from '../../src/protocol/requests.js';
import { cells, clusters, entry, type MatrixForm, makeH5ad, scores } from '../formats/anndata/make-h5ad.js';
import { HostFixture } from './host-fixture.js';

const recording = '0:a.h5ad';
const everyCell = Array.from({ length: cells }, (_, cell) => cell);

async function openAtlas(form: MatrixForm = 'csc'): Promise<HostFixture> {
  const bytes = await makeH5ad(form);
  return new HostFixture({ 'a.h5ad': () => new MemorySource(bytes) });
}

type CellRequest = Extract<Request, { type: 'points' | 'column' | 'genes' | 'select' | 'cells' | 'cell' }>;
type Asked<Message> = Message extends CellRequest ? Omit<Message, 'request' | 'recording'> : never;

let lastRequest = 0;

/** Asks and waits for the last answer. */
async function ask<Answered extends 'points' | 'column' | 'genes' | 'selection' | 'cells' | 'cell'>(
  host: HostFixture,
  asked: Asked<CellRequest>,
  type: Answered,
): Promise<AnswerOf<Answered>> {
  lastRequest += 1;
  const request = lastRequest;
  const sent: Request = { ...asked, request, recording };
  host.send(sent);
  return host.answer(type, (answer) => 'request' in answer && answer.request === request && (!('final' in answer) || answer.final));
}

describe('a map', () => {
  it('comes with its bounds and cells without a place', async () => {
    const host = await openAtlas();
    const points = await ask(host, { type: 'points', embedding: 'X_umap' }, 'points');
    expect(points).toMatchObject({ dims: 2, cells, part: { kind: 'run', from: 0 }, missing: 1 });
    expect([...points.coordinates]).toEqual(Array.from({ length: 2 * cells }, (_, at) => (at === 7 ? Number.NaN : at / 2)));
    expect([...points.bounds]).toEqual([0, 0.5, cells - 1, cells - 0.5]);
    host.send({ type: 'points', request: 99, recording, embedding: 'nothing' });
    expect((await host.answer('error', ({ request }) => request === 99)).error.code).toBe('not-found');
  });
});

describe('a column', () => {
  it('of categories has colours, and counts that add up', async () => {
    const { column, name } = await ask(await openAtlas(), { type: 'column', column: { kind: 'obs', name: 'cluster' } }, 'column');
    const count = (wanted: string | null): number => clusters.filter((cluster) => cluster === wanted).length;
    expect(name).toBe('cluster');
    expect(column).toMatchObject({ kind: 'categories', names: ['B', 'T', 'ü'], colors: ['#112233', '#445566', '#778899'], ordered: false });
    if (column.kind !== 'categories') throw new Error(column.kind);
    expect([...column.counts]).toEqual([count('B'), count('T'), count('ü'), count(null)]);
    expect([...column.codes]).toEqual(clusters.map((cluster) => (cluster === null ? 3 : ['B', 'T', 'ü'].indexOf(cluster))));
  });

  it('of numbers has limits and percentiles', async () => {
    const { column } = await ask(await openAtlas(), { type: 'column', column: { kind: 'obs', name: 'score' } }, 'column');
    if (column.kind !== 'numbers') throw new Error(column.kind);
    const finite = scores.filter(Number.isFinite).sort((a, b) => a - b);
    expect(column).toMatchObject({ least: 0, greatest: finite.at(-1), missing: 1 });
    expect([...column.values]).toEqual(scores);
    expect(column.percentiles).toHaveLength(1001);
    expect(column.percentiles[500]).toBe((finite[10]! + finite[11]!) / 2);
  });

  it('of texts is one of categories', async () => {
    const { column } = await ask(await openAtlas(), { type: 'column', column: { kind: 'obs', name: 'note' } }, 'column');
    if (column.kind !== 'categories') throw new Error(column.kind);
    expect(everyCell.map((cell) => column.names[column.codes[cell]!])).toEqual(everyCell.map((cell) => `note ${cell}`));
  });

  it.each(['dense', 'chunked', 'csr', 'csc'] as const)('of a gene names its matrix: %s', async (form) => {
    const host = await openAtlas(form);
    const gene = { kind: 'gene', gene: 'gene4' } as const;
    // `raw.X` is counts here, so that `X` is what genes come from.
    const { column, name } = await ask(host, { type: 'column', column: gene }, 'column');
    expect(name).toBe('ENSG4');
    expect(column).toMatchObject({ kind: 'numbers', matrix: 'X', rounded: 0, missing: 0 });
    if (column.kind === 'numbers') expect([...column.values]).toEqual(everyCell.map((cell) => entry(cell, 4)));
    const raw = await ask(host, { type: 'column', column: { kind: 'gene', gene: 'RAW3', matrix: 'raw.X' } }, 'column');
    expect(raw.column).toMatchObject({ matrix: 'raw.X' });
  });
});

describe('genes', () => {
  it('are found by any name, whole ones first', async () => {
    const host = await openAtlas();
    const found = await ask(host, { type: 'genes', text: 'gene1', limit: 5 }, 'genes');
    expect(found).toMatchObject({
      matrix: 'X',
      total: 2,
      genes: [
        { name: 'ENSG1', index: 1, found: 'Gene1' },
        { name: 'ENSG10', index: 10, found: 'Gene10' },
      ],
    });
    expect(await ask(host, { type: 'genes', text: 'g1', limit: 5 }, 'genes')).toMatchObject({
      genes: [
        { name: 'ENSG1', index: 1 },
        { name: 'ENSG10', index: 10 },
      ],
    });
    expect((await ask(host, { type: 'genes', matrix: 'raw.X', text: '', limit: 2 }, 'genes')).genes).toEqual([
      { name: 'RAW0', index: 0 },
      { name: 'RAW1', index: 1 },
    ]);
  });
});

describe('facts', () => {
  it('say what matrices look like once something was shown', async () => {
    const host = await openAtlas();
    host.send({ type: 'describe', request: 1000, recording });
    const { facts } = await host.answer('facts');
    expect(facts).not.toHaveProperty('matrix');
    await ask(host, { type: 'points', embedding: 'X_umap' }, 'points');
    const known = await host.answer(
      'facts',
      (answer) => answer.facts.kind === 'cells' && answer.facts.matrices.every(({ sample }) => sample),
    );
    expect(known.facts).toMatchObject({ matrix: 'X', matrices: [{ sample: { look: 'counts' } }, {}, {}] });
  });
});

describe('a selection', () => {
  it('is told with what it consists of, in memory first', async () => {
    const host = await openAtlas();
    await ask(host, { type: 'column', column: { kind: 'obs', name: 'cluster' } }, 'column');
    await ask(host, { type: 'column', column: { kind: 'gene', gene: 'ENSG4' } }, 'column');
    const want = {
      filters: [{ set: { kind: 'categories', column: 'cluster', names: [null] }, except: true, on: true } as const],
      steps: [{ op: 'add', set: { kind: 'range', column: { kind: 'obs', name: 'rank' }, from: 0, to: 7 } } as const],
    };
    const selection = await ask(host, { type: 'select', want }, 'selection');
    const visible = everyCell.filter((cell) => clusters[cell] !== null);
    const selected = visible.filter((cell) => cell >= 5 && cell <= 12);
    expect([...placesOf(selection.visible!)]).toEqual(visible);
    expect([...placesOf(selection.selected!)]).toEqual(selected);
    expect(selection).toMatchObject({ visibleCount: visible.length, selectedCount: selected.length });
    expect(selection.composition.map(({ column }) => column)).toEqual(['cluster', 'score', 'rank', 'age', 'ENSG4']);
    const [cluster, score, , age, gene] = selection.composition;
    if (cluster?.kind !== 'categories' || score?.kind !== 'numbers' || gene?.kind !== 'numbers' || age?.kind !== 'numbers')
      throw new Error();
    const count = (places: readonly number[]): number[] =>
      ['B', 'T', 'ü', null].map((name) => places.filter((cell) => clusters[cell] === name).length);
    expect([[...cluster.selected], [...cluster.visible]]).toEqual([count(selected), count(visible)]);
    const ofScore = selected.map((cell) => scores[cell]!);
    const mean = ofScore.reduce((sum, value) => sum + value, 0) / selected.length;
    expect(score.selected).toEqual({ mean, median: 1.0625, least: 5 / 8, greatest: 12 / 8, missing: 0 });
    expect(age.selected.missing).toBe(selected.filter((cell) => cell % 3 === 0).length);
    expect(gene.selected.greatest).toBe(Math.max(...selected.map((cell) => entry(cell, 4))));
    const first = host.answers.find((answer) => answer.type === 'selection');
    expect(first).toMatchObject({ final: false, visibleCount: visible.length, selectedCount: selected.length });
  });

  it('says nothing where nothing is hidden or selected', async () => {
    const selection = await ask(await openAtlas(), { type: 'select', want: { filters: [], steps: [] } }, 'selection');
    expect(selection).toMatchObject({ visibleCount: cells, selectedCount: 0 });
    expect(selection).not.toHaveProperty('visible');
    expect(selection).not.toHaveProperty('selected');
  });

  it('gives the names of its cells', async () => {
    const step = { op: 'add', set: { kind: 'categories', column: 'cluster', names: ['T'] } } as const;
    const named = await ask(await openAtlas(), { type: 'cells', want: { filters: [], steps: [step] } }, 'cells');
    const expected = everyCell.filter((cell) => clusters[cell] === 'T');
    expect([...named.indexes]).toEqual(expected);
    expect(named.names).toEqual(expected.map((cell) => `cell-${cell}`));
  });
});

describe('a cell', () => {
  it('is told by its name and values', async () => {
    const host = await openAtlas();
    expect(await ask(host, { type: 'cell', index: 3 }, 'cell')).toMatchObject({
      name: 'cell-3',
      values: [
        { column: 'cluster', text: '' },
        { column: 'score', text: '' },
        { column: 'rank', text: '-2' },
        { column: 'age', text: '' },
      ],
    });
    host.send({ type: 'cell', request: 98, recording, index: cells });
    expect((await host.answer('error', ({ request }) => request === 98)).error.code).toBe('out-of-range');
  });
});
