import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { demoRecordings, demoVersion } from '../../generate/demo-recordings.js';
import { cacheFolder } from '../../node/cache-folder.js';
import { isMissing, systemError } from '../../node/system-error.js';
import { eventOutputNamed } from '../convert/event-outputs.js';
import { writeScene } from '../generate/write-scene.js';
import { ProgressLine } from '../progress-line.js';
import { runServe, type ServeOptions } from './run-serve.js';

/** Makes the demo recordings where they are not there yet, and serves them. */
export async function runDemo(options: ServeOptions, signal: AbortSignal): Promise<void> {
  const folder = join(options.cacheDir ?? cacheFolder(), `demo-${demoVersion}`, 'Demo recordings');
  await makeDemoRecordings(folder, signal);
  await runServe([folder], options, signal);
}

/** Writes what is missing; each file appears when it is whole. */
async function makeDemoRecordings(folder: string, signal: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((thrown: unknown) => {
    throw systemError(thrown, folder);
  });
  for (const { fileName, title, scene, format, options } of demoRecordings) {
    const path = join(folder, fileName);
    if (await exists(path)) continue;
    process.stderr.write(`Making ${fileName}: ${title}\n`);
    const progress = new ProgressLine();
    try {
      const onProgress = (events: number): void => progress.show(fileName, events, options.events, 'events');
      await writeScene(path, await eventOutputNamed(format).load(), scene, options, { signal, onProgress });
    } finally {
      progress.clear();
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (thrown) {
    if (isMissing(thrown)) return false;
    throw systemError(thrown, path);
  }
}
