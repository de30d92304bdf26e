import type { GenerateOptions } from './generate-events.js';
import type { SceneName } from './scene.js';
import type { SprayOptions } from './spray.js';
import type { AtlasOptions } from './write-atlas.js';

/** One recording of events of the demonstration. */
export interface DemoRecording {
  /** File name; the ending goes with `format`. */
  readonly fileName: string;
  /** One line for the library. */
  readonly title: string;
  readonly scene: SceneName;
  /** What it is written as, by the names that `convert --format` knows. */
  readonly format: 'evt2' | 'evt3' | 'dat' | 'hdf5' | 'txt';
  readonly options: GenerateOptions & { readonly width: number; readonly height: number; readonly events: number };
}

/**
 * Six recordings in five formats, some 110 MB together, in the order in which they are made: the library shows the last
 * first. What is written never changes but with {@link demoVersion}.
 */
export const demoRecordings: readonly DemoRecording[] = [
  {
    fileName: 'stress.raw',
    title: 'Flashes, silences, triggers and clocks that wrap',
    scene: 'stress',
    format: 'evt3',
    options: { width: 640, height: 480, events: 3_000_000, rate: 1_500_000 },
  },
  {
    fileName: 'star.txt',
    title: 'Turning star, 60 rpm',
    scene: 'star',
    format: 'txt',
    options: { width: 240, height: 180, events: 600_000, rate: 300_000 },
  },
  {
    fileName: 'fan-ramp.dat',
    title: 'Desk fan, four blades from 300 to 900 rpm and back',
    scene: 'fan',
    format: 'dat',
    options: { width: 320, height: 240, events: 2_400_000, rate: 1_000_000, rpm: 300, rpmTo: 900, rampMicros: 2_400_000, blades: 4 },
  },
  {
    fileName: 'slider.raw',
    title: 'Camera on a slider before a wall, a table and a plant',
    scene: 'slider',
    format: 'evt2',
    options: { width: 640, height: 480, events: 4_000_000, rate: 1_000_000 },
  },
  {
    fileName: 'drone.h5',
    title: 'Hovering quadrocopter, propellers at 6,000 rpm',
    scene: 'drone',
    format: 'hdf5',
    options: { width: 640, height: 480, events: 5_000_000, rate: 2_000_000 },
  },
  {
    fileName: 'fan.raw',
    title: 'Desk fan, three blades at 480 rpm',
    scene: 'fan',
    format: 'evt3',
    options: { width: 1280, height: 720, events: 9_000_000, rate: 6_000_000, rpm: 480 },
  },
];

/** The series of images of the demonstration, 46 MB of TIFF. */
export const demoSpray: { readonly fileName: string; readonly title: string; readonly options: SprayOptions } = {
  fileName: 'spray.tif',
  title: 'Drops before a lamp, 200 images',
  options: { width: 400, height: 288, frames: 200 },
};

/** The atlas of the demonstration, 18 MB of AnnData. */
export const demoAtlas: {
  readonly fileName: string;
  readonly title: string;
  readonly options: Omit<AtlasOptions, 'chunkElements' | 'signal' | 'onProgress'>;
} = {
  fileName: 'atlas.h5ad',
  title: '50,000 cells on three lineages, 1,000 genes',
  options: { cells: 50_000, genes: 1000, density: 0.08, clusters: 20, layout: 'csr', seed: 'atlas', counts: true },
};

/** Raised whenever something of the demonstration changes, so that older files are written again. */
export const demoVersion = 2;
