import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { digestOf, openRecording } from '../read-recording.js';

const folder = '../shared/data/events/derived';
const digest = 'c84c0bc8754e4c05390d4b316a878b79da34ec074053ae72eb0fded4ad498c6e';

describe.skipIf(!existsSync(folder))('HDF5 recordings written by h5py', () => {
  it.each([
    ['gen4-evlib.h5', 'HDF5 evlib', { width: 1280, height: 720, source: 'header' }],
    ['gen4-contiguous.h5', 'HDF5', { source: 'sampled' }],
    ['gen4-dsec.h5', 'HDF5 DSEC', { source: 'sampled' }],
    ['gen4-latest.h5', 'HDF5 evlib', { source: 'sampled' }],
  ])('%s decodes to the digest of the second decoder', async (file, format, geometry) => {
    const { layout, source } = await openRecording(readFileSync(`${folder}/${file}`), file);
    expect(layout.facts).toMatchObject({
      format,
      geometry,
      events: { value: 50_000, exactness: 'exact' },
      firstMicros: { value: 11_718_656, exactness: 'exact' },
      lastMicros: { value: 11_720_613, exactness: 'exact' },
    });
    expect(await digestOf(layout, source, 'looked-back')).toBe(digest);
  });
});
