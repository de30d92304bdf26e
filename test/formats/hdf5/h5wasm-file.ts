import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File, type LIBVER_BOUND, ready } from 'h5wasm/node';

/** A file written by the HDF5 library itself. */
export async function writeHdf5(oldest: LIBVER_BOUND, build: (file: File) => void): Promise<Uint8Array> {
  await ready;
  const folder = mkdtempSync(join(tmpdir(), 'firstlight-hdf5-'));
  try {
    const path = join(folder, 'made.h5');
    const file = new File(path, 'w', { libver: [oldest, 'latest'] });
    build(file);
    file.close();
    return new Uint8Array(readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the HDF5 library reads from `bytes`. */
export async function readHdf5<Result>(bytes: Uint8Array, look: (file: File) => Result): Promise<Result> {
  await ready;
  const folder = mkdtempSync(join(tmpdir(), 'firstlight-hdf5-'));
  try {
    const path = join(folder, 'read.h5');
    writeFileSync(path, bytes);
    const file = new File(path, 'r');
    const result = look(file);
    file.close();
    return result;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
