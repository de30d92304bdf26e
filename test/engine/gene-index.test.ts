import { describe, expect, it } from 'vitest';
import { MemorySource } from '../../src/bytes/memory-source.js';
import type { IndexStore } from '../../src/engine/ports.js';
import type { Answer, AnswerOf } from '../../src/protocol/answers.js';
import { largeH5ad, largeValue } from '../formats/anndata/large-h5ad.js';
import { HostFixture, testPorts } from './host-fixture.js';
import { RoundSource } from './round-source.js';

const recording = '0:a.h5ad';
/** Enough genes that a pass costs something. */
const bytesOf = largeH5ad('csr', 2700);

class MemoryIndex implements IndexStore {
  readonly kept = new Map<string, Uint8Array>();
  readonly capBytes: number;

  constructor(capBytes = 1 << 30) {
    this.capBytes = capBytes;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return this.kept.get(key)?.slice();
  }

  async set(key: string, bytes: Uint8Array): Promise<void> {
    this.kept.set(key, bytes.slice());
  }
}

async function openAtlas(index: IndexStore | undefined, options: ConstructorParameters<typeof HostFixture>[1] = {}) {
  const source = new RoundSource(new MemorySource(await bytesOf));
  const host = new HostFixture({ 'a.h5ad': () => source }, { ports: { ...testPorts, index }, ...options });
  return { host, source };
}

const access = async (host: HostFixture): Promise<{ readonly state: string; readonly reason?: string | undefined }> => {
  host.send({ type: 'describe', request: 500, recording });
  const { facts } =
    host.answers.filter((answer): answer is AnswerOf<'facts'> => answer.type === 'facts').at(-1) ?? (await host.answer('facts'));
  if (facts.kind !== 'cells') throw new Error(facts.kind);
  return facts.matrices[0]!.access;
};

const askGene = (host: HostFixture, request: number, gene: number): void =>
  host.send({ type: 'column', request, recording, column: { kind: 'gene', gene: `g${gene}` } });

const valuesOf = async (host: HostFixture, request: number): Promise<number[]> => {
  const { column } = await host.answer('column', (answer) => answer.request === request);
  if (column.kind !== 'numbers') throw new Error(column.kind);
  return [...column.values];
};

const expected = (gene: number): number[] => Array.from({ length: 4000 }, (_, cell) => largeValue(cell, gene));

async function build(host: HostFixture, request = 900): Promise<void> {
  host.send({ type: 'indexGenes', request, recording, matrix: 'X' });
  await host.answer('progress', (answer) => answer.request === request && answer.done === answer.total);
}

describe('a gene of compressed rows', () => {
  it('comes out of a pass, which serves all who ask while it goes on', async () => {
    const { host, source } = await openAtlas(undefined);
    askGene(host, 1, 7);
    expect(await valuesOf(host, 1)).toEqual(expected(7));
    expect(await access(host)).toMatchObject({ state: 'refused', reason: 'There is no cache to keep a column index in' });
    host.send({ type: 'describe', request: 501, recording });
    await host.answer('facts', (answer) => answer.facts.kind === 'cells' && answer.facts.matrices[0]?.sample !== undefined);
    source.take();
    askGene(host, 2, 8);
    await valuesOf(host, 2);
    const one = source.take().bytes;
    for (const gene of [9, 10, 11]) askGene(host, gene, gene);
    for (const gene of [9, 10, 11]) expect(await valuesOf(host, gene)).toEqual(expected(gene));
    expect(source.take().bytes).toBe(one);
    askGene(host, 12, 9);
    await valuesOf(host, 12);
    expect(source.take().bytes).toBe(0);
  });

  it('is no longer looked for once nobody wants it', async () => {
    const { host, source } = await openAtlas(undefined);
    askGene(host, 1, 1);
    await valuesOf(host, 1);
    askGene(host, 2, 2);
    host.send({ type: 'cancel', request: 2 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    source.take();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(source.take().bytes).toBe(0);
    askGene(host, 3, 2);
    expect(await valuesOf(host, 3)).toEqual(expected(2));
    askGene(host, 4, 3);
    await new Promise((resolve) => setTimeout(resolve, 2));
    host.send({ type: 'cancel', request: 4 });
    askGene(host, 5, 4);
    expect(await valuesOf(host, 5)).toEqual(expected(4));
  });
});

describe('a column index', () => {
  it('is built with progress, and kept: the next opening reads no matrix', async () => {
    const index = new MemoryIndex();
    const { host } = await openAtlas(index);
    expect(await access(host)).toMatchObject({ state: 'scan' });
    await build(host);
    expect(await access(host)).toMatchObject({ state: 'ready', done: 1 });
    const { host: next, source } = await openAtlas(index);
    askGene(next, 1, 0);
    await valuesOf(next, 1);
    // A look at the matrix follows by itself.
    next.send({ type: 'describe', request: 501, recording });
    await next.answer('facts', (answer) => answer.facts.kind === 'cells' && answer.facts.matrices[0]?.sample !== undefined);
    source.take();
    for (const gene of [3, 77, 199]) askGene(next, 1000 + gene, gene);
    for (const gene of [3, 77, 199]) expect(await valuesOf(next, 1000 + gene)).toEqual(expected(gene));
    expect(source.take().bytes).toBe(0);
    expect(await access(next)).toMatchObject({ state: 'ready' });
  });

  it('of a near matrix is built by itself once there was something to see; of a far one it is not', async () => {
    const bytes = await bytesOf;
    const near = new HostFixture({ 'a.h5ad': () => new MemorySource(bytes) }, { ports: { ...testPorts, index: new MemoryIndex() } });
    const { host: far } = await openAtlas(new MemoryIndex());
    for (const host of [near, far]) {
      host.send({ type: 'describe', request: 1, recording });
      host.send({ type: 'genes', request: 2, recording, text: 'g1', limit: 5 });
    }
    const isReady = (answer: AnswerOf<'facts'>): boolean =>
      answer.facts.kind === 'cells' && answer.facts.matrices[0]?.access.state === 'ready';
    await near.answer('facts', isReady);
    askGene(near, 3, 42);
    expect(await valuesOf(near, 3)).toEqual(expected(42));
    await far.answer('facts', (answer) => answer.facts.kind === 'cells' && answer.facts.matrices[0]?.sample !== undefined);
    expect(await access(far)).toMatchObject({ state: 'scan' });
  });

  it('of which a part is damaged or gone is done without', async () => {
    const index = new MemoryIndex();
    const { host } = await openAtlas(index);
    await build(host);
    for (const [key, bytes] of index.kept) if (key.startsWith('gene-')) bytes[bytes.length >> 1]! ^= 1;
    askGene(host, 1, 50);
    expect(await valuesOf(host, 1)).toEqual(expected(50));
    expect(await access(host)).toMatchObject({ state: 'scan' });
    await build(host, 901);
    askGene(host, 2, 51);
    expect(await valuesOf(host, 2)).toEqual(expected(51));
  });

  it('is refused where the cache is too small, and says what would cure it', async () => {
    const { host } = await openAtlas(new MemoryIndex(100_000));
    expect((await access(host)).reason).toMatch(/^A column index takes 5 MB, the cache gives it 0 MB; .*CSC/);
    host.send({ type: 'indexGenes', request: 7, recording, matrix: 'X' });
    expect((await host.answer('error', ({ request }) => request === 7)).error.code).toBe('too-large');
  });

  it('ends when it is cancelled, and is built anew when it is asked for again', async () => {
    const index = new MemoryIndex();
    const { host } = await openAtlas(index);
    host.send({ type: 'indexGenes', request: 8, recording, matrix: 'X' });
    await host.answer('progress', ({ request }) => request === 8);
    host.send({ type: 'cancel', request: 8 });
    await build(host, 9);
    askGene(host, 10, 5);
    expect(await valuesOf(host, 10)).toEqual(expected(5));
    expect(host.answers.filter((answer: Answer) => answer.type === 'error')).toEqual([]);
  });

  it('is of no use where genes lie together', async () => {
    const source = new MemorySource(await largeH5ad('csc', 2700));
    const host = new HostFixture({ 'a.h5ad': () => source }, { ports: { ...testPorts, index: new MemoryIndex() } });
    expect(await access(host)).toMatchObject({ state: 'direct' });
    host.send({ type: 'indexGenes', request: 7, recording, matrix: 'X' });
    expect((await host.answer('error', ({ request }) => request === 7)).error.code).toBe('unsupported');
  });
});
