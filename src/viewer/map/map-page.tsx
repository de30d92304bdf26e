import './map.css';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { formatWhole } from '../format/figures.js';
import { PageFrame } from '../panels/page-frame.js';
import type { ExportChoice } from '../panels/top-bar.js';
import { CommandButton } from '../parts/command-button.js';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { Section } from '../parts/section.js';
import { ColorSection } from './color-section.js';
import { FiltersSection } from './filters-section.js';
import type { MapModel } from './map-model.js';
import { MapStage } from './map-stage.js';
import { MapStageController } from './map-stage-controller.js';
import { MapStrip } from './map-strip.js';
import { MapViewSection } from './map-view-section.js';
import { SelectionSection } from './selection-section.js';
import { TableFactRows } from './table-fact-rows.js';

const exports: readonly ExportChoice[] = [
  { command: 'exportView', title: 'Map as PNG', note: 'as it is on the screen' },
  { command: 'exportCellsCsv', title: 'Selected cells as CSV', note: 'place and name' },
  { command: 'exportCellsJson', title: 'Selected cells as JSON', note: 'names' },
];

/** An opened table of cells: its map, what it is coloured by, and what is selected of it. */
export function MapPage({ map }: { readonly map: MapModel }): JSX.Element {
  const model = useModel();
  const stage = useMemo(() => new MapStageController(model, map), [model, map]);
  const facts = map.facts.value;
  const embedding = map.embedding.value;
  const keyFacts = [
    facts?.format,
    facts === undefined ? undefined : `${formatWhole(facts.cells)} cells`,
    facts === undefined ? undefined : `${formatWhole(facts.genes)} genes`,
    embedding === undefined ? undefined : `${embedding.name} ${Math.min(3, embedding.dims)}-D`,
  ].filter((part) => part !== undefined);
  return (
    <PageFrame
      opened={map}
      facts={keyFacts}
      exports={exports}
      rail={<Rail />}
      stage={<MapStage map={map} stage={stage} />}
      inspector={
        <>
          <ColorSection map={map} stage={stage} />
          <FiltersSection map={map} />
          <SelectionSection map={map} />
          <MapViewSection map={map} stage={stage} />
          <Section title="Recording">
            {facts === undefined ? null : <TableFactRows facts={facts} byteLength={map.entry.byteLength} />}
            {facts?.notices.map((notice) => (
              <p key={notice.code} class="fl-notice">
                <Icon name="warning" /> {notice.message}
              </p>
            ))}
          </Section>
        </>
      }
      strip={<MapStrip map={map} />}
    />
  );
}

/** Tools that a drag uses, and what is reached for most. */
function Rail(): JSX.Element {
  const { tool, map } = useModel().store.state.value;
  return (
    <>
      <CommandButton command="tool-pan" icon="pan" pressed={tool === 'pan'} />
      <CommandButton command="tool-region" icon="region" pressed={tool === 'region'} />
      <CommandButton command="tool-lasso" icon="lasso" pressed={tool === 'lasso'} />
      <CommandButton command="tool-probe" icon="probe" pressed={tool === 'probe'} />
      <hr />
      <CommandButton command="fit" icon="fit" disabled={map.camera === undefined} />
      <CommandButton command="findGene" icon="search" />
      <CommandButton command="mapLabels" icon="label" pressed={map.labels} />
    </>
  );
}
