import * as v from 'valibot';
import { FirstlightError } from '../../base/errors.js';
import type { TreeValue } from '../tree/array-tree.js';
import { codecOf, type ZarrCodec } from './zarr-codecs.js';
import { fillBytes, parseTypeV2, parseTypeV3, type ZarrElement } from './zarr-types.js';

/** Chunks that lie together in one file, found through an index in it. */
export interface ZarrShards {
  /** Elements of a shard along each dimension. */
  readonly shape: readonly number[];
  readonly indexCodecs: readonly ZarrCodec[];
  readonly indexAt: 'start' | 'end';
}

/** A Zarr array as its metadata describes it. */
export interface ZarrArrayFacts {
  readonly shape: readonly number[];
  /** Of the chunks that are decoded: inside shards those in them. */
  readonly chunkShape: readonly number[];
  readonly shards?: ZarrShards;
  readonly element: ZarrElement;
  /** From bytes to bytes, in the order of writing. */
  readonly codecs: readonly ZarrCodec[];
  /** Order of the dimensions in a chunk's bytes, the fastest last. */
  readonly order: readonly number[];
  /** One element as stored, or the text, where nothing was written. */
  readonly fill: Uint8Array;
  readonly fillText: string;
  /** How the name of a chunk is made. */
  readonly keys: { readonly prefix: string; readonly separator: string };
  readonly attributes: ReadonlyMap<string, TreeValue>;
}

const rankLimit = 32;
const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const shape = v.pipe(v.array(size), v.maxLength(rankLimit));
const chunkShape = v.pipe(v.array(v.pipe(size, v.minValue(1))), v.maxLength(rankLimit));
const attributes = v.optional(v.record(v.string(), v.unknown()), {});

const codecV2 = v.looseObject({ id: v.string() });
const arrayV2 = v.object({
  shape,
  chunks: chunkShape,
  dtype: v.unknown(),
  compressor: v.nullish(codecV2),
  filters: v.nullish(v.array(codecV2)),
  fill_value: v.unknown(),
  order: v.optional(v.picklist(['C', 'F']), 'C'),
  dimension_separator: v.optional(v.picklist(['.', '/']), '.'),
});

const named = v.object({ name: v.string(), configuration: v.optional(v.record(v.string(), v.unknown()), {}) });
const arrayV3 = v.object({
  shape,
  data_type: v.unknown(),
  chunk_grid: v.object({ name: v.literal('regular'), configuration: v.object({ chunk_shape: chunkShape }) }),
  chunk_key_encoding: v.optional(named, { name: 'default', configuration: {} }),
  fill_value: v.unknown(),
  codecs: v.array(named),
  attributes,
});
const sharding = v.object({
  chunk_shape: chunkShape,
  codecs: v.array(named),
  index_codecs: v.array(named),
  index_location: v.optional(v.picklist(['start', 'end']), 'end'),
});

/** Metadata of an array of version 2. Source: Zarr storage specification 2. Errors: `corrupt`, `unsupported`. */
export function parseArrayV2(json: unknown, said: ReadonlyMap<string, TreeValue>): ZarrArrayFacts {
  const facts = parse(arrayV2, json, '.zarray');
  const filters = facts.filters ?? [];
  const texts = filters.some(({ id }) => id === 'vlen-utf8');
  const element = parseTypeV2(facts.dtype, texts);
  const stored = [...filters.filter(({ id }) => id !== 'vlen-utf8'), ...(facts.compressor == null ? [] : [facts.compressor])];
  checkRank(facts.shape, facts.chunks);
  const axes = facts.shape.map((_, axis) => axis);
  return {
    shape: facts.shape,
    chunkShape: facts.chunks,
    element,
    codecs: stored.map((codec) => codecOf(codec.id, codec)),
    order: facts.order === 'F' ? axes.reverse() : axes,
    fill: fillBytes(facts.fill_value, element),
    fillText: typeof facts.fill_value === 'string' ? facts.fill_value : '',
    keys: { prefix: '', separator: facts.dimension_separator },
    attributes: said,
  };
}

/** Metadata of an array of version 3. Source: Zarr core specification 3, sharding codec 1.0. Errors: `corrupt`, `unsupported`. */
export function parseArrayV3(json: unknown): ZarrArrayFacts {
  const facts = parse(arrayV3, json, 'zarr.json');
  const outer = facts.chunk_grid.configuration.chunk_shape;
  const [first] = facts.codecs;
  const inner = first?.name === 'sharding_indexed' ? parse(sharding, first.configuration, 'zarr.json') : undefined;
  if (inner !== undefined && facts.codecs.length > 1)
    throw new FirstlightError('unsupported', 'Zarr shards under another codec cannot be read');
  const pipeline = inner?.codecs ?? facts.codecs;
  const endian = pipeline.find(({ name }) => name === 'bytes')?.configuration.endian === 'big' ? 'big' : 'little';
  const element = parseTypeV3(facts.data_type, endian);
  const chunks = inner?.chunk_shape ?? outer;
  checkRank(facts.shape, outer);
  checkRank(facts.shape, chunks);
  if (inner !== undefined && outer.some((length, axis) => length % chunks[axis]! !== 0)) {
    throw new FirstlightError('corrupt', `Zarr shards of ${outer.join(' × ')} do not hold whole chunks of ${chunks.join(' × ')}`);
  }
  const { name, configuration } = facts.chunk_key_encoding;
  const separator =
    configuration.separator === '.' || configuration.separator === '/' ? configuration.separator : name === 'v2' ? '.' : '/';
  return {
    shape: facts.shape,
    chunkShape: chunks,
    ...(inner === undefined
      ? {}
      : { shards: { shape: outer, indexCodecs: bytesCodecs(inner.index_codecs), indexAt: inner.index_location } }),
    element,
    codecs: bytesCodecs(pipeline),
    order: transposed(pipeline, facts.shape.length),
    fill: fillBytes(facts.fill_value, element),
    fillText: typeof facts.fill_value === 'string' ? facts.fill_value : '',
    keys: { prefix: name === 'v2' ? '' : `c${separator}`, separator },
    attributes: treeValues(facts.attributes),
  };
}

type Named = v.InferOutput<typeof named>;

/** Codecs behind the one that makes bytes of numbers or texts. */
function bytesCodecs(pipeline: readonly Named[]): ZarrCodec[] {
  return pipeline
    .filter(({ name }) => name !== 'bytes' && name !== 'vlen-utf8' && name !== 'transpose')
    .map(({ name, configuration }) => codecOf(name, configuration));
}

function transposed(pipeline: readonly Named[], rank: number): number[] {
  let order = Array.from({ length: rank }, (_, axis) => axis);
  for (const { name, configuration } of pipeline) {
    if (name !== 'transpose') continue;
    const said = configuration.order;
    const axes = Array.isArray(said) ? said.map(Number) : [];
    if (axes.length !== rank || new Set(axes).size !== rank || axes.some((axis) => !(axis in order))) {
      throw new FirstlightError('corrupt', `A Zarr array is transposed by ${JSON.stringify(said)}`);
    }
    const before = order;
    order = axes.map((axis) => before[axis]!);
  }
  return order;
}

/** Attributes as plain values: numbers, texts, booleans and lists of them; others are left out. */
export function treeValues(json: Readonly<Record<string, unknown>>): ReadonlyMap<string, TreeValue> {
  const values = new Map<string, TreeValue>();
  for (const [name, value] of Object.entries(json)) {
    if (isSimple(value)) values.set(name, value);
    else if (Array.isArray(value) && value.every(isSimple)) values.set(name, value);
  }
  return values;
}

function isSimple(value: unknown): value is number | string | boolean {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
}

/** JSON that holds an object. Throws `corrupt`. */
export function parseObject(bytes: Uint8Array, name: string): Record<string, unknown> {
  let json: unknown;
  try {
    // Python writes NaN and Infinity as they are, where JSON has no such numbers.
    const text = new TextDecoder().decode(bytes).replace(/(?<=[:[,]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g, '"$1"');
    json = JSON.parse(text);
  } catch (cause) {
    throw new FirstlightError('corrupt', `${name} is no JSON`, { cause });
  }
  return parse(v.record(v.string(), v.unknown()), json, name);
}

function parse<const Schema extends v.GenericSchema>(schema: Schema, json: unknown, name: string): v.InferOutput<Schema> {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  throw new FirstlightError('corrupt', `${name} cannot be read: ${v.getDotPath(result.issues[0]) ?? ''} ${result.issues[0].message}`);
}

function checkRank(shape: readonly number[], chunks: readonly number[]): void {
  if (shape.length !== chunks.length)
    throw new FirstlightError('corrupt', `A Zarr array of ${shape.length} dimensions has chunks of ${chunks.length}`);
}
