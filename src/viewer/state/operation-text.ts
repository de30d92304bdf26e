import type { ChainReference, ChainStep, Operation, PlaneShape } from './stack-state.js';
import { reductionNames } from './stack-state.js';

/**
 * An operation as links write it: `subtract:mean:0-99`, `divide:sliding:50:centred:0:0.8`, `subtract:file:0.5:dark.tif`,
 * `crop:10,20,300,200`, `mask:ellipse:1,2,3,4`, `mask:rectangle:1,2,3,4:inverted`, `maskfile:mask.png`, `flipX`, `flipY`,
 * `rotate`; one that is switched off begins with `!`. An amount of 1 is left out, but for a file.
 */
export function operationToText({ step, on }: Operation): string {
  return `${on ? '' : '!'}${stepToText(step)}`;
}

function stepToText(step: ChainStep): string {
  switch (step.kind) {
    case 'subtract':
    case 'divide': {
      const { by, amount, kind } = step;
      if (by.kind === 'file') return `${kind}:file:${amount}:${by.recording}`;
      const rest = amount === 1 ? '' : `:${amount}`;
      if (by.kind === 'range') return `${kind}:${by.of}:${by.first}-${by.last}${rest}`;
      return `${kind}:sliding:${by.planes}:${by.placement}:${by.gap}${rest}`;
    }
    case 'crop':
      return `crop:${box(step.rectangle)}`;
    case 'mask':
      return `mask:${step.shape.kind}:${box(step.shape)}${step.inverted ? ':inverted' : ''}`;
    case 'maskFile':
      return `maskfile:${step.recording}`;
    default:
      return step.kind;
  }
}

/** The inverse of {@link operationToText}; nothing for what it cannot be. */
export function operationFromText(text: string): Operation | undefined {
  const on = !text.startsWith('!');
  const step = stepFromText(on ? text : text.slice(1));
  return step === undefined ? undefined : { step, on };
}

function stepFromText(text: string): ChainStep | undefined {
  const parts = text.split(':');
  const [kind, what = '', ...rest] = parts;
  switch (kind) {
    case 'subtract':
    case 'divide': {
      if (what === 'file') {
        const amount = readAmount(rest[0]);
        const recording = rest.slice(1).join(':');
        return amount === undefined || !isName(recording) ? undefined : { kind, by: { kind: 'file', recording }, amount };
      }
      const by = what === 'sliding' ? readSliding(rest) : readRange(what, rest[0]);
      const amount = readAmount(rest[what === 'sliding' ? 3 : 1] ?? '1');
      return by === undefined || amount === undefined ? undefined : { kind, by, amount };
    }
    case 'crop': {
      const rectangle = readBox(what);
      return rectangle === undefined ? undefined : { kind, rectangle };
    }
    case 'mask': {
      const shape = readBox(rest[0]);
      if (shape === undefined || (what !== 'rectangle' && what !== 'ellipse')) return undefined;
      return { kind, shape: { kind: what, ...shape }, inverted: rest[1] === 'inverted' };
    }
    case 'maskfile': {
      const recording = parts.slice(1).join(':');
      return isName(recording) ? { kind: 'maskFile', recording } : undefined;
    }
    case 'flipX':
    case 'flipY':
    case 'rotate':
      return { kind };
    default:
      return undefined;
  }
}

function readRange(of: string, text: string | undefined): ChainReference | undefined {
  const reduction = reductionNames.find((name) => name === of);
  const ends = /^(\d{1,15})-(\d{1,15})$/.exec(text ?? '');
  if (reduction === undefined || ends === null) return undefined;
  const [first, last] = [Number(ends[1]), Number(ends[2])];
  return first > last ? undefined : { kind: 'range', of: reduction, first, last };
}

function readSliding([planesText = '', placement = '', gapText = '']: readonly string[]): ChainReference | undefined {
  if (!/^\d{1,9}$/.test(planesText) || !/^\d{1,9}$/.test(gapText) || planesText === '0') return undefined;
  if (placement !== 'trailing' && placement !== 'centred' && placement !== 'leading') return undefined;
  const planes = Math.max(1, Number(planesText));
  return { kind: 'sliding', planes, placement, gap: Number(gapText) };
}

function readAmount(text: string | undefined): number | undefined {
  const amount = Number(text);
  return text === undefined || text.trim() === '' || !(amount >= 0 && amount <= 1) ? undefined : amount;
}

type Box = Omit<PlaneShape, 'kind'>;

function box({ x0, y0, x1, y1 }: Box): string {
  return `${x0},${y0},${x1},${y1}`;
}

function readBox(text: string | undefined): Box | undefined {
  const match = /^(\d{1,9}),(\d{1,9}),(\d{1,9}),(\d{1,9})$/.exec(text ?? '');
  if (match === null) return undefined;
  const [x0, y0, x1, y1] = [Number(match[1]), Number(match[2]), Number(match[3]), Number(match[4])];
  return x1 > x0 && y1 > y0 ? { x0, y0, x1, y1 } : undefined;
}

function isName(text: string): boolean {
  return text !== '' && text.length <= 4_096;
}
