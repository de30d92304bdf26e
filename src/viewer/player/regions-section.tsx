import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { formatRate, formatShares } from '../format/figures.js';
import { useModel } from '../parts/model-context.js';
import { NumberField } from '../parts/number-field.js';
import { AddRegionButton, RemoveRegionButton } from '../parts/region-buttons.js';
import { Section } from '../parts/section.js';
import { Sparkline } from '../parts/sparkline.js';
import { regionLimit, type SensorRectangle } from '../state/view-state.js';
import type { PlayerModel } from './player-model.js';
import { RegionTraces } from './region-traces.js';

/** Regions with the rate of each over the recording, its share of ON events now, and its coordinates. */
export function RegionsSection({ player }: { readonly player: PlayerModel }): JSX.Element {
  const model = useModel();
  const { regions, tool } = model.store.state.value;
  const traces = useMemo(() => new RegionTraces(model.questions, player), [model, player]);
  useEffect(() => {
    traces.keep(regions);
  }, [traces, regions]);
  useEffect(() => () => traces.keep([]), [traces]);
  const geometry = player.facts.value?.geometry;
  const add = (): void => {
    if (geometry === undefined) return;
    const [w, h] = [geometry.width, geometry.height];
    const region = { x0: Math.floor(w * 0.375), y0: Math.floor(h * 0.375), x1: Math.floor(w * 0.625), y1: Math.floor(h * 0.625) };
    model.store.dispatch({ type: 'setRegions', regions: [...regions, region] });
  };
  return (
    <Section title="Regions" action={<AddRegionButton disabled={regions.length >= regionLimit || geometry === undefined} onClick={add} />}>
      {regions.length === 0 ? (
        <p class="fl-hint">{tool === 'region' ? 'Drag on the picture to draw one.' : 'Press R and drag on the picture to draw one.'}</p>
      ) : (
        regions.map((region, index) => <RegionRow key={index} player={player} traces={traces} region={region} index={index} />)
      )}
    </Section>
  );
}

interface RegionRowProps {
  readonly player: PlayerModel;
  readonly traces: RegionTraces;
  readonly region: SensorRectangle;
  readonly index: number;
}

function RegionRow({ player, traces, region, index }: RegionRowProps): JSX.Element {
  const { store } = useModel();
  const { curve } = traces.traceOf(region);
  const trace = curve.value;
  const frame = player.frame.value;
  const counts = frame?.regions[index];
  const length = frame === undefined ? 1 : Math.max(1, frame.toMicros - frame.fromMicros);
  const extent = player.extent.value;
  const playhead = player.playheadMicros.value;
  const replace = (next: SensorRectangle | undefined, continued: boolean): void => {
    const regions = store.now.regions.flatMap((one, place) => (place === index ? (next === undefined ? [] : [next]) : [one]));
    store.dispatch({ type: 'setRegions', regions }, { continued });
  };
  const marker =
    extent === undefined || playhead === undefined ? undefined : (playhead - extent.fromMicros) / (extent.toMicros - extent.fromMicros);
  return (
    <div class="fl-region-row">
      <div class="fl-region-head">
        <b>R{index + 1}</b>
        <span class="fl-number-text">{counts === undefined ? '–' : formatRate(((counts[0] + counts[1]) * 1_000_000) / length)}</span>
        <RemoveRegionButton index={index} onClick={() => replace(undefined, false)} />
      </div>
      {trace === undefined ? (
        <div class="fl-sparkline-empty">counting…</div>
      ) : (
        <Sparkline values={trace.on} under={trace.off} label={`Rate of region ${index + 1} over the recording`} marker={marker} />
      )}
      <div class="fl-row">
        <span>on : off</span>
        <span class="fl-number-text">{counts === undefined ? '–' : formatShares(counts[0], counts[1])}</span>
      </div>
      <div class="fl-region-numbers">
        {(
          [
            ['x', 'x0', 0],
            ['y', 'y0', 0],
            ['w', 'x1', 'x0'],
            ['h', 'y1', 'y0'],
          ] as const
        ).map(([label, key, from]) => (
          <div class="fl-field" key={label}>
            <span>{label}</span>
            <NumberField
              label={`Region ${index + 1} ${{ x: 'left', y: 'top', w: 'width', h: 'height' }[label]}`}
              width={5}
              value={region[key] - (from === 0 ? 0 : region[from])}
              format={(value) => `${value}`}
              parse={(text) => (/^\d+$/.test(text.trim()) ? Number(text) : undefined)}
              step={(value, steps) => Math.max(from === 0 ? 0 : 1, value + steps)}
              onChange={(value, continued) => replace(changed(region, key, value), continued)}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

/** A region with another left, top (its size stays), width or height. */
function changed(region: SensorRectangle, key: 'x0' | 'y0' | 'x1' | 'y1', value: number): SensorRectangle {
  switch (key) {
    case 'x0':
      return { ...region, x0: value, x1: value + region.x1 - region.x0 };
    case 'y0':
      return { ...region, y0: value, y1: value + region.y1 - region.y0 };
    case 'x1':
      return { ...region, x1: region.x0 + value };
    case 'y1':
      return { ...region, y1: region.y0 + value };
  }
}
