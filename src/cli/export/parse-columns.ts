import { InvalidArgumentError } from 'commander';

/** A column that was asked for. */
export interface WantedColumn {
  readonly from: 'gene' | 'obs' | 'obsm';
  readonly name: string;
}

/** `gene:CD3D,obs:louvain,obsm:X_umap` → what is asked for, in order. A comma inside a name is no end of it. */
export function parseWantedColumns(text: string, before: readonly WantedColumn[] = []): readonly WantedColumn[] {
  const wanted = text.split(/,(?=\s*(?:gene|obs|obsm):)/).map((part): WantedColumn => {
    const [, from, name] = /^\s*(gene|obs|obsm):(.+?)\s*$/s.exec(part) ?? [];
    if (name === undefined || (from !== 'gene' && from !== 'obs' && from !== 'obsm')) {
      throw new InvalidArgumentError('Expected columns like gene:CD3D,obs:louvain,obsm:X_umap.');
    }
    return { from, name };
  });
  return [...before, ...wanted];
}
