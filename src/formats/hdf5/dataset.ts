import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';
import { type Dataspace, elementCount, parseDataspace } from './dataspace.js';
import { type Datatype, parseDatatype } from './datatype.js';
import { type FilterSpec, parseFilterPipeline } from './filter-pipeline.js';
import type { Hdf5Context } from './hdf5-context.js';
import { type DataLayout, parseLayout } from './layout.js';
import { findMessage, messageType, type ObjectHeader } from './object-header.js';

/** A data set as its header describes it; no value is read. */
export interface Dataset {
  readonly header: ObjectHeader;
  readonly type: Datatype;
  readonly space: Dataspace;
  readonly layout: DataLayout;
  /** In the order of writing: undone from the last to the first. */
  readonly filters: readonly FilterSpec[];
  /** One element as stored where nothing was written; empty: zeros. */
  readonly fillValue: Uint8Array;
  /** Bytes of a chunk before filters; 0 where the layout has no chunks. */
  readonly chunkBytes: number;
}

const fillLimitBytes = 65_536;
const chunkLimitBytes = 2 ** 32;

/** Whether an object is a data set. */
export function isDataset(header: ObjectHeader): boolean {
  return header.messages.some((message) => message.type === messageType.layout);
}

/**
 * Reads the description of a data set from its header. Errors: `corrupt`, `truncated`; `unsupported` for external and
 * virtual data sets.
 */
export function* readDataset(context: Hdf5Context, header: ObjectHeader): Plan<Dataset> {
  const typeReader = yield* findMessage(context, header, messageType.datatype);
  const spaceReader = yield* findMessage(context, header, messageType.dataspace);
  const layoutReader = yield* findMessage(context, header, messageType.layout);
  if (typeReader === undefined || spaceReader === undefined || layoutReader === undefined) {
    throw new FirstlightError('corrupt', 'An HDF5 data set lacks its datatype, its shape or its layout');
  }
  if (header.messages.some((message) => message.type === messageType.externalFiles)) {
    throw new FirstlightError('unsupported', 'This HDF5 data set keeps its values in external files');
  }
  const type = parseDatatype(typeReader);
  const space = parseDataspace(spaceReader);
  const layout = parseLayout(layoutReader);
  const pipelineReader = yield* findMessage(context, header, messageType.filterPipeline);
  const filters = pipelineReader === undefined ? [] : parseFilterPipeline(pipelineReader);
  let chunkBytes = 0;
  if (layout.kind === 'chunked') {
    if (layout.chunkShape.length !== space.shape.length) throw layoutReader.corrupt('chunks and data set differ in rank');
    chunkBytes = elementCount(layout.chunkShape) * type.size;
    if (chunkBytes > chunkLimitBytes) throw layoutReader.corrupt(`a chunk takes ${chunkBytes} bytes`);
  }
  return { header, type, space, layout, filters, fillValue: yield* readFillValue(context, header, type), chunkBytes };
}

function* readFillValue(context: Hdf5Context, header: ObjectHeader, type: Datatype): Plan<Uint8Array> {
  const none = new Uint8Array(0);
  const reader = yield* findMessage(context, header, messageType.fillValue);
  if (reader === undefined) {
    const old = yield* findMessage(context, header, messageType.oldFillValue);
    if (old === undefined) return none;
    const size = old.u32();
    return size === type.size ? old.take(size) : none;
  }
  const version = reader.u8();
  let defined: boolean;
  if (version < 3) {
    reader.skip(2);
    defined = reader.u8() !== 0 || version === 1;
  } else defined = (reader.u8() & 0x20) !== 0;
  if (!defined) return none;
  const size = reader.u32();
  if (size > fillLimitBytes) throw reader.corrupt(`a fill value takes ${size} bytes`);
  return size === type.size ? reader.take(size) : none;
}
