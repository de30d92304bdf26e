import { type Command, InvalidArgumentError } from 'commander';
import type { SourceKind } from '../engine/sniff-kind.js';
import type { AxisName, PixelSize, PlaneOpenOptions } from '../shapes/plane-facts.js';
import { parsePositiveMicros } from './units.js';

/** What the options of {@link addPlaneOptions} parse to. */
export interface PlaneOptions {
  readonly kind?: SourceKind;
  readonly raw?: string;
  readonly shape?: readonly number[];
  readonly headerBytes?: number;
  readonly axes?: readonly AxisName[];
  readonly pixelSize?: PixelSize;
  /** Microseconds. */
  readonly frameInterval?: number;
}

/** Adds what a person may say about a stack that it does not say itself. */
export function addPlaneOptions(command: Command): Command {
  return command
    .option('--kind <kind>', 'what the file holds, where its bytes could be either: events, stack or cells', parseKind)
    .option('--shape <sizes>', 'sizes of a headerless stack, slowest first, like 100,512,512; with --raw u2', parseShape)
    .option('--header-bytes <count>', 'bytes before the numbers of a headerless stack', parseHeaderBytes)
    .option('--axes <names>', 'names of the axes of a stack, slowest first, like TZYX or YXS', parseAxes)
    .option('--pixel-size <size>', 'size of a pixel, like 0.65um or 0.65x0.65x2um', parsePixelSize)
    .option('--frame-interval <time>', 'time from frame to frame, like 20ms', parsePositiveMicros);
}

/** The part of a command's options that concerns stacks, without what was not said. */
export function planeOpenOptions(options: PlaneOptions): PlaneOpenOptions {
  const { raw, shape, headerBytes, axes, pixelSize, frameInterval } = options;
  return {
    ...(raw === undefined || shape === undefined ? {} : { raw }),
    ...(shape === undefined ? {} : { shape }),
    ...(headerBytes === undefined ? {} : { headerBytes }),
    ...(axes === undefined ? {} : { axes }),
    ...(pixelSize === undefined ? {} : { pixelSize }),
    ...(frameInterval === undefined ? {} : { frameIntervalSeconds: frameInterval / 1e6 }),
  };
}

function parseKind(text: string): SourceKind {
  if (text === 'events' || text === 'stack' || text === 'cells') return text;
  throw new InvalidArgumentError('Expected events, stack or cells.');
}

function parseShape(text: string): readonly number[] {
  const shape = text.split(/[,x]/i).map(Number);
  if (shape.length < 2 || shape.length > 5 || !shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new InvalidArgumentError('Expected two to five sizes, slowest first, like 100,512,512.');
  }
  return shape;
}

function parseHeaderBytes(text: string): number {
  const bytes = Number(text);
  if (!Number.isSafeInteger(bytes) || bytes < 0 || text.trim() === '') throw new InvalidArgumentError('Expected a number of bytes.');
  return bytes;
}

function parseAxes(text: string): readonly AxisName[] {
  const axes = [...text.trim().toUpperCase()].filter((name): name is AxisName => 'TCZYXS'.includes(name));
  const whole = axes.length === text.trim().length && new Set(axes).size === axes.length;
  if (!whole || !axes.includes('Y') || !axes.includes('X')) {
    throw new InvalidArgumentError('Expected letters of T, C, Z, Y, X and S, each once, slowest first, like TYX.');
  }
  return axes;
}

function parsePixelSize(text: string): PixelSize {
  const [, x, y, z, unit] = /^([\d.]+)(?:x([\d.]+))?(?:x([\d.]+))?\s*([a-zµ]+)$/i.exec(text.trim()) ?? [];
  const sizes = [x, y ?? x, z].filter((part) => part !== undefined).map(Number);
  if (unit === undefined || !sizes.every((size) => Number.isFinite(size) && size > 0)) {
    throw new InvalidArgumentError('Expected a size with a unit, like 0.65um or 0.65x0.65x2um.');
  }
  const shown = unit.toLowerCase() === 'um' ? 'µm' : unit;
  return { x: sizes[0]!, y: sizes[1]!, ...(sizes[2] === undefined ? {} : { z: sizes[2] }), unit: shown };
}
