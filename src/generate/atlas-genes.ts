import { exponentialOf, fixedLog } from './fixed-log.js';
import { RandomStream } from './random-stream.js';

/** Where a gene is raised above its background. */
export type GeneRaise =
  | { readonly kind: 'cluster'; readonly cluster: number }
  /** Most at `peak` of the trajectory's pseudotime, falling to nothing at `width` from it. */
  | { readonly kind: 'lineage'; readonly lineage: number; readonly peak: number; readonly width: number };

/** How a gene is expressed. */
export interface AtlasGene {
  readonly id: string;
  readonly symbol: string;
  /** Probability that any cell has it, and how much the counts of those exceed 1 on average. */
  readonly background: number;
  readonly backgroundExcess: number;
  readonly raise?: (GeneRaise & { readonly probability: number; readonly excess: number }) | undefined;
}

/** Known markers, by the name of their cluster: the first gene of a cluster that is here has this symbol. */
const knownMarkers: Readonly<Record<string, string>> = {
  'Stem cell': 'CD34',
  GMP: 'MPO',
  Promonocyte: 'S100A9',
  Monocyte: 'LYZ',
  'Pro-B': 'VPREB1',
  'Pre-B': 'CD79A',
  'Naive B': 'MS4A1',
  'Memory B': 'CD27',
  'DN thymocyte': 'PTCRA',
  'DP thymocyte': 'CD1A',
  'CD4 T': 'CD3D',
  'CD8 T': 'CD8A',
  NK: 'NKG7',
  cDC: 'FCER1A',
  Erythroid: 'HBB',
  'Plasma cell': 'MZB1',
  Fibroblast: 'COL1A1',
  Endothelial: 'PECAM1',
  Megakaryocyte: 'PPBP',
  pDC: 'LILRA4',
};

export interface AtlasGenesWant {
  readonly genes: number;
  readonly density: number;
  readonly seed: number;
  /** Name and share of each cluster. */
  readonly clusters: readonly { readonly name: string; readonly share: number }[];
  /** Share of the cells of each trajectory. */
  readonly lineageShares: readonly number[];
}

/**
 * The genes of an atlas: markers of each cluster (at most 50 each, a quarter of all), genes that follow a trajectory (a tenth), the
 * rest background of very different levels; so that the share of stored values is `density` as nearly as can be had.
 */
export function atlasGenes(want: AtlasGenesWant): readonly AtlasGene[] {
  const { genes, density, seed, clusters, lineageShares } = want;
  const raises = raisesOf(want);
  const stream = new RandomStream();
  stream.restart(seed, 1, 0);
  const weights = Array.from({ length: genes }, (_, gene) => {
    const weight = 0.15 + exponentialOf(stream.next()) + (stream.fraction() < 0.04 ? 8 : 0);
    return raises[gene] === undefined ? weight : 0.15 + weight / 10;
  });
  const raised = Math.min(0.25, 20 * density);
  const raisedBy = (scale: number): number => Math.min(0.9, Math.max(10 * scale, raised));
  const backgroundBy = (scale: number, gene: number): number => Math.min(0.9, scale * weights[gene]!);
  // The expected share grows with the scale: halve the interval it lies in.
  let low = 0;
  let high = 10;
  for (let round = 0; round < 60; round += 1) {
    const scale = (low + high) / 2;
    let share = 0;
    for (let gene = 0; gene < genes; gene += 1) {
      const raise = raises[gene];
      const background = backgroundBy(scale, gene);
      const reach =
        raise === undefined ? 0 : raise.kind === 'cluster' ? clusters[raise.cluster]!.share : lineageShares[raise.lineage]! * raise.width;
      share += background + reach * raisedBy(scale) * (1 - background);
    }
    if (share < density * genes) low = scale;
    else high = scale;
  }
  return weights.map((weight, gene): AtlasGene => {
    const raise = raises[gene];
    return {
      id: `ENSG${String(gene + 1).padStart(11, '0')}`,
      symbol: symbolOf(gene, raise, raises, clusters),
      background: backgroundBy(low, gene),
      backgroundExcess: 0.2 + 0.3 * weight,
      raise: raise === undefined ? undefined : { ...raise, probability: raisedBy(low), excess: 3 + weight },
    };
  });
}

/** The inverse of how often a run of failures ends: gaps of a geometric distribution are floor(exponential · this). */
export function gapScale(probability: number): number {
  return probability <= 0 ? Number.POSITIVE_INFINITY : -1 / fixedLog(1 - probability);
}

function raisesOf({ genes, seed, clusters, lineageShares }: AtlasGenesWant): readonly (GeneRaise | undefined)[] {
  const stream = new RandomStream();
  stream.restart(seed, 0, 0);
  const each = Math.min(50, Math.floor(genes / 4 / clusters.length));
  const following = lineageShares.length === 0 ? 0 : Math.floor(genes / 10);
  const raises: (GeneRaise | undefined)[] = new Array<undefined>(genes).fill(undefined);
  // Markers and others mixed, as in a genome: a gene's place is that of its turn in a shuffled list.
  const places = Uint32Array.from({ length: genes }, (_, gene) => gene);
  for (let gene = genes - 1; gene > 0; gene -= 1) {
    const other = Math.floor(stream.fraction() * (gene + 1));
    [places[gene], places[other]] = [places[other]!, places[gene]!];
  }
  let turn = 0;
  for (let cluster = 0; cluster < clusters.length; cluster += 1) {
    for (let marker = 0; marker < each; marker += 1, turn += 1) raises[places[turn]!] = { kind: 'cluster', cluster };
  }
  for (let gene = 0; gene < following && turn < genes; gene += 1, turn += 1) {
    const lineage = gene % lineageShares.length;
    raises[places[turn]!] = { kind: 'lineage', lineage, peak: stream.fraction(), width: 0.15 + 0.2 * stream.fraction() };
  }
  return raises;
}

function symbolOf(
  gene: number,
  raise: GeneRaise | undefined,
  raises: readonly (GeneRaise | undefined)[],
  clusters: AtlasGenesWant['clusters'],
): string {
  const own = `GENE${gene + 1}`;
  if (raise?.kind !== 'cluster') return own;
  const first = raises.findIndex((other) => other?.kind === 'cluster' && other.cluster === raise.cluster);
  return first === gene ? (knownMarkers[clusters[raise.cluster]!.name] ?? own) : own;
}
