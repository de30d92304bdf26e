import { FirstlightError } from '../base/errors.js';
import type { FolderNames } from './byte-store.js';
import { isHiddenName } from './hidden-name.js';
import { sortNames } from './natural-order.js';

interface Branch {
  readonly files: Set<string>;
  readonly folders: Set<string>;
  sorted: FolderNames | undefined;
}

/** Names of files as a tree of folders: what stores are listed from that know all their names. */
export class NameTree {
  readonly #branches = new Map<string, Branch>([['', newBranch()]]);

  /** Parts of names are joined by `/`. Hidden names are left out. */
  constructor(names: Iterable<string>) {
    for (const name of names) this.#add(name);
  }

  /** What lies directly in a folder. `not-found` where there is none. */
  names(folder: string): FolderNames {
    const branch = this.#branches.get(folder);
    if (branch === undefined) throw new FirstlightError('not-found', 'There is no such folder', { path: folder });
    branch.sorted ??= { files: sortNames(branch.files), folders: sortNames(branch.folders) };
    return branch.sorted;
  }

  #add(name: string): void {
    const parts = name.split('/');
    if (parts.some(isHiddenName)) return;
    let folder = '';
    let branch = this.#branches.get(folder)!;
    for (const part of parts.slice(0, -1)) {
      branch.folders.add(part);
      folder = folder === '' ? part : `${folder}/${part}`;
      let inner = this.#branches.get(folder);
      if (inner === undefined) {
        inner = newBranch();
        this.#branches.set(folder, inner);
      }
      branch = inner;
    }
    branch.files.add(parts.at(-1)!);
  }
}

function newBranch(): Branch {
  return { files: new Set(), folders: new Set(), sorted: undefined };
}
