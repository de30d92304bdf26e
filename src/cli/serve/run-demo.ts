import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FirstlightError } from '../../base/errors.js';
import { demoAtlas, demoRecordings, demoSpray, demoVersion } from '../../generate/demo-recordings.js';
import { cacheFolder } from '../../node/cache-folder.js';
import { isMissing, systemError } from '../../node/system-error.js';
import { eventOutputNamed } from '../convert/event-outputs.js';
import { stackOutputOf } from '../generate/stack-outputs.js';
import { writeAtlasFile } from '../generate/write-atlas-file.js';
import { writeScene } from '../generate/write-scene.js';
import { writeSpray } from '../generate/write-spray.js';
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
  const make = async (
    fileName: string,
    title: string,
    write: (path: string, progress: ProgressLine) => Promise<unknown>,
  ): Promise<void> => {
    const path = join(folder, fileName);
    if (await exists(path)) return;
    process.stderr.write(`Making ${fileName}: ${title}\n`);
    const progress = new ProgressLine();
    try {
      await write(path, progress);
    } finally {
      progress.clear();
    }
  };
  for (const { fileName, title, scene, format, options } of demoRecordings) {
    await make(fileName, title, async (path, progress) => {
      const onProgress = (events: number): void => progress.show(fileName, events, options.events, 'events');
      await writeScene(path, await eventOutputNamed(format).load(), scene, options, { signal, onProgress });
    });
  }
  await make(demoSpray.fileName, demoSpray.title, async (path, progress) => {
    const { options } = demoSpray;
    const load = stackOutputOf(path);
    if (load === undefined) throw new FirstlightError('internal', `No stack is written to ${demoSpray.fileName}`);
    const onProgress = (frames: number): void => progress.show(demoSpray.fileName, frames, options.frames, 'frames');
    await writeSpray(path, await load(), options, { signal, onProgress });
  });
  await make(demoAtlas.fileName, demoAtlas.title, async (path, progress) => {
    const onProgress = (done: number, all: number): void => progress.show(demoAtlas.fileName, Math.min(done, all), all, 'values');
    await writeAtlasFile(path, { ...demoAtlas.options, signal, onProgress });
  });
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
