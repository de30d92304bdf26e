import type { Abortable } from '../base/abort.js';
import { toFirstlightError } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';
import type { TableFormat, TableInput } from '../formats/table-format.js';
import { findTableFormat } from '../formats/table-formats.js';
import type { TableOpenOptions } from '../shapes/table-facts.js';
import type { EngineShared } from './engine-shared.js';
import type { OpenedBytes } from './open-bytes.js';
import { TableBytes } from './table-bytes.js';
import { TableFile } from './table-file.js';

export interface OpenTableOptions extends Abortable {
  /** What a person says about the table. */
  readonly options?: TableOpenOptions | undefined;
}

/** A file or folder that is a table of cells, recognised and not yet opened. */
export interface FoundTable {
  readonly bytes: TableBytes;
  readonly input: TableInput;
  readonly format: TableFormat;
}

/** The table in bytes whose beginning was looked at; undefined where they hold none. The bytes stay the caller's. */
export async function findTable(opened: OpenedBytes, shared: EngineShared, open: OpenTableOptions): Promise<FoundTable | undefined> {
  return find(new TableBytes(shared, { main: opened.bytes }), inputOf(opened.name, opened, shared, open), open);
}

/** Opens a table that was found in bytes, which are owned by it from now on, and closed when that fails. Errors: those of the format. */
export function openTable(found: FoundTable, opened: OpenedBytes, shared: EngineShared, open: OpenTableOptions): Promise<TableFile> {
  const { owned, notices } = opened;
  return openFound(found, { path: owned.path, notices, fingerprint: () => owned.fingerprint(open) }, shared, open);
}

/**
 * The table that a folder is, such as a Zarr store; undefined where it is none. The store is owned by the table from now
 * on, and closed when opening fails; where it is no table it is the caller's.
 */
export async function openTableFolder(
  store: ByteStore,
  name: string,
  shared: EngineShared,
  open: OpenTableOptions = {},
): Promise<TableFile | undefined> {
  const bytes = new TableBytes(shared, { store });
  const found = await find(bytes, inputOf(name, undefined, shared, open), open);
  if (found === undefined) return undefined;
  // Whoever writes such a table anew writes one of the files anew that it is opened by.
  return openFound(found, { path: store.label, notices: [], fingerprint: () => bytes.fingerprintOpened() }, shared, open);
}

async function find(bytes: TableBytes, input: TableInput, open: OpenTableOptions): Promise<FoundTable | undefined> {
  const format = await bytes.run(findTableFormat(input), open);
  return format === undefined ? undefined : { bytes, input, format };
}

function inputOf(name: string, opened: OpenedBytes | undefined, shared: EngineShared, { options = {} }: OpenTableOptions): TableInput {
  const file = opened === undefined ? undefined : { byteLength: opened.bytes.counted.byteLength, head: opened.head };
  return { name, file, options, kernels: shared.kernels, limitBytes: shared.scheduler.budgetBytes };
}

interface OpeningFacts {
  readonly path: string;
  readonly notices: OpenedBytes['notices'];
  readonly fingerprint: () => Promise<string>;
}

async function openFound(
  { bytes, input, format }: FoundTable,
  { path, notices, fingerprint }: OpeningFacts,
  shared: EngineShared,
  open: OpenTableOptions,
): Promise<TableFile> {
  try {
    const layout = await bytes.run(format.open(input), open);
    const reading = JSON.stringify([format.id, format.decoderVersion, input.name, input.options]);
    return new TableFile({ path, fingerprint: await fingerprint(), reading, shared, bytes, layout, notices });
  } catch (error) {
    await bytes.close();
    throw toFirstlightError(error).at(path);
  }
}
