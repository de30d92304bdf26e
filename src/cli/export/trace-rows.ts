import { InvalidArgumentError } from 'commander';
import type { ByteSink } from '../../formats/event-format.js';
import type { PlaneShape } from '../../stacks/plane-want.js';
import type { Trace } from '../../stacks/trace-builder.js';

const rowsAtOnce = 4096;

/** Writes a row a plane: its place, its time in seconds where the stack says how long a frame takes, and what was measured. NaN is empty. */
export async function writeTrace(sink: ByteSink, trace: Trace, frameIntervalSeconds: number | undefined): Promise<void> {
  const timed = frameIntervalSeconds !== undefined;
  const text = new TextEncoder();
  await sink.write(text.encode(`frame${timed ? ',seconds' : ''},mean,min,max,std\n`));
  const { first, mean, least, greatest, deviation } = trace;
  for (let from = 0; from < mean.length; from += rowsAtOnce) {
    const rows = Array.from({ length: Math.min(rowsAtOnce, mean.length - from) }, (_, row) => {
      const at = from + row;
      const numbers = [mean, least, greatest, deviation].map((values) => numberText(values[at]!));
      return `${first + at}${timed ? `,${numberText((first + at) * frameIntervalSeconds)}` : ''},${numbers.join(',')}\n`;
    });
    await sink.write(text.encode(rows.join('')));
  }
}

function numberText(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}

/** `all`, `x0,y0,x1,y1` or `ellipse:x0,y0,x1,y1` → a shape, ends exclusive. */
export function parseTraceShape(text: string): { readonly shape?: PlaneShape } {
  if (text.trim() === 'all') return {};
  const [, kind, corners] = /^\s*(?:(rectangle|ellipse):)?\s*(.+)$/.exec(text) ?? [];
  const numbers = (corners ?? '').split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [x0, y0, x1, y1] = numbers;
  const valid = numbers.length === 4 && numbers.every((value) => Number.isSafeInteger(value) && value >= 0) && x0! < x1! && y0! < y1!;
  if (!valid) throw new InvalidArgumentError('Expected all, x0,y0,x1,y1 or ellipse:x0,y0,x1,y1 in pixels, ends exclusive.');
  return { shape: { kind: kind === 'ellipse' ? 'ellipse' : 'rectangle', x0: x0!, y0: y0!, x1: x1!, y1: y1! } };
}
