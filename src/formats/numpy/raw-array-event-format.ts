import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';
import type { Notice } from '../../shapes/event-facts.js';
import { type ElementKind, elementBytes, elementKind } from '../arrays/element-type.js';
import { openArrays } from '../arrays/open-arrays.js';
import { StridedColumn } from '../arrays/strided-column.js';
import type { EventFormat, EventLayout, OpenInput } from '../event-format.js';
import { plainDecoding } from './npy-event-format.js';

/** Headerless arrays as `np.memmap` writes them: N × k numbers of one type, row by row, little-endian. Chosen by option only. */
export const rawArrayEventFormat: EventFormat = {
  id: 'raw-array',
  decoderVersion: 1,
  sniff: ({ options }) => options?.raw !== undefined,
  open: openRawArray,
};

const defaultOrder = ['t', 'x', 'y', 'p'] as const;

/** The element type that a name such as `float32` or `uint16` stands for. Throws `unsupported`. */
export function parseElementName(name: string): ElementKind {
  const match = /^(uint|int|float|[uif])(8|16|32|64|4|2|1)$/.exec(name.trim().toLowerCase().replace(/^</, ''));
  const short = match?.[1]?.length === 1;
  const kind = match === null ? undefined : elementKind(match[1]![0]!, Number(match[2]) / (short && Number(match[2]) <= 8 ? 1 : 8));
  if (kind === undefined) {
    throw new FirstlightError(
      'unsupported',
      `There is no element type ${name}; float32, float64, uint8 to uint64 and int8 to int64 can be read`,
    );
  }
  return kind;
}

function* openRawArray(input: OpenInput): Plan<EventLayout> {
  const kind = parseElementName(input.options.raw ?? '');
  const order = input.options.columns ?? defaultOrder;
  const size = elementBytes(kind);
  const strideBytes = size * order.length;
  const events = Math.floor(input.byteLength / strideBytes);
  const rest = input.byteLength - events * strideBytes;
  if (events === 0) throw new FirstlightError('truncated', `The file of ${input.byteLength} bytes holds no row of ${strideBytes} bytes`);
  const notices: Notice[] = [];
  if (rest > 0) notices.push({ code: 'truncated', message: `The last ${rest} bytes are no whole row and are left out` });
  const element = { kind, order: 'little' as const };
  const columns = order.map((_, column) => new StridedColumn({ element, offsetBytes: column * size, strideBytes, recordBytes: 0 }));
  return yield* openArrays(
    {
      formatName: `Array of ${input.options.raw}`,
      decoder: 'raw-array',
      events,
      columns,
      order: undefined,
      timeUnit: undefined,
      byteLength: input.byteLength,
      offsetMicros: 0,
      geometry: undefined,
      truncatedBytes: rest,
      notices,
    },
    input.name,
    { ...input.options, columns: order },
    plainDecoding(input.kernels),
  );
}
