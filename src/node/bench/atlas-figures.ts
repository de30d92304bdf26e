import * as v from 'valibot';

/** What was measured of one atlas in a process of its own; times in milliseconds. */
export interface AtlasFigures {
  readonly cells: number;
  readonly genes: number;
  readonly layout: string;
  readonly fileBytes: number;
  /** Opening, until the facts are known. */
  readonly openMillis: number;
  /** Reading the map `X_umap` and the category `cluster`. */
  readonly mapMillis: number;
  readonly categoryMillis: number;
  /** Opening, reading both and drawing a density image of 1280 × 800; and what was read for it. */
  readonly firstPictureMillis: number;
  readonly firstPictureBytes: number;
  /** Drawing it again by the category, and by a gene; the least of seven. */
  readonly recolourMillis: number;
  readonly numberMillis: number;
  /** The names of genes and a gene; then each of other genes, none read before. */
  readonly firstGeneMillis: number;
  readonly geneMillis: readonly number[];
  /** Cells by a number, and inside of 64 points; the least of seven; and how many the latter are. */
  readonly rangeMillis: number;
  readonly lassoMillis: number;
  readonly selected: number;
  /** Greatest resident memory of the process. */
  readonly peakBytes: number;
}

const figure = v.pipe(v.number(), v.finite());
/** Figures as another process wrote them. */
export const atlasFiguresSchema: v.GenericSchema<unknown, AtlasFigures> = v.object({
  cells: figure,
  genes: figure,
  layout: v.string(),
  fileBytes: figure,
  openMillis: figure,
  mapMillis: figure,
  categoryMillis: figure,
  firstPictureMillis: figure,
  firstPictureBytes: figure,
  recolourMillis: figure,
  numberMillis: figure,
  firstGeneMillis: figure,
  geneMillis: v.array(figure),
  rangeMillis: figure,
  lassoMillis: figure,
  selected: figure,
  peakBytes: figure,
});
