import type { JSX } from 'preact';
import { formatBytes, formatWhole } from '../format/figures.js';
import { formatInterval, formatLength } from '../format/quantities.js';
import { exactnessNote, FactRow } from '../parts/fact-row.js';
import type { StackFacts } from '../state/view-state.js';

const photometrics: Readonly<Record<StackFacts['photometric'], string>> = {
  grey: 'grey',
  'white-is-zero': 'grey, 0 is white',
  rgb: 'red, green, blue',
  palette: 'palette',
  other: 'as stored',
};

/** Facts of a stack as rows, in the inspector and in the library. */
export function StackFactRows({ facts, byteLength }: { readonly facts: StackFacts; readonly byteLength: number }): JSX.Element {
  const { frames, width, height, channels, dtype, pixelSize, frameIntervalSeconds, valueCalibration: values } = facts;
  const counting = facts.axes.filter(({ name, size }) => ['T', 'C', 'Z'].includes(name) && size.value > 1);
  return (
    <>
      <FactRow label="Format" value={facts.format} />
      <FactRow label="Frames" value={formatWhole(frames.value)} note={exactnessNote(frames.exactness)} />
      {counting.length < 2 ? null : (
        <FactRow label="Axes" value={counting.map(({ name, size }) => `${name} ${formatWhole(size.value)}`).join(' × ')} />
      )}
      <FactRow label="Size" value={`${width} × ${height}`} note={fieldOfView(facts)} />
      <FactRow
        label="Samples"
        value={`${dtype}${channels === 1 ? '' : ` × ${channels}`}`}
        note={facts.photometric === 'grey' ? undefined : photometrics[facts.photometric]}
      />
      {pixelSize === undefined ? null : (
        <FactRow
          label="Pixel"
          value={`${formatLength(pixelSize.x, pixelSize.unit)}${pixelSize.x === pixelSize.y ? '' : ` × ${formatLength(pixelSize.y, pixelSize.unit)}`}`}
          note={pixelSize.z === undefined ? undefined : `${formatLength(pixelSize.z, pixelSize.unit)} between slices`}
        />
      )}
      {frameIntervalSeconds === undefined || frameIntervalSeconds <= 0 ? null : (
        <FactRow
          label="Interval"
          value={formatInterval(frameIntervalSeconds)}
          note={`${formatInterval(frameIntervalSeconds * frames.value)} in all`}
        />
      )}
      {values === undefined ? null : <FactRow label="Values" value={`${values.offset} + ${values.slope} · stored`} note={values.unit} />}
      <FactRow label="Bytes" value={formatBytes(byteLength)} note={facts.byteOrder === 'big' ? 'big-endian' : undefined} />
    </>
  );
}

function fieldOfView({ width, height, pixelSize }: StackFacts): string | undefined {
  if (pixelSize === undefined) return undefined;
  return `${formatLength(width * pixelSize.x, pixelSize.unit)} × ${formatLength(height * pixelSize.y, pixelSize.unit)}`;
}
