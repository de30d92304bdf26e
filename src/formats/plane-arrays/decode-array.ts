import { FirstlightError } from '../../base/errors.js';
import type { DecodePlanes, PlaneJob } from '../plane-format.js';
import type { ArrayJobSpec } from './plan-array.js';
import { swapBytes } from './swap-bytes.js';

/** Decodes the boxes of plain arrays; numbers beyond the end of the file stay zero. */
export const decodeArrayPlanes: DecodePlanes = (job, bytes, _kernels, output) => {
  const spec = arraySpec(job);
  if (spec.gather === undefined) output.set(bytes[0]!.subarray(0, output.length));
  else gather(job, spec, spec.gather, bytes, output);
  if (spec.big) swapBytes(output, spec.itemBytes);
};

function arraySpec(job: PlaneJob): ArrayJobSpec {
  if (job.spec.format !== 'array') throw new FirstlightError('internal', `A job of ${job.spec.format} is none of an array`);
  return job.spec as ArrayJobSpec;
}

function gather(
  { box }: PlaneJob,
  { itemBytes, channels }: ArrayJobSpec,
  { planes, yStride, xStride, sStride, apart }: NonNullable<ArrayJobSpec['gather']>,
  bytes: readonly Uint8Array[],
  output: Uint8Array,
): void {
  const rows = box.toRow - box.fromRow;
  const columns = box.toColumn - box.fromColumn;
  let to = 0;
  for (const start of planes) {
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const cell = start + row * yStride + column * xStride;
        for (let sample = 0; sample < channels; sample += 1) {
          const from = apart ? bytes[sample]! : bytes[0]!;
          const at = (cell + (apart ? 0 : sample * sStride)) * itemBytes;
          for (let byte = 0; byte < itemBytes; byte += 1) output[to + byte] = from[at + byte] ?? 0;
          to += itemBytes;
        }
      }
    }
  }
}
