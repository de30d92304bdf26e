import { ByteLru } from '../../base/byte-lru.js';
import { FirstlightError } from '../../base/errors.js';
import { bytesOf, type StoreNeed, type StorePlan } from '../../bytes/store-plan.js';
import type { ByteKernels } from '../../kernels/byte-kernels.js';
import { type PackedStrings, StringPacker } from '../../shapes/table-strings.js';
import type { TreeArray, TreeValue } from '../tree/array-tree.js';
import { type Box, boxCount, type ChunkPart, offsetOf, stridesOf } from '../tree/box.js';
import { heldTogether, partBatches } from '../tree/chunk-batches.js';
import { copyElements } from '../tree/copy-elements.js';
import { checkArrayBytes, type NumberArray, type NumberType, numberBytes, numbersOf } from '../tree/number-type.js';
import { decodeCodecs } from './zarr-codecs.js';
import type { ZarrArrayFacts, ZarrShards } from './zarr-metadata.js';
import { addFixedTexts, addTexts } from './zarr-texts.js';

/** What reading arrays of one store needs. */
export interface ZarrContext {
  readonly kernels: ByteKernels;
  readonly limitBytes: number;
}

/** Stored chunks may be so much larger than their content: codecs have headers. */
const storedSlackBytes = 1 << 16;
const indexCacheBytes = 4 << 20;
/** Offset and length of a chunk that a shard does not hold. */
const absent = 0xffffffff;

/** An array of a Zarr store, of version 2 or 3, in shards or not. */
export class ZarrArray implements TreeArray {
  readonly kind = 'array';
  readonly path: string;
  readonly shape: readonly number[];
  readonly chunkShape: readonly number[];
  readonly chunked = true;
  readonly holds: TreeArray['holds'];
  readonly members: readonly string[] = [];
  readonly numbers?: NumberType;
  readonly #context: ZarrContext;
  readonly #facts: ZarrArrayFacts;
  /** Indexes of shards, by the shard's name. */
  readonly #indexes = new ByteLru<string, Uint8Array>(indexCacheBytes);

  constructor(context: ZarrContext, path: string, facts: ZarrArrayFacts) {
    this.path = path;
    this.shape = facts.shape;
    this.chunkShape = facts.chunkShape;
    this.holds = facts.element.kind === 'number' ? 'numbers' : 'texts';
    if (facts.element.kind === 'number') this.numbers = facts.element.type;
    this.#context = context;
    this.#facts = facts;
  }

  member(): undefined {
    return undefined;
  }

  *attributes(): StorePlan<ReadonlyMap<string, TreeValue>> {
    yield* [];
    return this.#facts.attributes;
  }

  *readNumbers(box: Box): StorePlan<NumberArray> {
    if (this.numbers === undefined) throw new FirstlightError('unsupported', `${this.path} holds no numbers`);
    const size = numberBytes(this.numbers);
    checkArrayBytes(boxCount(box), Math.max(4, size), this.#context.limitBytes, this.path);
    return numbersOf(yield* this.#readBytes(box, size), this.numbers);
  }

  *readTexts(from: number, to: number): StorePlan<PackedStrings> {
    const { element } = this.#facts;
    if (this.shape.length > 1 || element.kind === 'number') throw new FirstlightError('unsupported', `${this.path} is no list of texts`);
    const packer = new StringPacker(this.#context.limitBytes);
    const box = this.shape.length === 0 ? { from: [], counts: [] } : { from: [from], counts: [to - from] };
    if (element.kind !== 'texts') {
      checkArrayBytes(to - from, element.bytes, this.#context.limitBytes, this.path);
      addFixedTexts(yield* this.#readBytes(box, element.bytes), element, packer);
    } else {
      for (const batch of partBatches(box, this.chunkShape)) {
        for (const parts of heldTogether(batch, ({ counts }) => 64 * (counts[0] ?? 1))) {
          for (const [at, plain] of (yield* this.#readChunks(parts, undefined)).entries()) {
            const { inChunk, counts } = parts[at]!;
            addTexts(plain, inChunk[0] ?? 0, counts[0] ?? 1, this.#facts.fillText, packer);
          }
        }
      }
    }
    return packer.finish();
  }

  /** The elements of a box, side by side, *given*. */
  *#readBytes(box: Box, size: number): StorePlan<Uint8Array> {
    if (box.from.some((from, axis) => from < 0 || from + box.counts[axis]! > this.shape[axis]!)) {
      throw new FirstlightError('out-of-range', `${this.path} has shape ${this.shape.join(' × ')}`);
    }
    const plainBytes = this.chunkShape.reduce((product, length) => product * length, size);
    checkArrayBytes(plainBytes, 1, this.#context.limitBytes, `A chunk of ${this.path}`);
    const out = new Uint8Array(boxCount(box) * size);
    const target = stridesOf(box.counts, size);
    const strides = stridesOf(this.chunkShape, size, this.#facts.order);
    const none = strides.map(() => 0);
    for (const batch of partBatches(box, this.chunkShape)) {
      for (const parts of heldTogether(batch, () => plainBytes)) {
        for (const [at, plain] of (yield* this.#readChunks(parts, plainBytes)).entries()) {
          const { inChunk, inBox, counts } = parts[at]!;
          const source =
            plain === undefined
              ? { bytes: this.#facts.fill, offset: 0, strides: none }
              : { bytes: plain, offset: offsetOf(inChunk, strides), strides };
          copyElements(source, { bytes: out, offset: offsetOf(inBox, target), strides: target }, counts, size);
        }
      }
    }
    return out;
  }

  /** The plain bytes of chunks; undefined for those that were never written. */
  *#readChunks(parts: readonly ChunkPart[], plainBytes: number | undefined): StorePlan<(Uint8Array | undefined)[]> {
    const { kernels, limitBytes } = this.#context;
    const { codecs, shards } = this.#facts;
    const stored = shards === undefined ? yield* this.#readFiles(parts, plainBytes) : yield* this.#readFromShards(parts, shards);
    return stored.map((bytes) => (bytes === undefined ? undefined : decodeCodecs(codecs, bytes, plainBytes, limitBytes, kernels)));
  }

  *#readFiles(parts: readonly ChunkPart[], plainBytes: number | undefined): StorePlan<(Uint8Array | undefined)[]> {
    const { limitBytes } = this.#context;
    const most = plainBytes === undefined ? limitBytes : Math.min(limitBytes, 2 * plainBytes + storedSlackBytes);
    const answers = yield parts.map(({ chunk }) => ({ kind: 'file', name: this.#nameOf(chunk), limitBytes: most }));
    return answers.map((answer, at) => (answer === undefined ? undefined : bytesOf(answer, this.#nameOf(parts[at]!.chunk))));
  }

  *#readFromShards(parts: readonly ChunkPart[], shards: ZarrShards): StorePlan<(Uint8Array | undefined)[]> {
    const perShard = shards.shape.map((length, axis) => length / this.chunkShape[axis]!);
    const places = parts.map(({ chunk }) => ({
      name: this.#nameOf(chunk.map((number, axis) => Math.floor(number / perShard[axis]!))),
      entry: offsetOf(
        chunk.map((number, axis) => number % perShard[axis]!),
        stridesOf(perShard, 1),
      ),
    }));
    const entries = perShard.reduce((product, count) => product * count, 1);
    const indexes = yield* this.#readIndexes([...new Set(places.map(({ name }) => name))], entries, shards);
    const needs: (StoreNeed & { readonly at: number })[] = [];
    for (const [at, { name, entry }] of places.entries()) {
      const index = indexes.get(name);
      if (index === undefined) continue;
      const view = new DataView(index.buffer, index.byteOffset + 16 * entry, 16);
      if (view.getUint32(4, true) === absent && view.getUint32(0, true) === absent) continue;
      const offset = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
      const length = view.getUint32(8, true) + view.getUint32(12, true) * 2 ** 32;
      checkArrayBytes(length, 1, this.#context.limitBytes, `A chunk of ${this.path}`);
      needs.push({ kind: 'range', name, offset, length, at });
    }
    const answers = needs.length === 0 ? [] : yield needs;
    const stored = new Array<Uint8Array | undefined>(parts.length).fill(undefined);
    for (const [order, { at }] of needs.entries()) stored[at] = bytesOf(answers[order], this.path);
    return stored;
  }

  /** Indexes of shards, those that were read before from memory; no entry for a shard that was never written. */
  *#readIndexes(names: readonly string[], entries: number, shards: ZarrShards): StorePlan<Map<string, Uint8Array>> {
    const { kernels, limitBytes } = this.#context;
    const checksums = shards.indexCodecs.filter(({ name }) => name === 'crc32c').length;
    const length = 16 * entries + 4 * checksums;
    checkArrayBytes(length, 1, limitBytes, `The index of a shard of ${this.path}`);
    const found = new Map<string, Uint8Array>();
    const missing: string[] = [];
    for (const name of names) {
      const known = this.#indexes.get(name);
      if (known === undefined) missing.push(name);
      else found.set(name, known);
    }
    const answers =
      missing.length === 0
        ? []
        : yield missing.map((name) =>
            shards.indexAt === 'end' ? { kind: 'end', name, length } : { kind: 'range', name, offset: 0, length },
          );
    for (const [at, name] of missing.entries()) {
      const answer = answers[at];
      if (answer === undefined) continue;
      const index = decodeCodecs(shards.indexCodecs, bytesOf(answer, name), 16 * entries, limitBytes, kernels);
      this.#indexes.set(name, index, index.length);
      found.set(name, index);
    }
    return found;
  }

  #nameOf(chunk: readonly number[]): string {
    const { prefix, separator } = this.#facts.keys;
    const numbers = chunk.length > 0 ? prefix + chunk.join(separator) : prefix === '' ? '0' : 'c';
    return this.path === '' ? numbers : `${this.path}/${numbers}`;
  }
}
