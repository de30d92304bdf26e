import { type MakeFiles, measureFiles, sizesUpTo } from './measure-files.js';
import { type StackFigures, stackFiguresSchema } from './stack-figures.js';

/** A stack that is to be made and measured. */
export interface WantedStack {
  readonly frames: number;
  readonly width: number;
  readonly height: number;
}

export interface StackRunOptions extends MakeFiles<WantedStack> {
  /** Largest stack, bytes. */
  readonly maxBytes: number;
}

const side = 1024;
const planeBytes = 2 * side * side;
const sizes = [1e8, 1e9, 1e10, 1e11];
const endings = ['npy', 'btf'];

/** Makes stacks of 0.1, 1, … GB up to the largest wanted, measures each in a process of its own and removes it. */
export function runStacks({ maxBytes, ...making }: StackRunOptions): Promise<readonly StackFigures[]> {
  const files = sizesUpTo(sizes, maxBytes).flatMap((bytes) => {
    const frames = Math.max(2, Math.round(bytes / planeBytes));
    return endings.map((ending) => ({
      label: `${frames} planes, .${ending}`,
      fileName: `stack.${ending}`,
      wanted: { frames, width: side, height: side },
    }));
  });
  return measureFiles(files, { script: 'stack-main.js', schema: stackFiguresSchema }, making);
}
