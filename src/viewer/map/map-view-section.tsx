import type { JSX } from 'preact';
import { useModel } from '../parts/model-context.js';
import { NumberField } from '../parts/number-field.js';
import { Section } from '../parts/section.js';
import { Segmented } from '../parts/segmented.js';
import type { MapState } from '../state/map-state.js';
import type { MapModel } from './map-model.js';
import type { MapStageController } from './map-stage-controller.js';

/** Which map is shown, and how its points are drawn. */
export function MapViewSection({ map, stage }: { readonly map: MapModel; readonly stage: MapStageController }): JSX.Element {
  const { store } = useModel();
  const { drawing, labels, rareOnTop, pointScale } = store.state.value.map;
  const facts = map.facts.value;
  const categorical = map.column.column.value?.values.kind === 'categories';
  return (
    <Section title="Map">
      <label class="fl-row">
        <span>Map</span>
        <select
          class="fl-select"
          value={map.embedding.value?.name ?? ''}
          onChange={(event) => store.dispatch({ type: 'map:setEmbedding', embedding: event.currentTarget.value })}
        >
          {(facts?.embeddings ?? []).map(({ name, dims }) => (
            <option key={name} value={name}>
              {name} {dims > 3 ? `first 3 of ${dims}` : `${dims}-D`}
            </option>
          ))}
        </select>
      </label>
      <div class="fl-row">
        <span>Draw</span>
        <Segmented
          label="How cells are drawn"
          value={drawing}
          options={[
            { value: 'auto', label: 'auto', title: stage.dense.value ? 'Now a density' : 'Now one by one' },
            { value: 'points', label: 'points' },
            { value: 'density', label: 'density' },
          ]}
          onChange={(next: MapState['drawing']) => store.dispatch({ type: 'map:setDrawing', drawing: next })}
        />
      </div>
      <div class="fl-row">
        <span>Size</span>
        <NumberField
          label="Width of points, against what suits their number"
          width={8}
          value={pointScale}
          format={(value) => `${value.toFixed(2)}×`}
          parse={(text) => (Number.parseFloat(text) > 0 ? Number.parseFloat(text) : undefined)}
          step={(value, steps) => Number((value * 1.1 ** steps).toFixed(3))}
          onChange={(value, continued) => store.dispatch({ type: 'map:setPointScale', pointScale: value }, { continued })}
        />
      </div>
      <label class="fl-row">
        <span>Names</span>
        <input
          type="checkbox"
          checked={labels}
          onChange={(event) => store.dispatch({ type: 'map:setLabels', labels: event.currentTarget.checked })}
        />
      </label>
      {categorical ? (
        <label class="fl-row" title="Categories with fewer cells lie above those with more">
          <span>Rare on top</span>
          <input
            type="checkbox"
            checked={rareOnTop}
            onChange={(event) => store.dispatch({ type: 'map:setRareOnTop', rareOnTop: event.currentTarget.checked })}
          />
        </label>
      ) : null}
    </Section>
  );
}
