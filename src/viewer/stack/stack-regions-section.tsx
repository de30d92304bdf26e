import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { formatWhole } from '../format/figures.js';
import { formatArea, formatValue } from '../format/quantities.js';
import { useModel } from '../parts/model-context.js';
import { AddRegionButton, RemoveRegionButton } from '../parts/region-buttons.js';
import { Section } from '../parts/section.js';
import { Segmented } from '../parts/segmented.js';
import type { PlaneShape, TraceBand } from '../state/stack-state.js';
import { stackRegionLimit } from '../state/stack-state.js';
import { BoxFields } from './operation-editor.js';
import { measureShape } from './plane-values.js';
import type { StackModel } from './stack-model.js';
import type { StackStageController } from './stack-stage-controller.js';

/** Regions with what is in them now; the trace of the chosen one is in the strip. */
export function StackRegionsSection({ stack, stage }: { readonly stack: StackModel; readonly stage: StackStageController }): JSX.Element {
  const { store } = useModel();
  const { regions, region: chosen, band } = store.state.value.stack;
  const size = stage.view.size.value;
  const single = (stack.series.value?.places ?? 1) < 2;
  const add = (): void => {
    if (size === undefined) return;
    const { width: w, height: h } = size;
    const region: PlaneShape = {
      kind: 'rectangle',
      x0: Math.floor(w * 0.375),
      y0: Math.floor(h * 0.375),
      x1: Math.max(1, Math.ceil(w * 0.625)),
      y1: Math.max(1, Math.ceil(h * 0.625)),
    };
    store.dispatch({ type: 'stack:setRegions', regions: [...regions, region], region: regions.length });
  };
  return (
    <Section title="Regions" action={<AddRegionButton disabled={regions.length >= stackRegionLimit || size === undefined} onClick={add} />}>
      {regions.length === 0 ? (
        <p class="fl-hint">
          Drag on the picture with the region tool <kbd>R</kbd> or <kbd>E</kbd>
          {single ? '.' : '; the strip then shows its trace.'}
        </p>
      ) : (
        <>
          {regions.map((region, index) => (
            <RegionRow key={index} stack={stack} region={region} index={index} chosen={chosen === index} />
          ))}
          {chosen === undefined ? null : (
            <button
              type="button"
              class="fl-button fl-block"
              onClick={() => store.dispatch({ type: 'stack:setRegions', regions, region: undefined })}
            >
              Trace of the whole frame
            </button>
          )}
        </>
      )}
      {single ? null : (
        <div class="fl-row">
          <span>Band</span>
          <Segmented<TraceBand>
            label="What the band around the trace is"
            value={band}
            options={[
              { value: 'range', label: 'min–max' },
              { value: 'deviation', label: '± std' },
              { value: 'none', label: 'none' },
            ]}
            onChange={(next) => store.dispatch({ type: 'stack:setBand', band: next })}
          />
        </div>
      )}
    </Section>
  );
}

interface RegionRowProps {
  readonly stack: StackModel;
  readonly region: PlaneShape;
  readonly index: number;
  readonly chosen: boolean;
}

function RegionRow({ stack, region, index, chosen }: RegionRowProps): JSX.Element {
  const { store } = useModel();
  const plane = stack.plane.value;
  const values = useMemo(() => (plane === undefined || plane.reducedBy > 1 ? undefined : measureShape(plane, region)), [plane, region]);
  const size = stack.facts.value?.pixelSize;
  const replace = (next: PlaneShape | undefined, continued: boolean): void => {
    const { regions, region: before } = store.now.stack;
    const kept = regions.flatMap((one, place) => (place === index ? (next === undefined ? [] : [next]) : [one]));
    const after = next !== undefined ? index : before === index ? undefined : before !== undefined && before > index ? before - 1 : before;
    store.dispatch({ type: 'stack:setRegions', regions: kept, region: after }, { continued });
  };
  const known = values !== undefined && values.pixels > 0;
  return (
    <div class="fl-region-row">
      <div class="fl-region-head">
        <button
          type="button"
          class="fl-region-name"
          aria-pressed={chosen}
          title="Show its trace"
          onClick={() => store.dispatch({ type: 'stack:setRegions', regions: store.now.stack.regions, region: chosen ? undefined : index })}
        >
          R{index + 1}
        </button>
        <span class="fl-number-text">{known ? `${formatValue(values.mean)} ± ${formatValue(values.deviation, 3)}` : '–'}</span>
        <RemoveRegionButton index={index} onClick={() => replace(undefined, false)} />
      </div>
      <div class="fl-row">
        <span>min, max</span>
        <span class="fl-number-text">{known ? `${formatValue(values.least)}, ${formatValue(values.greatest)}` : '–'}</span>
      </div>
      <div class="fl-row">
        <span>{region.kind === 'ellipse' ? 'ellipse' : 'pixels'}</span>
        <span class="fl-number-text">
          {known ? `${formatWhole(values.pixels)}${region.kind === 'ellipse' ? ' px' : ''}` : '–'}
          {known && size !== undefined ? ` · ${formatArea(values.pixels * size.x * size.y, size.unit)}` : ''}
        </span>
      </div>
      <BoxFields box={region} onChange={(box, continued) => replace({ ...region, ...box }, continued)} />
    </div>
  );
}
