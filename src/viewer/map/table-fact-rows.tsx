import type { JSX } from 'preact';
import { formatBytes, formatWhole } from '../format/figures.js';
import { FactRow } from '../parts/fact-row.js';
import type { TableFacts } from '../state/view-state.js';

/** Facts of a table of cells as rows, in the inspector and in the library. */
export function TableFactRows({ facts, byteLength }: { readonly facts: TableFacts; readonly byteLength: number }): JSX.Element {
  const { cells, genes, obs, embeddings, matrices } = facts;
  return (
    <>
      <FactRow label="Format" value={facts.format} />
      <FactRow label="Cells" value={formatWhole(cells)} />
      <FactRow label="Genes" value={formatWhole(genes)} />
      <FactRow label="Columns" value={formatWhole(obs.length)} />
      <FactRow label="Maps" value={embeddings.length === 0 ? 'none' : embeddings.map(({ name, dims }) => `${name} ${dims}-D`).join(', ')} />
      {matrices.map(({ name, layout, dtype, names, sample }) => (
        <FactRow
          key={name}
          label={name}
          value={`${layout} ${dtype}`}
          note={
            [sample?.look, names === 'raw.var' ? 'genes of its own' : undefined].filter((word) => word !== undefined).join(', ') ||
            undefined
          }
        />
      ))}
      {byteLength === 0 ? null : <FactRow label="Bytes" value={formatBytes(byteLength)} />}
    </>
  );
}
