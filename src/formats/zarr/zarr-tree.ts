import { FirstlightError } from '../../base/errors.js';
import { bytesOf, listNames, type StorePlan } from '../../bytes/store-plan.js';
import type { TreeGroup, TreeNode, TreeValue } from '../tree/array-tree.js';
import { ZarrArray, type ZarrContext } from './zarr-array.js';
import { parseArrayV2, parseArrayV3, parseObject, treeValues } from './zarr-metadata.js';

const metadataLimitBytes = 64 << 20;
const listLimit = 500_000;

/** The metadata of one node: of version 2 that of its array or group beside its attributes. */
interface NodeMetadata {
  readonly isArray: boolean;
  readonly json: Record<string, unknown>;
  readonly attributes: Record<string, unknown>;
}

interface ZarrStore extends ZarrContext {
  readonly version: 2 | 3;
  /** All metadata by path, where the store keeps it in one place. */
  readonly consolidated: ReadonlyMap<string, NodeMetadata> | undefined;
}

/** A Zarr hierarchy. */
export interface ZarrTree {
  readonly root: TreeGroup;
  readonly version: 2 | 3;
}

/** Whether a store is a Zarr hierarchy: one round of reads. */
export function* isZarr(): StorePlan<boolean> {
  const sizes = yield [
    { kind: 'size', name: 'zarr.json' },
    { kind: 'size', name: '.zgroup' },
    { kind: 'size', name: '.zmetadata' },
  ];
  return sizes.some((size) => size !== undefined);
}

/**
 * The root group of a Zarr hierarchy of version 2 or 3. Where its metadata is consolidated, groups and arrays cost no
 * more reads. Source: Zarr storage specification 2, core specification 3. Errors: `corrupt`, `unsupported` for a store
 * whose root is no group.
 */
export function* openZarrTree(context: ZarrContext): StorePlan<ZarrTree> {
  const [v3, all, group, attributes] = yield ['zarr.json', '.zmetadata', '.zgroup', '.zattrs'].map((name) => ({
    kind: 'file',
    name,
    limitBytes: metadataLimitBytes,
  }));
  if (v3 !== undefined) {
    const json = parseObject(bytesOf(v3, 'zarr.json'), 'zarr.json');
    const node = nodeV3(json);
    if (node.isArray) throw new FirstlightError('unsupported', 'This Zarr store is one array');
    const store: ZarrStore = { ...context, version: 3, consolidated: consolidatedV3(json) };
    return { root: new ZarrGroup(store, '', node), version: 3 };
  }
  if (all === undefined && group === undefined) throw new FirstlightError('unsupported', 'This folder is no Zarr store');
  const consolidated = all === undefined ? undefined : consolidatedV2(parseObject(bytesOf(all, '.zmetadata'), '.zmetadata'));
  const store: ZarrStore = { ...context, version: 2, consolidated };
  const root = consolidated?.get('') ?? {
    isArray: false,
    json: {},
    attributes: attributes === undefined ? {} : parseObject(bytesOf(attributes, '.zattrs'), '.zattrs'),
  };
  return { root: new ZarrGroup(store, '', root), version: 2 };
}

class ZarrGroup implements TreeGroup {
  readonly kind = 'group';
  readonly path: string;
  readonly #store: ZarrStore;
  readonly #node: NodeMetadata;

  constructor(store: ZarrStore, path: string, node: NodeMetadata) {
    this.path = path;
    this.#store = store;
    this.#node = node;
  }

  *names(): StorePlan<readonly string[]> {
    const { consolidated } = this.#store;
    const all = consolidated === undefined ? yield* listNames(this.path, listLimit) : [...consolidated.keys()];
    const prefix = this.path === '' ? '' : `${this.path}/`;
    const names = new Set<string>();
    for (const name of all) {
      if (!name.startsWith(prefix) || name.length === prefix.length) continue;
      const rest = name.slice(prefix.length);
      const end = rest.indexOf('/');
      // A file is no child, and what consolidated metadata names is.
      if (end > 0) names.add(rest.slice(0, end));
      else if (consolidated !== undefined) names.add(rest);
    }
    return [...names];
  }

  *child(name: string): StorePlan<TreeNode | undefined> {
    const path = this.path === '' ? name : `${this.path}/${name}`;
    const { consolidated } = this.#store;
    const node = consolidated === undefined ? yield* this.#readNode(path) : consolidated.get(path);
    if (node === undefined) return undefined;
    if (!node.isArray) return new ZarrGroup(this.#store, path, node);
    const facts = this.#store.version === 3 ? parseArrayV3(node.json) : parseArrayV2(node.json, treeValues(node.attributes));
    return new ZarrArray(this.#store, path, facts);
  }

  *attributes(): StorePlan<ReadonlyMap<string, TreeValue>> {
    yield* [];
    return treeValues(this.#node.attributes);
  }

  *#readNode(path: string): StorePlan<NodeMetadata | undefined> {
    const names = (this.#store.version === 3 ? ['zarr.json'] : ['.zarray', '.zgroup', '.zattrs']).map((name) => `${path}/${name}`);
    const answers = yield names.map((name) => ({ kind: 'file', name, limitBytes: metadataLimitBytes }));
    const [first, second, third] = answers.map((answer, at) =>
      answer === undefined ? undefined : parseObject(bytesOf(answer, names[at]!), names[at]!),
    );
    if (this.#store.version === 3) return first === undefined ? undefined : nodeV3(first);
    if (first === undefined && second === undefined) return undefined;
    return { isArray: first !== undefined, json: first ?? second ?? {}, attributes: third ?? {} };
  }
}

function nodeV3(json: Record<string, unknown>): NodeMetadata {
  return { isArray: json.node_type === 'array', json, attributes: isObject(json.attributes) ? json.attributes : {} };
}

function consolidatedV3(json: Record<string, unknown>): ReadonlyMap<string, NodeMetadata> | undefined {
  const consolidated = json.consolidated_metadata;
  if (!isObject(consolidated) || !isObject(consolidated.metadata)) return undefined;
  const nodes = new Map<string, NodeMetadata>();
  for (const [path, node] of Object.entries(consolidated.metadata)) if (isObject(node)) nodes.set(path, nodeV3(node));
  return nodes;
}

function consolidatedV2({ metadata }: Record<string, unknown>): ReadonlyMap<string, NodeMetadata> {
  if (!isObject(metadata)) throw new FirstlightError('corrupt', '.zmetadata has no metadata');
  const nodes = new Map<string, NodeMetadata>();
  for (const [key, json] of Object.entries(metadata)) {
    const [, path = '', name] = /^(?:(.*)\/)?(\.zarray|\.zgroup)$/.exec(key) ?? [];
    if (name === undefined || !isObject(json)) continue;
    const attributes = metadata[path === '' ? '.zattrs' : `${path}/.zattrs`];
    nodes.set(path, { isArray: name === '.zarray', json, attributes: isObject(attributes) ? attributes : {} });
  }
  return nodes;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
