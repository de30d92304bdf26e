import type { Quantity } from '../../base/quantity.js';
import type { PlaneFacts } from '../../shapes/plane-facts.js';
import { durationText, grouped } from './info-table.js';
import { isPartialStack, type StackSubject } from './stack-record.js';

const photometricNames: Readonly<Record<PlaneFacts['photometric'], string>> = {
  grey: '',
  'white-is-zero': ', zero is white',
  rgb: ', colours',
  palette: ', numbers of colours in a palette',
  other: ', colours of another space, as stored',
};

/** What is in a stack, set for people: one fact a line, numbers grouped, what is not certain marked. */
export function stackTable(subject: StackSubject & { /** Bytes. */ readonly size: Quantity }): string {
  const { facts, survey } = subject;
  const rows: [string, string][] = [
    ['format', facts.format],
    ['frames', quantityText(facts.frames)],
    ['size', `${grouped(facts.width)} × ${grouped(facts.height)} pixels`],
    ['samples', samplesText(facts)],
    ['axes', facts.axes.map(({ name, size }) => `${name} ${grouped(size.value)}`).join(', ')],
    ...calibrationRows(facts),
    ['file', `${quantityText(subject.size, ' bytes')}, ${grouped(subject.bytesRead)} read`],
  ];
  if (survey !== undefined) {
    const lost = survey.notFinite === 0 ? '' : `, ${grouped(survey.notFinite)} not finite`;
    rows.push(['values', `${survey.min} to ${survey.max}, mean ${Number(survey.mean.toPrecision(7))}${lost}`]);
    rows.push(['sha-256', survey.sha256]);
  }
  if (facts.integrity !== undefined) {
    const { truncatedBytes, brokenFrames } = facts.integrity;
    const found = [
      ...(brokenFrames > 0 ? [`${grouped(brokenFrames)} frames not whole`] : []),
      ...(truncatedBytes > 0 ? [`${grouped(truncatedBytes)} bytes missing`] : []),
    ];
    rows.push(['integrity', found.length === 0 ? 'nothing wrong' : found.join(', ')]);
  }
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  const notices = facts.notices.map(({ message }) => `  ! ${message}`);
  if (isPartialStack(facts)) notices.push('  ! This is a part of the stack: bytes are missing or damaged.');
  return `${[subject.path, ...lines, ...notices].join('\n')}\n`;
}

function quantityText({ value, exactness }: Quantity, unit = ''): string {
  return exactness === 'exact' ? `${grouped(value)}${unit}` : `about ${grouped(value)}${unit} (${exactness})`;
}

function samplesText({ channels, dtype, byteOrder, photometric }: PlaneFacts): string {
  const many = channels === 1 ? '' : `${channels} × `;
  return `${many}${dtype}, ${byteOrder}-endian${photometricNames[photometric]}`;
}

function calibrationRows({ pixelSize, frameIntervalSeconds, valueCalibration }: PlaneFacts): [string, string][] {
  const rows: [string, string][] = [];
  if (pixelSize !== undefined) {
    const { x, y, z, unit } = pixelSize;
    rows.push(['pixel', `${[x, y, ...(z === undefined ? [] : [z])].join(' × ')} ${unit}`]);
  }
  if (frameIntervalSeconds !== undefined) rows.push(['interval', durationText(frameIntervalSeconds * 1e6)]);
  if (valueCalibration !== undefined) {
    const { offset, slope, unit } = valueCalibration;
    rows.push(['values are', `${offset} + ${slope} × stored${unit === undefined ? '' : ` ${unit}`}`]);
  }
  return rows;
}
