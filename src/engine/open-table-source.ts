import type { Abortable } from '../base/abort.js';
import { toFirstlightError } from '../base/errors.js';
import type { ByteStore } from '../bytes/byte-store.js';
import type { TableInput } from '../formats/table-format.js';
import { findTableFormat, needTableFormat } from '../formats/table-formats.js';
import type { TableOpenOptions } from '../shapes/table-facts.js';
import type { EngineShared } from './engine-shared.js';
import type { OpenedBytes } from './open-bytes.js';
import { fingerprintStore } from './store-fingerprint.js';
import { TableBytes } from './table-bytes.js';
import { TableFile } from './table-file.js';

export interface OpenTableOptions extends Abortable {
  /** What a person says about the table. */
  readonly options?: TableOpenOptions | undefined;
}

/** Whether a file of which the beginning was looked at is a table of cells. */
export async function isTable(opened: OpenedBytes, shared: EngineShared, open: OpenTableOptions): Promise<boolean> {
  const bytes = new TableBytes(shared, { main: opened.bytes });
  return (await bytes.run(findTableFormat(inputOf(opened.name, opened, shared, open)), open)) !== undefined;
}

/**
 * Opens the table in bytes whose beginning was looked at; they are owned by it from now on, and closed when that fails.
 * Errors: `unsupported` where it is nothing that can be read, else those of the format.
 */
export async function openTable(opened: OpenedBytes, shared: EngineShared, open: OpenTableOptions): Promise<TableFile> {
  const bytes = new TableBytes(shared, { main: opened.bytes });
  const input = inputOf(opened.name, opened, shared, open);
  const fingerprint = (): Promise<string> => opened.owned.fingerprint(open);
  return openIn({ bytes, input, path: opened.owned.path, notices: opened.notices, fingerprint, shared }, open);
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
  const input = inputOf(name, undefined, shared, open);
  if ((await bytes.run(findTableFormat(input), open)) === undefined) return undefined;
  const fingerprint = (): Promise<string> => fingerprintStore(store, shared.ports, open);
  return openIn({ bytes, input, path: store.label, notices: [], fingerprint, shared }, open);
}

function inputOf(name: string, opened: OpenedBytes | undefined, shared: EngineShared, { options = {} }: OpenTableOptions): TableInput {
  const file = opened === undefined ? undefined : { byteLength: opened.bytes.counted.byteLength, head: opened.head };
  return { name, file, options, kernels: shared.kernels, limitBytes: shared.scheduler.budgetBytes };
}

interface Opening {
  readonly bytes: TableBytes;
  readonly input: TableInput;
  readonly path: string;
  readonly notices: OpenedBytes['notices'];
  readonly fingerprint: () => Promise<string>;
  readonly shared: EngineShared;
}

async function openIn({ bytes, input, path, notices, fingerprint, shared }: Opening, open: OpenTableOptions): Promise<TableFile> {
  try {
    const format = await bytes.run(needTableFormat(input), open);
    const layout = await bytes.run(format.open(input), open);
    const reading = JSON.stringify([format.id, format.decoderVersion, input.name, input.options]);
    return new TableFile({ path, fingerprint: await fingerprint(), reading, shared, bytes, layout, notices });
  } catch (error) {
    await bytes.close();
    throw toFirstlightError(error).at(path);
  }
}
