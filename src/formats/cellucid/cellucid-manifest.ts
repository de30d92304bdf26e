import * as v from 'valibot';
import { FirstlightError } from '../../base/errors.js';

/** A number for each cell: as 32-bit floats, or rounded to 8 or 16 bits between `min` and `max`. */
export interface CellucidNumbers {
  readonly name: string;
  readonly path: string;
  readonly ext: 'f32' | 'u8' | 'u16';
  readonly min: number;
  readonly max: number;
}

/** A category for each cell. */
export interface CellucidCategories {
  readonly name: string;
  readonly path: string;
  readonly ext: 'u8' | 'u16';
  readonly categories: readonly string[];
  readonly missing: number;
}

/** What the manifest of columns says. */
export interface CellucidObs {
  readonly cells: number;
  /** The one before version 0.9 names files after their fields. */
  readonly generation: '0.0' | '0.9';
  readonly numbers: readonly CellucidNumbers[];
  readonly categories: readonly CellucidCategories[];
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const ext = v.picklist(['f32', 'u8', 'u16']);
const entry = v.pipe(v.array(v.unknown()), v.minLength(1));
const obsManifest = v.object({
  n_points: count,
  _obsSchemas: v.optional(
    v.object({
      continuous: v.optional(v.object({ pathPattern: v.string(), ext })),
      categorical: v.optional(v.object({ codesPathPattern: v.string() })),
    }),
    {},
  ),
  _continuousFields: v.optional(v.array(entry), []),
  _categoricalFields: v.optional(v.array(entry), []),
});
const varManifest = v.object({
  n_points: count,
  _varSchema: v.object({ pathPattern: v.string(), ext }),
  fields: v.array(entry),
});
const identity = v.object({
  name: v.optional(v.string()),
  embeddings: v.optional(v.object({ files: v.optional(v.record(v.string(), v.string()), {}) }), {}),
});
const datasets = v.object({
  default: v.nullish(v.string()),
  datasets: v.array(v.object({ id: v.string(), path: v.string() })),
});

/** The manifest `obs_manifest.json` of either generation. Errors: `corrupt`. */
export function parseObsManifest(bytes: Uint8Array): CellucidObs {
  const manifest = parse(obsManifest, bytes, 'obs_manifest.json');
  const { continuous, categorical } = manifest._obsSchemas;
  const first = manifest._continuousFields[0]?.[0] ?? manifest._categoricalFields[0]?.[0];
  return {
    cells: manifest.n_points,
    generation: typeof first === 'number' ? '0.9' : '0.0',
    numbers: manifest._continuousFields.map((field) => parseNumbers(field, continuous, 'obs_manifest.json')),
    categories: manifest._categoricalFields.map((field) => parseCategories(field, categorical?.codesPathPattern)),
  };
}

/** The genes of `var_manifest.json` of either generation. Errors: `corrupt`. */
export function parseVarManifest(bytes: Uint8Array): { readonly cells: number; readonly genes: readonly CellucidNumbers[] } {
  const manifest = parse(varManifest, bytes, 'var_manifest.json');
  return { cells: manifest.n_points, genes: manifest.fields.map((field) => parseNumbers(field, manifest._varSchema, 'var_manifest.json')) };
}

/** Files of the embeddings, by `1d`, `2d`, `3d`, and the name of the data set. Errors: `corrupt`. */
export function parseIdentity(bytes: Uint8Array): { readonly name: string | undefined; readonly files: ReadonlyMap<string, string> } {
  const { name, embeddings } = parse(identity, bytes, 'dataset_identity.json');
  return { name, files: new Map(Object.entries(embeddings.files ?? {})) };
}

/** Data sets of a folder of exports, by id: their folders, and which is the default. Errors: `corrupt`. */
export function parseDatasets(bytes: Uint8Array): { readonly chosen: string | undefined; readonly folders: ReadonlyMap<string, string> } {
  const parsed = parse(datasets, bytes, 'datasets.json');
  const folders = new Map(parsed.datasets.map(({ id, path }) => [id, path.replace(/^\.?\/+|\/+$/g, '')]));
  return { chosen: parsed.default ?? parsed.datasets[0]?.id, folders };
}

/** An entry without the index that stands first in files of 0.9, and the value that its file is named after. */
function splitEntry(field: readonly unknown[]): { readonly key: string; readonly file: string; readonly rest: readonly unknown[] } {
  const [first, second] = field;
  if (typeof first === 'string') return { key: first, file: sanitized(first), rest: field.slice(1) };
  if (typeof first === 'number' && typeof second === 'string') return { key: second, file: String(first), rest: field.slice(2) };
  throw damaged(`a field begins with ${JSON.stringify(first)}`);
}

/** How files of a field are named before version 0.9. */
function sanitized(key: string): string {
  return key.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^[._]+|[._]+$/g, '') || 'field';
}

function parseNumbers(
  field: readonly unknown[],
  schema: { readonly pathPattern: string; readonly ext: CellucidNumbers['ext'] } | undefined,
  manifest: string,
): CellucidNumbers {
  if (schema === undefined) throw damaged(`${manifest} has fields and no way to their files`);
  const { key, file, rest } = splitEntry(field);
  const [min, max] = rest.map(Number);
  if (schema.ext !== 'f32' && !(Number.isFinite(min) && Number.isFinite(max))) throw damaged(`the field ${key} has no limits`);
  return { name: key, path: fill(schema.pathPattern, file, schema.ext), ext: schema.ext, min: min ?? 0, max: max ?? 0 };
}

function parseCategories(field: readonly unknown[], pattern: string | undefined): CellucidCategories {
  if (pattern === undefined) throw damaged('obs_manifest.json has categories and no way to their files');
  const { key, file, rest } = splitEntry(field);
  const [categories, dtype, missing] = rest;
  if (!Array.isArray(categories) || (dtype !== 'uint8' && dtype !== 'uint16') || typeof missing !== 'number') {
    throw damaged(`the categories of ${key} cannot be read`);
  }
  const codes = dtype === 'uint8' ? 'u8' : 'u16';
  return { name: key, path: fill(pattern, file, codes), ext: codes, categories: categories.map(String), missing };
}

function fill(pattern: string, file: string, ending: string): string {
  return pattern.replace(/\{(key|index)\}/g, () => file).replaceAll('{ext}', ending);
}

function parse<const Schema extends v.GenericSchema>(schema: Schema, bytes: Uint8Array, name: string): v.InferOutput<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes).replace(/(?<=[:[,]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g, 'null'));
  } catch (cause) {
    throw new FirstlightError('corrupt', `${name} is no JSON`, { cause });
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  throw new FirstlightError('corrupt', `${name} cannot be read: ${v.getDotPath(result.issues[0]) ?? ''} ${result.issues[0].message}`);
}

function damaged(what: string): FirstlightError {
  return new FirstlightError('corrupt', `A Cellucid export is damaged: ${what}`);
}
