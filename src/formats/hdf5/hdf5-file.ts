import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';
import { isGroup, type Link, listLinks } from './group.js';
import type { Hdf5Context } from './hdf5-context.js';
import { MetadataPages } from './metadata-pages.js';
import { findMessage, messageType, type ObjectHeader, readObjectHeader } from './object-header.js';
import { findHdf5Signature, readSuperblock } from './superblock.js';

/** An open HDF5 file: its metadata cache and its root group. */
export interface Hdf5File extends Hdf5Context {
  readonly root: ObjectHeader;
}

/** Soft links followed on the way to one object. */
const softLinkLimit = 32;

/**
 * Opens an HDF5 file: superblock and root group. `head` are the file's first bytes, lent for the life of the file
 * object. Errors: `corrupt`, `truncated`, `unsupported`.
 */
export function* openHdf5File(head: Uint8Array, byteLength: number): Plan<Hdf5File> {
  const location = findHdf5Signature(head);
  if (location < 0) throw new FirstlightError('corrupt', 'This is no HDF5 file: its signature is missing');
  const pages = new MetadataPages(byteLength, head);
  const stored = yield* readSuperblock(pages, location);
  const bare: Hdf5Context = { pages, superblock: stored };
  const superblock = stored.extension === undefined ? stored : { ...stored, ...(yield* readTreeRanks(bare, stored.extension)) };
  const context: Hdf5Context = { pages, superblock };
  return { ...context, root: yield* readObjectHeader(context, superblock.rootHeader) };
}

function* readTreeRanks(context: Hdf5Context, extension: number): Plan<{ chunkTreeHalfRank?: number }> {
  const header = yield* readObjectHeader(context, extension);
  const reader = yield* findMessage(context, header, messageType.treeRanks);
  if (reader === undefined) return {};
  reader.skip(1);
  const chunkTreeHalfRank = reader.u16();
  return chunkTreeHalfRank === 0 ? {} : { chunkTreeHalfRank };
}

/**
 * The object at `path` (parts joined by `/`), through soft links; `undefined` where there is none.
 * Errors: `corrupt`, `truncated`; `unsupported` for links into other files.
 */
export function* findObject(file: Hdf5File, path: string): Plan<ObjectHeader | undefined> {
  return yield* walk(file, file.root, splitPath(path), [file.root], { left: softLinkLimit });
}

/** The object that `link` of `group` leads to; `undefined` for a soft link that leads nowhere. */
export function* followLink(file: Hdf5File, group: ObjectHeader, link: Link): Plan<ObjectHeader | undefined> {
  return yield* follow(file, [group], link, { left: softLinkLimit });
}

interface LinkBudget {
  left: number;
}

function* walk(
  file: Hdf5File,
  start: ObjectHeader,
  parts: readonly string[],
  parents: readonly ObjectHeader[],
  budget: LinkBudget,
): Plan<ObjectHeader | undefined> {
  let current = start;
  const way = [...parents];
  for (const part of parts) {
    if (!isGroup(current)) return undefined;
    const link = (yield* listLinks(file, current)).find((candidate) => candidate.name === part);
    if (link === undefined) return undefined;
    const next = yield* follow(file, way, link, budget);
    if (next === undefined) return undefined;
    current = next;
    way.push(current);
  }
  return current;
}

function* follow(file: Hdf5File, way: readonly ObjectHeader[], link: Link, budget: LinkBudget): Plan<ObjectHeader | undefined> {
  if (link.kind === 'hard') return yield* readObjectHeader(file, link.address);
  if (link.kind === 'external') {
    throw new FirstlightError('unsupported', `The HDF5 link ${link.name} leads into another file`);
  }
  budget.left -= 1;
  if (budget.left < 0) throw new FirstlightError('corrupt', `The HDF5 link ${link.name} goes in circles`);
  const start = link.target.startsWith('/') ? file.root : way.at(-1)!;
  return yield* walk(file, start, splitPath(link.target), [start], budget);
}

function splitPath(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
