/** What a page can make by itself: one of each kind. */
export type DemoName = 'fan' | 'spray' | 'atlas';

/** A demo for people. */
export interface Demo {
  readonly name: DemoName;
  readonly title: string;
  readonly facts: string;
}

export const demos: readonly Demo[] = [
  { name: 'fan', title: 'Desk fan', facts: 'event camera · 3 blades at 1,200 rpm · 1 M events' },
  { name: 'spray', title: 'Drops before a lamp', facts: 'image series · 120 frames of 16 bits' },
  { name: 'atlas', title: 'Cells on three lineages', facts: 'atlas · 20,000 cells × 500 genes' },
];
