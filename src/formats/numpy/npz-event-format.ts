import { FirstlightError } from '../../base/errors.js';
import { attemptPlan } from '../../bytes/attempt-plan.js';
import { joinPlans } from '../../bytes/join-plans.js';
import type { ByteRange, Plan } from '../../bytes/plan.js';
import type { Geometry, Notice } from '../../shapes/event-facts.js';
import type { ArrayColumn } from '../arrays/array-column.js';
import { elementBytes } from '../arrays/element-type.js';
import { viewElements } from '../arrays/element-view.js';
import { openArrays } from '../arrays/open-arrays.js';
import { InlineColumn, InlineCopies, StridedColumn, type StridedPlace } from '../arrays/strided-column.js';
import { inflateLarge } from '../codecs/inflate-large.js';
import type { EventFormat, EventLayout, OpenInput } from '../event-format.js';
import { geometryOf } from '../raw/find-geometry.js';
import { readColumnNames } from '../text/column-names.js';
import { crc32 } from '../zip/crc32.js';
import { memberDataOffset, readZipDirectory, type ZipMember } from '../zip/zip-directory.js';
import { npyColumns, widestArray } from './npy-columns.js';
import { plainDecoding } from './npy-event-format.js';
import { type NpyHeader, npyHeaderBytes, parseNpyHeader } from './npy-header.js';

/** Event recordings in .npz archives: one array a column, or one array of events; members stored or deflated. */
export const npzEventFormat: EventFormat = {
  id: 'npz',
  decoderVersion: 1,
  sniff: ({ name, head }) => /\.npz$/i.test(name) || (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)),
  open: openNpz,
};

/** Deflated members are inflated as a whole, up to this much together. */
const inflateLimitBytes = 512 << 20;
const readBytes = 1 << 20;
const headBytes = 4096;
const memberLimit = 64;
const widths = ['width', 'sensor_width'];
const heights = ['height', 'sensor_height'];

/** A member that is an array: its header, and its bytes where they had to be inflated. */
interface NpzArray {
  readonly name: string;
  readonly header: NpyHeader;
  /** Place of the array file in the archive; for a deflated member 0 in `inflated`. */
  readonly start: number;
  readonly inflated: Uint8Array | undefined;
}

function* openNpz(input: OpenInput): Plan<EventLayout> {
  const members = (yield* readZipDirectory(input.byteLength)).filter(({ name }) => name.endsWith('.npy'));
  if (members.length === 0) throw new FirstlightError('unsupported', 'The archive holds no NumPy array');
  checkMembers(members);
  const arrays = yield* openArraysOf(members.slice(0, memberLimit), input);
  const notices: Notice[] = [];
  if (arrays.some(({ inflated }) => inflated !== undefined)) {
    notices.push({
      code: 'compressed-whole',
      message: 'The archive is compressed as a whole: it was inflated into memory to be opened. Saved with np.savez it opens at once',
    });
  }
  const found = findColumns(arrays);
  return yield* openArrays(
    {
      formatName: 'NPZ',
      decoder: 'npz',
      ...found,
      byteLength: input.byteLength,
      offsetMicros: 0,
      geometry: yield* findGeometry(arrays),
      notices,
    },
    input.name,
    input.options,
    plainDecoding(input.kernels),
  );
}

function checkMembers(members: readonly ZipMember[]): void {
  let inflated = 0;
  for (const { name, method, encrypted, plainBytes } of members) {
    if (encrypted) throw new FirstlightError('unsupported', `The member ${name} is encrypted`);
    if (method !== 0 && method !== 8)
      throw new FirstlightError('unsupported', `The member ${name} is compressed with zip method ${method}; 0 and 8 can be read`);
    if (method === 8) inflated += plainBytes;
  }
  if (inflated > inflateLimitBytes) {
    throw new FirstlightError(
      'too-large',
      `The archive is compressed as a whole and makes ${inflated} bytes; at most ${inflateLimitBytes} can be inflated`,
      {
        advice: 'Save it with np.savez instead of np.savez_compressed, or convert it.',
      },
    );
  }
}

/** The arrays of numbers and of records: others, such as a text that names the camera, are passed over where there is any. */
function* openArraysOf(members: readonly ZipMember[], input: OpenInput): Plan<NpzArray[]> {
  const opened = yield* joinPlans(members.map((member) => attemptPlan(openMember(member, input))));
  const arrays = opened.flatMap((each) => (each instanceof FirstlightError ? [] : [each]));
  const errors = opened.filter((each) => each instanceof FirstlightError);
  const told = errors.find(({ code }) => code !== 'unsupported') ?? (arrays.length === 0 ? errors[0] : undefined);
  if (told !== undefined) throw told;
  return arrays;
}

function* openMember(member: ZipMember, input: OpenInput): Plan<NpzArray> {
  const name = member.name.replace(/\.npy$/, '');
  const length = Math.min(headBytes, input.byteLength - member.headerOffset);
  if (length < 30) throw new FirstlightError('corrupt', `The member ${member.name} lies outside the archive`);
  const [head] = yield [{ offset: member.headerOffset, length }];
  const start = memberDataOffset(member, head!);
  if (start + member.storedBytes > input.byteLength) throw new FirstlightError('truncated', `The member ${member.name} is cut`);
  if (member.method === 8) {
    const inflated = yield* inflateMember(member, start, input);
    return { name, header: parseNpyHeader(inflated), start: 0, inflated };
  }
  let bytes = head!.subarray(start - member.headerOffset, start - member.headerOffset + member.storedBytes);
  if (bytes.length < 12) bytes = (yield [{ offset: start, length: Math.min(12, member.storedBytes) }])[0]!;
  const wanted = npyHeaderBytes(bytes);
  if (wanted > member.storedBytes) throw new FirstlightError('truncated', `The member ${member.name} is cut`);
  if (bytes.length < wanted) bytes = (yield [{ offset: start, length: wanted }])[0]!;
  const header = parseNpyHeader(bytes);
  checkLength(member, header);
  return { name, header, start, inflated: undefined };
}

function checkLength(member: ZipMember, { shape, itemBytes, dataOffset }: NpyHeader): void {
  const needed = dataOffset + shape.reduce((product, dimension) => product * dimension, itemBytes);
  if (needed > member.plainBytes) {
    throw new FirstlightError('corrupt', `The array ${member.name} needs ${needed} bytes, its member has ${member.plainBytes}`);
  }
}

function* inflateMember(member: ZipMember, start: number, input: OpenInput): Plan<Uint8Array> {
  // Deflate makes at most 1,032 bytes of one: a greater promise is no reason to take the memory.
  if (member.plainBytes > member.storedBytes * 1040 + 4096) {
    throw new FirstlightError('corrupt', `The member ${member.name} claims to make ${member.plainBytes} bytes of ${member.storedBytes}`);
  }
  const ranges: ByteRange[] = [];
  for (let at = 0; at < member.storedBytes; at += readBytes) {
    ranges.push({ offset: start + at, length: Math.min(readBytes, member.storedBytes - at) });
  }
  const parts = ranges.length === 0 ? [] : yield ranges;
  const stored = new Uint8Array(member.storedBytes);
  for (const [order, part] of parts.entries()) stored.set(part, order * readBytes);
  const plain = new Uint8Array(member.plainBytes);
  const written = inflateLarge(input.kernels, stored, plain, 'raw');
  if (written !== plain.length || crc32(plain) !== member.crc) {
    throw new FirstlightError('corrupt', `The member ${member.name} is damaged: its checksum does not match`);
  }
  checkLength(member, parseNpyHeader(plain));
  return plain;
}

interface FoundColumns extends Pick<Parameters<typeof openArrays>[0], 'columns' | 'events' | 'order' | 'timeUnit'> {}

/** Arrays named like columns; else the one array that holds events; else four columns of one length. */
function findColumns(arrays: readonly NpzArray[]): FoundColumns {
  const flat = arrays.filter(isColumn);
  const named = readColumnNames(flat.map(({ name }) => name.split('/').at(-1)!));
  if (named !== undefined) {
    const used = flat.filter((_, at) => named.order[at] !== '-');
    const events = lengthOf(used[0]!);
    if (used.some((array) => lengthOf(array) !== events)) {
      throw new FirstlightError(
        'corrupt',
        `The columns differ in length: ${used.map((array) => `${array.name} ${lengthOf(array)}`).join(', ')}`,
      );
    }
    const order = named.order.filter((role) => role !== '-');
    return { columns: used.map((array) => columnOf(array, wholeColumn(array))), events, order, timeUnit: named.timeUnit };
  }
  const candidates = arrays.filter((array) => array.header.element === undefined || (array.header.shape.length === 2 && !isColumn(array)));
  const chosen = candidates.find(({ name }) => /^(events?|arr_0)$/i.test(name)) ?? candidates[0];
  if (chosen === undefined) {
    const unnamed = equalColumns(flat);
    if (unnamed !== undefined) return unnamed;
    throw new FirstlightError('unsupported', `The archive holds no events: its arrays are ${arrays.map(({ name }) => name).join(', ')}`, {
      advice: 'Columns are recognised by the names t, x, y and p.',
    });
  }
  const { places, events, order, timeUnit } = npyColumns(chosen.header);
  const copies = chosen.inflated === undefined ? undefined : new InlineCopies(chosen.inflated);
  return { columns: places.map((place) => columnOf(chosen, place, copies)), events, order, timeUnit };
}

/** Whether an array is one column: of one dimension, or of two of which one is 1. A short row is one event. */
function isColumn({ header: { element, shape } }: NpzArray): boolean {
  const [rows = 0, columns = 0] = shape;
  const isVector = shape.length === 1 || (shape.length === 2 && (columns === 1 || (rows === 1 && columns > widestArray)));
  return element !== undefined && isVector;
}

function lengthOf({ header: { shape } }: NpzArray): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** Four columns as long as each other, where there are no other four: their numbers tell which is which. */
function equalColumns(flat: readonly NpzArray[]): FoundColumns | undefined {
  const lengths = [...new Set(flat.map(lengthOf))].filter((length) => length > 1);
  const fours = lengths.map((length) => flat.filter((array) => lengthOf(array) === length)).filter(({ length }) => length === 4);
  const [four, ...others] = fours;
  if (four === undefined || others.length > 0) return undefined;
  return {
    columns: four.map((array) => columnOf(array, wholeColumn(array))),
    events: lengthOf(four[0]!),
    order: undefined,
    timeUnit: undefined,
  };
}

function wholeColumn({ header }: NpzArray): StridedPlace {
  return { element: header.element!, offsetBytes: header.dataOffset, strideBytes: header.itemBytes };
}

function columnOf({ start, inflated }: NpzArray, place: StridedPlace, copies?: InlineCopies): ArrayColumn {
  if (inflated !== undefined) return new InlineColumn(place, copies ?? new InlineCopies(inflated));
  const { recordBytes } = place;
  return new StridedColumn({
    ...place,
    offsetBytes: start + place.offsetBytes,
    ...(recordBytes === undefined ? {} : { recordBytes: start + recordBytes }),
  });
}

function* findGeometry(arrays: readonly NpzArray[]): Plan<Geometry | undefined> {
  const scalar = function* (names: readonly string[]): Plan<number | undefined> {
    const array = arrays.find(({ name, header }) => names.includes(name.toLowerCase()) && header.element !== undefined);
    if (array === undefined || array.header.shape.reduce((product, dimension) => product * dimension, 1) !== 1) return undefined;
    const { element, dataOffset } = array.header;
    const length = elementBytes(element!.kind);
    const bytes = array.inflated?.slice(dataOffset, dataOffset + length) ?? (yield [{ offset: array.start + dataOffset, length }])[0]!;
    return viewElements(bytes, 0, 0, 1, element!).array[0];
  };
  const width = yield* scalar(widths);
  const height = yield* scalar(heights);
  return width === undefined || height === undefined ? undefined : geometryOf(width, height, 'header');
}
