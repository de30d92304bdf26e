import { FirstlightError } from '../../base/errors.js';
import type { SampleArray, SampleType } from '../../shapes/plane-samples.js';
import type { ByteSink } from '../event-format.js';
import { npyFront } from '../numpy/npy-header-text.js';
import { bytesOfSamples, type PlaneWriter, type PlaneWriterOptions } from '../plane-writer.js';

const descriptions: Readonly<Record<SampleType, string>> = {
  bool: '|b1',
  uint8: '|u1',
  int8: '|i1',
  uint16: '<u2',
  int16: '<i2',
  uint32: '<u4',
  int32: '<i4',
  uint64: '<u8',
  int64: '<i8',
  float16: '<f2',
  float32: '<f4',
  float64: '<f8',
};

/**
 * Writes .npy of shape (frames, height, width), and (…, channels) where a pixel has several samples: what is read back is what
 * was written, axes and numbers.
 */
export function createNpyPlaneWriter(sink: ByteSink, options: PlaneWriterOptions): PlaneWriter {
  const { frames, before = [frames], height, width, channels, dtype } = options;
  const shape = `(${[...before, height, width, ...(channels === 1 ? [] : [channels])].join(', ')})`;
  let begun = false;
  let written = 0;
  const begin = async (): Promise<void> => {
    if (!begun) await sink.write(npyFront(`'${descriptions[dtype]}'`, shape));
    begun = true;
  };
  return {
    async write(samples: SampleArray) {
      await begin();
      await sink.write(bytesOfSamples(samples));
      written += 1;
    },
    async finish() {
      await begin();
      if (written !== frames) throw new FirstlightError('internal', `${written} planes of ${frames} were written`);
    },
  };
}
