import { afterEach, expect, test } from 'vitest';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import { colormapTable } from '../../src/picture/colormaps.js';
import { fullShare, leastStrength } from '../../src/picture/map-coverage.js';
import { DensityDrawing } from '../../src/picture/map-density.js';
import { DensityMap } from '../../src/viewer/gpu/density-map.js';
import { dimShare, type PointColumn, type PointLook, type PointMask, type PointView } from '../../src/viewer/gpu/point-look.js';
import { GpuPointRenderer } from '../../src/viewer/gpu/point-renderer.js';

const cells = 3_000;
const width = 160;
const height = 120;
const background = [10, 20, 30] as const;
const colours = [
  [255, 0, 0],
  [0, 200, 0],
  [0, 0, 255],
  [140, 140, 140],
] as const;

/** Cells in three heaps, every 50th without a place. */
function makePoints(dims: 2 | 3): Float32Array {
  let state = 7;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const coordinates = new Float32Array(cells * dims);
  for (let cell = 0; cell < cells; cell += 1) {
    const heap = cell % 3;
    const radius = next() * next() * 3;
    const angle = next() * 2 * Math.PI;
    coordinates[cell * dims] = 4 * heap + radius * Math.cos(angle);
    coordinates[cell * dims + 1] = 3 * (heap % 2) + radius * Math.sin(angle);
    if (dims === 3) coordinates[cell * dims + 2] = next() * 5;
    if (cell % 50 === 0) coordinates[cell * dims] = Number.NaN;
  }
  return coordinates;
}

const codes = Uint8Array.from({ length: cells }, (_, cell) => (cell % 7 === 0 ? 3 : (cell * 5) % 3));
const values = Float32Array.from({ length: cells }, (_, cell) => (cell % 11 === 0 ? Number.NaN : (cell % 97) / 10));
const counts = Uint32Array.from({ length: 4 }, (_, code) => codes.filter((one) => one === code).length);
const bits = (isIn: (cell: number) => boolean): Uint8Array => {
  const bytes = new Uint8Array(Math.ceil(cells / 8));
  for (let cell = 0; cell < cells; cell += 1) if (isIn(cell)) bytes[cell >> 3]! |= 1 << (cell & 7);
  return bytes;
};

const categories: PointLook = {
  kind: 'categories',
  colours: Uint8Array.from(colours.flat()),
  hidden: Uint8Array.of(0, 0, 0, 0),
  counts,
  aggregate: 'mixture',
};
const numbers: PointLook = {
  kind: 'numbers',
  lo: 1,
  hi: 8,
  log: false,
  table: colormapTable('viridis'),
  missing: [140, 140, 140],
  aggregate: 'mean',
};
const flat: PointView = {
  width,
  height,
  projection: [10, 0, 40, 0, -10, 80],
  diameter: 1,
  background,
  dense: true,
};
const noMask: PointMask = { visible: undefined, selected: undefined };

interface Scene {
  readonly column: PointColumn | undefined;
  readonly look: PointLook;
  readonly mask: PointMask;
  readonly view: PointView;
  readonly dims?: 2 | 3;
}

const open: GpuPointRenderer[] = [];
afterEach(() => {
  for (const renderer of open.splice(0)) renderer.close();
});

function drawOnGpu({ column, look, mask, view, dims = 2 }: Scene): Uint8ClampedArray {
  const canvas = document.createElement('canvas');
  const renderer = new GpuPointRenderer(canvas, () => undefined);
  open.push(renderer);
  renderer.begin(cells, dims);
  if (view.from !== undefined) renderer.putRun(0, makePoints(dims));
  if (view.from !== undefined) renderer.begin(cells, dims);
  const coordinates = makePoints(dims);
  renderer.putSample(
    Uint32Array.of(3, 9),
    Float32Array.from({ length: 2 * dims }, () => 1),
  );
  renderer.putRun(0, coordinates.slice(0, 1_000 * dims));
  renderer.putRun(1_000, coordinates.slice(1_000 * dims));
  renderer.setColumn(column);
  renderer.setLook(look);
  renderer.setMask(mask);
  renderer.draw(view, false);
  const copy = document.createElement('canvas');
  copy.width = view.width;
  copy.height = view.height;
  const context = copy.getContext('2d', { willReadFrequently: true })!;
  context.drawImage(canvas, 0, 0);
  return context.getImageData(0, 0, view.width, view.height).data;
}

function drawDensity({ column, look, mask, view, dims = 2 }: Scene): Uint8ClampedArray {
  const map = new DensityMap(new DensityDrawing(createTwinKernels()));
  map.begin(cells, dims);
  map.putRun(0, makePoints(dims));
  if (view.from !== undefined) {
    map.begin(cells, dims);
    map.putRun(0, makePoints(dims));
  }
  map.setColumn(column);
  map.setLook(look);
  map.setMask(mask);
  const work = map.paint({ view, stride: 1 });
  let step = work.next();
  while (step.done !== true) step = work.next();
  return step.value.rgba;
}

/** The share of channels that differ by more than rounding does. */
function difference(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  let apart = 0;
  for (let at = 0; at < a.length; at += 1) if (Math.abs(a[at]! - b[at]!) > 2) apart += 1;
  return apart / a.length;
}

const scenes: readonly (readonly [string, Scene])[] = [
  ['in one colour', { column: undefined, look: { kind: 'plain', colour: [200, 100, 50] }, mask: noMask, view: flat }],
  ['categories mixed', { column: { kind: 'codes', codes }, look: categories, mask: noMask, view: flat }],
  ['wider points', { column: { kind: 'codes', codes }, look: categories, mask: noMask, view: { ...flat, diameter: 4 } }],
  [
    'one category hidden',
    { column: { kind: 'codes', codes }, look: { ...categories, hidden: Uint8Array.of(1, 0, 0, 0) }, mask: noMask, view: flat },
  ],
  [
    'rarest on top',
    { column: { kind: 'codes', codes }, look: { ...categories, aggregate: 'rarest' }, mask: noMask, view: { ...flat, diameter: 3 } },
  ],
  ['mean numbers', { column: { kind: 'numbers', values }, look: numbers, mask: noMask, view: flat }],
  [
    'greatest logarithms',
    {
      column: { kind: 'numbers', values },
      look: { ...numbers, aggregate: 'largest', log: true },
      mask: noMask,
      view: { ...flat, diameter: 3 },
    },
  ],
  [
    'some filtered',
    {
      column: { kind: 'codes', codes },
      look: categories,
      mask: { visible: bits((cell) => cell % 4 !== 0), selected: undefined },
      view: flat,
    },
  ],
  [
    'some selected',
    {
      column: { kind: 'codes', codes },
      look: categories,
      mask: { visible: bits((cell) => cell % 4 !== 0), selected: bits((cell) => cell % 12 === 1) },
      view: flat,
    },
  ],
  [
    'in space',
    {
      column: { kind: 'codes', codes },
      look: categories,
      mask: noMask,
      view: { ...flat, projection: [8, 0, 4, 40, 1, -9, 3, 80] },
      dims: 3,
    },
  ],
];

const onTheWay: Scene = {
  column: { kind: 'codes', codes },
  look: categories,
  mask: noMask,
  view: { ...flat, from: { projection: [4, 3, 60, -3, 8, 20], share: 0.4 } },
};

test('points are on their way from one map to another', () => {
  const drawn = drawDensity(onTheWay);
  expect(difference(drawOnGpu(onTheWay), drawn)).toBeLessThan(0.01);
  const { from: _, ...there } = onTheWay.view;
  expect(difference(drawDensity({ ...onTheWay, view: there }), drawn)).toBeGreaterThan(0.05);
  const arrived = drawDensity({ ...onTheWay, view: { ...flat, from: { projection: [1, 2, 3, 4, 5, 6], share: 1 } } });
  expect(difference(drawDensity({ ...onTheWay, view: there }), arrived)).toBeLessThan(0.01);
});

for (const [what, scene] of scenes) {
  test(`a density on the GPU is that of the picture layer: ${what}`, () => {
    expect(difference(drawOnGpu(scene), drawDensity(scene))).toBeLessThan(0.002);
  });
}

test('points one by one: the last of the file is on top, hidden and filtered ones are not there, selected ones stand out', () => {
  const mask = { visible: bits((cell) => cell % 4 !== 0), selected: bits((cell) => cell % 8 === 1) };
  const view = { ...flat, dense: false };
  const look: PointLook = { ...categories, hidden: Uint8Array.of(0, 1, 0, 0) };
  const drawn = drawOnGpu({ column: { kind: 'codes', codes }, look, mask, view });
  const wanted = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < width * height; at += 1) wanted.set([...background, 255], 4 * at);
  const coordinates = makePoints(2);
  for (const selected of [false, true]) {
    for (let cell = 0; cell < cells; cell += 1) {
      const code = codes[cell]!;
      if (cell % 4 === 0 || (cell % 8 === 1) !== selected || code === 1) continue;
      const [x, y] = [Math.floor(40 + 10 * coordinates[2 * cell]!), Math.floor(80 - 10 * coordinates[2 * cell + 1]!)];
      if (!(x >= 0 && x < width && y >= 0 && y < height)) continue;
      const share = selected ? 1 : dimShare;
      const colour = [0, 1, 2].map((channel) => colours[code]![channel]! * share + background[channel]! * (1 - share));
      wanted.set([...colour, 255], 4 * (y * width + x));
    }
  }
  // Points beside the edge of a pixel may fall to either side: rasterizers count in sixteenths of a pixel at least.
  expect(difference(drawn, wanted)).toBeLessThan(0.01);
});

test('a density counts each point once: the naive sum of colours', () => {
  const view = { ...flat, diameter: 1 };
  const drawn = drawDensity({ column: { kind: 'codes', codes }, look: categories, mask: noMask, view });
  const sums = new Float64Array(4 * width * height);
  const coordinates = makePoints(2);
  for (let cell = 0; cell < cells; cell += 1) {
    const [x, y] = [Math.floor(40 + 10 * coordinates[2 * cell]!), Math.floor(80 - 10 * coordinates[2 * cell + 1]!)];
    if (!(x >= 0 && x < width && y >= 0 && y < height)) continue;
    const at = 4 * (y * width + x);
    for (let channel = 0; channel < 3; channel += 1) sums[at + channel]! += colours[codes[cell]!]![channel]!;
    sums[at + 3]! += 1;
  }
  const known = [...Array(width * height).keys()].map((at) => sums[4 * at + 3]!).filter((count) => count > 0);
  const full = known.sort((a, b) => a - b)[Math.ceil(fullShare * known.length) - 1]!;
  const wanted = new Uint8ClampedArray(drawn.length);
  for (let at = 0; at < width * height; at += 1) {
    const count = sums[4 * at + 3]!;
    const strength =
      count === 0 ? 0 : full <= 1 || count >= full ? 1 : leastStrength + ((1 - leastStrength) * Math.log2(1 + count)) / Math.log2(1 + full);
    for (let channel = 0; channel < 3; channel += 1) {
      const colour = count === 0 ? 0 : sums[4 * at + channel]! / count;
      wanted[4 * at + channel] = colour * strength + background[channel]! * (1 - strength);
    }
    wanted[4 * at + 3] = 255;
  }
  expect(difference(drawn, wanted)).toBe(0);
});

test('a part of the cells is an even one: near the exact picture, and as bright', () => {
  const map = new DensityMap(new DensityDrawing(createTwinKernels()));
  map.begin(cells, 2);
  map.putRun(0, makePoints(2));
  const work = map.paint({ view: flat, stride: 8 });
  let step = work.next();
  while (step.done !== true) step = work.next();
  expect(step.value.stride).toBe(8);
  expect(step.value.cells).toBe(Math.floor(cells / 8));
});
