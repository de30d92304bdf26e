/** What the WebAssembly module exports for planes; all but counts, codes and amounts are addresses. */
export interface AssemblyPlaneExports {
  planeWiden(code: number, input: number, output: number, count: number): void;
  planeCorrect(input: number, subtract: number, a: number, divide: number, b: number, output: number, count: number): void;
  planeSums(planes: number, count: number, sums: number, missing: number, pixels: number): void;
  planeMoments(planes: number, count: number, planesBefore: number, means: number, squares: number, missing: number, pixels: number): void;
  planeShare(sums: number, missing: number, planes: number, root: number, output: number, pixels: number): void;
  planeExtremes(planes: number, count: number, greatest: number, extremes: number, pixels: number): void;
  planeSlide(
    high: number,
    low: number,
    missing: number,
    entering: number,
    leaving: number,
    planes: number,
    means: number,
    pixels: number,
  ): void;
  planeMedians(block: number, planes: number, strideBytes: number, pixels: number, output: number, scratch: number): void;
  planeTurn(
    input: number,
    output: number,
    width: number,
    height: number,
    channels: number,
    size: number,
    perColumn: number,
    perRow: number,
  ): void;
  planeTotals(): number;
  planeBegin(): void;
  planeRange(values: number, count: number): void;
  planeMeasure(values: number, count: number): void;
  planeBins(values: number, count: number, from: number, to: number, scale: number, bins: number, binCount: number, apart: number): void;
  planeBytes(values: number, count: number, flip: number, bins: number): void;
  planeWords(values: number, count: number, flip: number, bins: number): void;
}

/** Names of those exports. */
export const planeExportNames: readonly (keyof AssemblyPlaneExports)[] = [
  'planeWiden',
  'planeCorrect',
  'planeSums',
  'planeMoments',
  'planeShare',
  'planeExtremes',
  'planeSlide',
  'planeMedians',
  'planeTurn',
  'planeTotals',
  'planeBegin',
  'planeRange',
  'planeMeasure',
  'planeBins',
  'planeBytes',
  'planeWords',
];
