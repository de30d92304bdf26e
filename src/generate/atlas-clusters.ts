import { sin16, turn16 } from './fixed-trig.js';

/** A kind of cell. */
export interface AtlasCluster {
  readonly name: string;
  /** Share of all cells; all together 1. */
  readonly share: number;
  /** Which trajectory it is a part of, and where on it: pseudotime `from` to `to`. */
  readonly lineage?: { readonly index: number; readonly from: number; readonly to: number } | undefined;
  /** Middle on the map, and where it leads to along its trajectory. */
  readonly centre: readonly [x: number, y: number];
  readonly next?: readonly [x: number, y: number] | undefined;
  /** Half axes and direction (16-bit angle) of a cluster that is no part of a trajectory. */
  readonly radii: readonly [number, number];
  readonly angle: number;
  readonly colour: string;
}

const lineageNames = ['myeloid', 'B cells', 'T cells'] as const;
const lineageClusters = [
  ['Stem cell', 'GMP', 'Promonocyte', 'Monocyte'],
  ['Pro-B', 'Pre-B', 'Naive B', 'Memory B'],
  ['DN thymocyte', 'DP thymocyte', 'CD4 T', 'CD8 T'],
] as const;
const islands = ['NK', 'cDC', 'Erythroid', 'Plasma cell', 'Fibroblast', 'Endothelial', 'Megakaryocyte', 'pDC'];
/** The last two clusters are rare: one cell in 1,000, and one in 5,000. */
const rareShares = [0.001, 0.0002];
/** Distance from one cluster of a trajectory to the next. */
const stepLength = 4.2;
/** 16-bit angle between leaves of a sunflower. */
const goldenAngle = 25_033;

/** Names of the trajectories that `clusters` clusters hold. */
export function lineagesOf(clusters: number): readonly string[] {
  return lineageNames.slice(0, Math.min(3, Math.floor(clusters / 6)));
}

/** The clusters of an atlas: trajectories of four first, then single ones, ever smaller; the last two rare where there are six. */
export function atlasClusters(count: number): readonly AtlasCluster[] {
  const lineages = lineagesOf(count).length;
  const rare = count >= 6 ? rareShares : [];
  const weights = Array.from({ length: count - rare.length }, (_, at) => 1 / (1 + 0.22 * ((at * 7) % count)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const left = 1 - rare.reduce((sum, share) => sum + share, 0);
  return Array.from({ length: count }, (_, at): AtlasCluster => {
    const share = at < weights.length ? (weights[at]! / total) * left : rare[at - weights.length]!;
    const colour = colourOf(at);
    const angle = (at * goldenAngle) % turn16;
    const lineage = Math.floor(at / 4);
    if (lineage < lineages) {
      const stage = at % 4;
      const places = [stage, stage + 1].map((step) => onLineage(lineage, lineages, step));
      return {
        name: lineageClusters[lineage]![stage]!,
        share,
        lineage: { index: lineage, from: stage / 4, to: (stage + 1) / 4 },
        centre: places[0]!,
        next: places[1]!,
        radii: [0.55, 0.55],
        angle,
        colour,
      };
    }
    const island = at - 4 * lineages;
    const size = Math.sqrt(share * count);
    return {
      name: islands[island] ?? `Cluster ${at + 1}`,
      share,
      centre: onSpiral(island, lineages),
      radii: [0.5 + 0.7 * size, 0.35 + 0.35 * size],
      angle,
      colour,
    };
  });
}

/** Trajectories lead outwards from the middle, bending. */
function onLineage(lineage: number, lineages: number, step: number): readonly [number, number] {
  const angle = Math.floor((turn16 * lineage) / lineages) + 1600 * step;
  const radius = 1.2 + stepLength * step * (1 - 0.04 * step);
  return [(radius * cos16(angle)) / 32_767, (radius * sin16(angle)) / 32_767];
}

/** Single clusters lie between the trajectories, farther ones in a sunflower around them. */
function onSpiral(island: number, lineages: number): readonly [number, number] {
  const isNear = lineages > 0 && island < 4 * lineages;
  const radius = isNear ? 4.6 + 3.4 * Math.floor(island / lineages) : 5 + 2.9 * Math.sqrt(island + 0.5);
  const between = Math.floor((turn16 * ((island % Math.max(1, lineages)) + 0.5)) / Math.max(1, lineages));
  const angle = isNear ? between + Math.floor(380 * radius) + ((island * 7919) % 6000) - 3000 : 9000 + island * goldenAngle;
  return [(radius * cos16(angle)) / 32_767, (radius * sin16(angle)) / 32_767];
}

function cos16(angle: number): number {
  return sin16(angle + turn16 / 4);
}

function colourOf(at: number): string {
  const light = 128 + 24 * (at % 3);
  const channel = (third: number): string => {
    const value = light + Math.round((100 * sin16(at * goldenAngle + Math.floor((third * turn16) / 3))) / 32_767);
    return Math.min(255, Math.max(0, value)).toString(16).padStart(2, '0');
  };
  return `#${channel(0)}${channel(1)}${channel(2)}`;
}
