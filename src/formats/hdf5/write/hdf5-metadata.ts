import { FirstlightError } from '../../../base/errors.js';
import type { WrittenAttributes } from '../../tree/tree-writer.js';
import { ByteBuilder } from './byte-builder.js';
import { datatypeBytes, textTypeBytes } from './write-datatypes.js';
import { type GroupPlaces, groupBytes, placeGroup } from './write-group.js';
import {
  attributeMessage,
  chunksLayoutMessage,
  compactLayoutMessage,
  deflateMessage,
  type MessageToWrite,
  noFillMessage,
  objectHeader,
  shuffleDeflateMessage,
  spaceMessage,
  symbolTableMessage,
  typeMessage,
} from './write-messages.js';

/** A data set in chunks. */
export interface MetadataDataset {
  readonly type: Uint8Array;
  readonly elementBytes: number;
  readonly columns: number | undefined;
  readonly chunk: readonly number[];
  readonly shuffle: boolean;
  rows: number;
  /** Root of the chunks' tree; undefined where there are none. */
  tree: number | undefined;
}

/** An object of the file: a data set, a single value, or else a group. */
export interface MetadataNode {
  /** `''` is the root. */
  readonly path: string;
  readonly attributes: WrittenAttributes;
  readonly dataset?: MetadataDataset;
  readonly value?: { readonly type: Uint8Array; readonly data: Uint8Array };
}

export interface Hdf5Metadata {
  readonly bytes: Uint8Array;
  readonly rootHeader: number;
  readonly rootTree: number;
  readonly rootHeap: number;
}

interface Placed {
  readonly node: MetadataNode;
  readonly children: Placed[];
  header: number;
  group: GroupPlaces | undefined;
}

/** Headers and groups of all objects, the root first, to be written at `start`. Data sets are deflated. */
export function hdf5Metadata(nodes: readonly MetadataNode[], start: number): Hdf5Metadata {
  const placed = new Map<string, Placed>();
  for (const node of nodes) {
    const here: Placed = { node, children: [], header: 0, group: undefined };
    if (node.path !== '') {
      const parent = placed.get(node.path.slice(0, Math.max(0, node.path.lastIndexOf('/'))));
      if (parent === undefined || isLeaf(parent.node))
        throw new FirstlightError('internal', `There is no group to write ${node.path} into`);
      parent.children.push(here);
    }
    placed.set(node.path, here);
  }
  let end = start;
  for (const here of placed.values()) {
    here.header = end;
    end += headerOf(here).length;
    if (isLeaf(here.node)) continue;
    here.group = placeGroup(end, here.children.map(nameOf));
    end = here.group.end;
  }
  const bytes = new Uint8Array(end - start);
  for (const here of placed.values()) {
    bytes.set(headerOf(here), here.header - start);
    if (here.group === undefined) continue;
    const entries = here.children.map((child) => ({ name: nameOf(child), address: child.header }));
    bytes.set(groupBytes(here.group, entries), here.group.tree - start);
  }
  const root = placed.get('');
  if (root?.group === undefined) throw new FirstlightError('internal', 'The tree has no root');
  return { bytes, rootHeader: root.header, rootTree: root.group.tree, rootHeap: root.group.heap };
}

function isLeaf({ dataset, value }: MetadataNode): boolean {
  return dataset !== undefined || value !== undefined;
}

function nameOf({ node }: Placed): string {
  return node.path.slice(node.path.lastIndexOf('/') + 1);
}

/** As long whatever the addresses in it. */
function headerOf({ node, group }: Placed): Uint8Array {
  const attributes = Object.entries(node.attributes).map(([name, value]) => attributeOf(name, value));
  if (node.dataset !== undefined) return objectHeader([...datasetMessages(node.dataset), ...attributes]);
  if (node.value !== undefined) {
    const { type, data } = node.value;
    return objectHeader([spaceMessage([]), typeMessage(type), noFillMessage(), compactLayoutMessage(data), ...attributes]);
  }
  return objectHeader([symbolTableMessage(group?.tree ?? 0, group?.heap ?? 0), ...attributes]);
}

function datasetMessages({ type, elementBytes, columns, chunk, shuffle, rows, tree }: MetadataDataset): MessageToWrite[] {
  return [
    spaceMessage(columns === undefined ? [rows] : [rows, columns]),
    typeMessage(type),
    noFillMessage(),
    chunksLayoutMessage(tree, chunk, elementBytes),
    shuffle ? shuffleDeflateMessage(elementBytes) : deflateMessage(),
  ];
}

function attributeOf(name: string, value: WrittenAttributes[string]): MessageToWrite {
  if (typeof value === 'string') {
    const text = new TextEncoder().encode(value);
    const data = text.length === 0 ? new Uint8Array(1) : text;
    return attributeMessage(name, textTypeBytes(data.length), [], data);
  }
  if (typeof value === 'boolean') return attributeMessage(name, datatypeBytes('bool'), [], Uint8Array.of(value ? 1 : 0));
  const numbers = value.filter((entry) => typeof entry === 'number');
  if (numbers.length > 0) {
    const data = new ByteBuilder(8 * numbers.length);
    for (const number of numbers) data.u64(number);
    return attributeMessage(name, datatypeBytes('int64'), [numbers.length], data.bytes);
  }
  const texts = value.map((text) => new TextEncoder().encode(String(text)));
  const longest = Math.max(1, ...texts.map(({ length }) => length));
  const data = new ByteBuilder(longest * texts.length);
  for (const text of texts) data.put(text).skip(longest - text.length);
  return attributeMessage(name, textTypeBytes(longest), [texts.length], data.bytes);
}
