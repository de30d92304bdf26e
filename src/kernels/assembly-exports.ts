import { FirstlightError } from '../base/errors.js';
import { type AssemblyPlaneExports, planeExportNames } from './assembly-plane-exports.js';
import { contextVersion } from './context-slots.js';

type Decode = () => number;
type Draw = (frame: number, width: number, height: number, x: number, y: number, p: number, count: number) => void;

type AddPoints = (
  bins: number,
  codes: number,
  count: number,
  lookup: number,
  lastCode: number,
  taps: number,
  tapCount: number,
  grid: number,
) => void;

/** What the WebAssembly module exports; addresses are byte offsets into its memory. */
export interface AssemblyExports extends AssemblyPlaneExports {
  start(): number;
  version(): number;
  contextAddress(): number;
  readonly decodeDat: Decode;
  readonly decodeEvt2: Decode;
  readonly decodeEvt21: Decode;
  readonly decodeEvt3: Decode;
  readonly decodeText: Decode;
  readonly drawPolarity: Draw;
  /** Of the events, the first `free` cannot lead to a sum that does not fit. */
  drawSigned(...event: [...Parameters<Draw>, free: number]): void;
  readonly drawPerPolarity: Draw;
  drawSurface(
    frame: number,
    width: number,
    height: number,
    t: number,
    x: number,
    y: number,
    p: number,
    count: number,
    near: number,
    nearEnd: number,
    end: number,
    rate: number,
  ): void;
  clear(address: number, byteLength: number): void;
  narrowTimes(times: number, count: number, shift: number, out: number): number;
  greatest(values: number, count: number): number;
  countOnes(bytes: number, count: number): number;
  addRate(bins: number, binCount: number, offset: number, binMicros: number, t: number, p: number, count: number): void;
  firstBin(): number;
  lastBin(): number;
  countRectangle(x: number, y: number, p: number, count: number, x0: number, y0: number, x1: number, y1: number): number;
  projectPoints(
    coordinates: number,
    dims: number,
    count: number,
    shown: number,
    terms: number,
    columns: number,
    rows: number,
    stride: number,
    bins: number,
  ): void;
  readonly mixPoints: AddPoints;
  readonly rankPoints: AddPoints;
  numberPoints(bins: number, values: number, count: number, largest: number, taps: number, tapCount: number, grid: number): void;
  inflate(input: number, inputEnd: number, output: number, capacity: number): number;
  inflateEnd(): number;
  deflate(input: number, byteLength: number, output: number, work: number): number;
  adler32(address: number, byteLength: number): number;
  crc32(address: number, byteLength: number): number;
  unshuffle(input: number, output: number, size: number, count: number): void;
}

const names: readonly (keyof AssemblyExports)[] = [
  ...planeExportNames,
  'start',
  'version',
  'contextAddress',
  'decodeDat',
  'decodeEvt2',
  'decodeEvt21',
  'decodeEvt3',
  'decodeText',
  'drawPolarity',
  'drawSigned',
  'drawPerPolarity',
  'drawSurface',
  'clear',
  'narrowTimes',
  'greatest',
  'countOnes',
  'addRate',
  'firstBin',
  'lastBin',
  'countRectangle',
  'projectPoints',
  'mixPoints',
  'rankPoints',
  'numberPoints',
  'inflate',
  'inflateEnd',
  'deflate',
  'adler32',
  'crc32',
  'unshuffle',
];

/** Takes an instance's exports for what they are; throws `internal` where one is missing: another version was built. */
export function assemblyExports(instance: WebAssembly.Instance): AssemblyExports {
  const found: WebAssembly.Exports = instance.exports;
  if (!hasAll(found)) {
    const missing = names.filter((name) => typeof found[name] !== 'function');
    throw new FirstlightError('internal', `The kernels' module lacks ${missing.join(', ')}`);
  }
  if (found.version() !== contextVersion) {
    throw new FirstlightError('internal', `The kernels' module was built with version ${found.version()}, this is ${contextVersion}`);
  }
  return found;
}

function hasAll(exports: object): exports is AssemblyExports {
  return names.every((name) => typeof Reflect.get(exports, name) === 'function');
}
