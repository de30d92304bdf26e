import { FirstlightError } from '../../base/errors.js';
import { readFile, type StorePlan } from '../../bytes/store-plan.js';
import type { ByteKernels } from '../../kernels/byte-kernels.js';
import { numbersOf } from '../tree/number-type.js';
import type { CellucidNumbers } from './cellucid-manifest.js';

/** What reading the files of an export needs. */
export interface CellucidContext {
  /** Folder of the data set, empty or ending in `/`. */
  readonly folder: string;
  readonly kernels: ByteKernels;
}

const kinds = { f32: 'f32', u8: 'u8', u16: 'u16' } as const;
const sizes = { f32: 4, u8: 1, u16: 2 } as const;
const slackBytes = 1 << 16;

/** Numbers of a file without a header, gzipped where its name says so, *given*. Errors: `corrupt`, `not-found`, `truncated`. */
export function* readArray(
  { folder, kernels }: CellucidContext,
  path: string,
  ext: 'f32' | 'u8' | 'u16',
  count: number,
): StorePlan<ReturnType<typeof numbersOf>> {
  const byteLength = count * sizes[ext];
  const stored = yield* readFile(`${folder}${path}`, byteLength + slackBytes);
  if (stored === undefined) throw new FirstlightError('not-found', `The export has no file ${path}`, { path });
  let plain = stored;
  if (path.endsWith('.gz')) {
    const output = new Uint8Array(byteLength + 1);
    plain = output.slice(0, kernels.inflate(stored, output, 'gzip'));
  }
  if (plain.length !== byteLength) {
    const code = plain.length < byteLength ? 'truncated' : 'corrupt';
    throw new FirstlightError(code, `${path} holds ${plain.length} bytes instead of ${byteLength}`, { path });
  }
  return numbersOf(plain, { kind: kinds[ext], order: 'little' });
}

/**
 * A number for each cell. Rounded ones are `min + code · (max − min) / (2ⁿ − 2)`; the greatest code is NaN; with equal
 * limits all are that.
 */
export function* readNumbers(context: CellucidContext, { path, ext, min, max }: CellucidNumbers, cells: number): StorePlan<Float32Array> {
  const stored = yield* readArray(context, path, ext, cells);
  if (stored instanceof Float32Array) return stored;
  const marker = ext === 'u8' ? 255 : 65_535;
  const step = (max - min) / (marker - 1);
  return Float32Array.from(stored, (code) => (code === marker ? Number.NaN : min + code * step));
}
