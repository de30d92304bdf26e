import type { JSX } from 'preact';
import { formatWhole } from '../format/figures.js';
import { PageFrame } from '../panels/page-frame.js';
import { CommandButton } from '../parts/command-button.js';
import { useModel } from '../parts/model-context.js';
import { Section } from '../parts/section.js';
import { ErrorCard } from '../player/error-card.js';
import type { MapModel } from './map-model.js';
import { TableFactRows } from './table-fact-rows.js';

/** An opened table of cells. */
export function MapPage({ map }: { readonly map: MapModel }): JSX.Element {
  const { tool } = useModel().store.state.value;
  const facts = map.facts.value;
  const error = map.error.value;
  return (
    <PageFrame
      opened={map}
      facts={facts === undefined ? [] : [facts.format, `${formatWhole(facts.cells)} cells`, `${formatWhole(facts.genes)} genes`]}
      exports={[{ command: 'exportView', title: 'View as PNG', note: 'as it is on the screen' }]}
      rail={<CommandButton command="tool-pan" icon="pan" pressed={tool === 'pan'} />}
      stage={
        <main class="fl-stage">
          {error === undefined ? null : (
            <ErrorCard error={error} about={map.entry.name} over={false}>
              <button type="button" class="fl-button fl-button-primary" onClick={() => map.retry()}>
                Try again
              </button>
              <CommandButton command="library">Back to the library</CommandButton>
            </ErrorCard>
          )}
        </main>
      }
      inspector={
        <Section title="Recording">
          {facts === undefined ? null : <TableFactRows facts={facts} byteLength={map.entry.byteLength} />}
        </Section>
      }
      strip={<div class="fl-strip" />}
    />
  );
}
