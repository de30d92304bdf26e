import type { GenerateOptions } from './generate-events.js';
import type { SceneName } from './scene.js';

/** One recording of the demonstration. */
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

/** Raised whenever a demo recording changes, so that older files are written again. */
export const demoVersion = 1;
