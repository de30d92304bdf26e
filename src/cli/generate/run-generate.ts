import { FirstlightError } from '../../base/errors.js';
import { sceneTruth } from '../../generate/generate-events.js';
import type { SceneName } from '../../generate/scene.js';
import type { EventOutput } from '../convert/event-outputs.js';
import { grouped } from '../info/info-table.js';
import { ProgressLine } from '../progress-line.js';
import { Timing } from '../timing.js';
import { type SizedOptions, writeScene } from './write-scene.js';

/** Options of `generate` as parsed. */
export interface GenerateCommandOptions {
  readonly output: string;
  readonly events: number;
  readonly size: readonly [width: number, height: number];
  readonly format?: string;
  readonly rate?: number;
  readonly seed?: string;
  readonly rpm?: number;
  readonly rpmTo?: number;
  readonly ramp?: number;
  readonly blades?: number;
  readonly json?: boolean;
  readonly timing?: boolean;
}

/** Generates a recording into a file, streaming, and prints its SHA-256 as `sha256sum` would. `refuse` ends the command as used wrongly. */
export async function runGenerate(
  scene: SceneName,
  target: EventOutput,
  options: GenerateCommandOptions,
  signal: AbortSignal,
  refuse: (message: string) => never,
): Promise<void> {
  const [width, height] = options.size;
  const settings = sceneOptions(options, width, height);
  checkSettings(scene, settings, refuse);
  const timing = new Timing(options.timing === true);
  const progress = new ProgressLine();
  const written = await writeScene(options.output, await target.load(), scene, settings, {
    signal,
    timing,
    onProgress: (events) => progress.show('Generating', events, options.events, 'events'),
  }).finally(() => progress.clear());
  timing.count('events', written.events);
  timing.count('bytes written', written.bytes);
  timing.print();
  if (options.json === true) {
    const { events, bytes, sha256 } = written;
    process.stdout.write(`${JSON.stringify({ path: options.output, scene, events, bytes, sha256 })}\n`);
    return;
  }
  process.stderr.write(`Wrote ${grouped(written.events)} events, ${grouped(written.bytes)} bytes\n`);
  process.stdout.write(`${written.sha256}  ${options.output}\n`);
}

/** Options that no such scene has are wrong use. */
function checkSettings(scene: SceneName, settings: SizedOptions, refuse: (message: string) => never): void {
  try {
    sceneTruth(scene, settings);
  } catch (thrown) {
    if (thrown instanceof FirstlightError && thrown.code === 'out-of-range') refuse(thrown.message);
    throw thrown;
  }
}

function sceneOptions(options: GenerateCommandOptions, width: number, height: number): SizedOptions {
  const { events, rate, seed, rpm, rpmTo, ramp, blades } = options;
  return {
    width,
    height,
    events,
    ...(rate === undefined ? {} : { rate }),
    ...(seed === undefined ? {} : { seed }),
    ...(rpm === undefined ? {} : { rpm }),
    ...(rpmTo === undefined ? {} : { rpmTo }),
    ...(ramp === undefined ? {} : { rampMicros: ramp }),
    ...(blades === undefined ? {} : { blades }),
  };
}
