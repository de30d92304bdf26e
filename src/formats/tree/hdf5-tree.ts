import { FirstlightError } from '../../base/errors.js';
import { inSource, type StorePlan } from '../../bytes/store-plan.js';
import type { ByteKernels } from '../../kernels/byte-kernels.js';
import { BufferPool } from '../codecs/buffer-pool.js';
import { readAttributes } from '../hdf5/attribute.js';
import { isDataset, readDataset } from '../hdf5/dataset.js';
import { isGroup, type Link, listLinks } from '../hdf5/group.js';
import { followLink, type Hdf5File, openHdf5File } from '../hdf5/hdf5-file.js';
import type { ObjectHeader } from '../hdf5/object-header.js';
import type { TreeGroup, TreeNode, TreeValue } from './array-tree.js';
import { Hdf5Array, type Hdf5TreeContext } from './hdf5-array.js';

const poolBytes = 8 << 20;

export interface Hdf5TreeInput {
  /** Name of the file in its store. */
  readonly source: string;
  readonly byteLength: number;
  /** The first bytes, lent for good. */
  readonly head: Uint8Array;
  readonly kernels: ByteKernels;
  readonly limitBytes: number;
}

/**
 * The root of an HDF5 file as a tree. Errors: `corrupt`, `unsupported`, `truncated` also where the file is shorter than
 * it says itself.
 */
export function* openHdf5Tree({ source, byteLength, head, kernels, limitBytes }: Hdf5TreeInput): StorePlan<TreeGroup> {
  const file = yield* inSource(source, openHdf5File(head, byteLength));
  const missing = file.superblock.endOfFile - byteLength;
  if (missing > 0) throw new FirstlightError('truncated', `The file is ${missing} bytes shorter than it says`);
  const decoding = { kernels, pool: new BufferPool(poolBytes), foreign: new Map() };
  return new Hdf5Group({ file, source, decoding, limitBytes }, file, '', file.root);
}

class Hdf5Group implements TreeGroup {
  readonly kind = 'group';
  readonly path: string;
  readonly #context: Hdf5TreeContext;
  readonly #file: Hdf5File;
  readonly #header: ObjectHeader;
  #links: readonly Link[] | undefined;

  constructor(context: Hdf5TreeContext, file: Hdf5File, path: string, header: ObjectHeader) {
    this.path = path;
    this.#context = context;
    this.#file = file;
    this.#header = header;
  }

  *names(): StorePlan<readonly string[]> {
    return (yield* this.#list()).map(({ name }) => name);
  }

  *child(name: string): StorePlan<TreeNode | undefined> {
    const link = (yield* this.#list()).find((candidate) => candidate.name === name);
    if (link === undefined) return undefined;
    const { source } = this.#context;
    const header = yield* inSource(source, followLink(this.#file, this.#header, link));
    if (header === undefined) return undefined;
    const path = this.path === '' ? name : `${this.path}/${name}`;
    if (isGroup(header)) return new Hdf5Group(this.#context, this.#file, path, header);
    if (!isDataset(header)) return undefined;
    return new Hdf5Array(this.#context, path, yield* inSource(source, readDataset(this.#file, header)));
  }

  *attributes(): StorePlan<ReadonlyMap<string, TreeValue>> {
    return yield* inSource(this.#context.source, readAttributes(this.#file, this.#header));
  }

  *#list(): StorePlan<readonly Link[]> {
    this.#links ??= yield* inSource(this.#context.source, listLinks(this.#file, this.#header));
    return this.#links;
  }
}
