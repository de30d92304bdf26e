import { exact, provisional, type Quantity } from '../../base/quantity.js';
import type { Plan } from '../../bytes/plan.js';
import { datLoopMicros } from '../../kernels/dat-state.js';
import type { EventFacts, Geometry, Notice } from '../../shapes/event-facts.js';
import type { EventFormat, EventLayout, OpenInput, SniffProbe } from '../event-format.js';
import { geometryFromName, geometryFromSample, geometryOf } from '../raw/find-geometry.js';
import { readPercentHeader } from '../raw/percent-header.js';
import { sampleHead } from '../raw/sample-head.js';
import { continueReadings, spread } from '../search/clock-probe.js';
import { continueClock, type TimeAnchor } from '../search/time-anchors.js';
import { type DatHeader, datRecordBytes, readDatHeader } from './dat-header.js';
import { DatLayout, datChunkCount, datClock, datProbe } from './dat-layout.js';

/** Records looked at when a file is opened, beside the first and the last. */
const openProbes = 15;

/** Prophesee DAT: an ASCII header and records of eight bytes. */
export const datFormat: EventFormat = {
  id: 'dat',
  decoderVersion: 1,
  sniff: sniffDat,
  open: (input) => openDat(input),
};

/** A `% ` header followed by a record type of DAT; else bytes that are no text under a name that ends with `.dat`. */
function sniffDat({ name, byteLength, head }: SniffProbe): boolean {
  const named = name.toLowerCase().endsWith('.dat');
  if (head[0] !== 0x25 || head[1] !== 0x20)
    return named && !head.subarray(0, 64).every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
  try {
    const header = readPercentHeader(head, byteLength);
    if (header.fields.has('evt') || header.fields.has('format')) return false;
    const size = head[header.byteLength + 1];
    return named || ([0, 12, 14].includes(head[header.byteLength] ?? -1) && size === datRecordBytes);
  } catch {
    return named;
  }
}

/**
 * Opens a DAT file: one round that reads the last record and up to 15 more, so that the number of times its clock of
 * 71.6 minutes wrapped is known and later searches start narrower. `recordsPerChunk` is there for tests.
 */
export function* openDat(input: OpenInput, recordsPerChunk: number = (1 << 20) / datRecordBytes): Plan<EventLayout> {
  const header = readDatHeader(input.head, input.byteLength);
  const { dataOffset, recordType } = header;
  const sample = sampleHead(input, { kind: 'dat', version: header.version, recordType, width: 0, height: 0 }, dataOffset);
  const geometry = findGeometry(input, header, sample.maxX, sample.maxY);
  const place = { byteLength: input.byteLength, dataOffset, recordsPerChunk };
  const records = Math.floor((input.byteLength - dataOffset) / datRecordBytes);
  const probe = datProbe(dataOffset, recordsPerChunk * datRecordBytes);
  const decoder = { kind: 'dat' as const, version: header.version, recordType };
  if (records === 0) {
    const facts = datFacts(input.byteLength, header, geometry, undefined, undefined);
    const { width = 0, height = 0 } = geometry ?? {};
    return new DatLayout({ ...place, decoder: { ...decoder, width, height }, anchors: [{ chunk: 0, offset: 0, micros: 0 }], facts });
  }
  const offsets = spread(0, datChunkCount(place), openProbes).map((chunk) => chunk * probe.chunkBytes);
  const wanted = [...offsets, (records - 1) * datRecordBytes].map((offset) => probe.range(offset, false));
  const inHead = wanted.every((range) => range.offset + range.length <= input.head.length);
  const bytes = inHead ? wanted.map(({ offset, length }) => input.head.subarray(offset, offset + length)) : yield wanted;
  const clockOf = (record: Uint8Array | undefined): number => datClock(record ?? new Uint8Array(0))?.clockMicros ?? 0;
  const first: TimeAnchor = { chunk: 0, offset: 0, micros: clockOf(input.head.subarray(dataOffset)) };
  const starts = [first, ...continueReadings([first], offsets, bytes, probe)];
  const lastStart = starts.at(-1) ?? first;
  const lastMicros = continueClock(lastStart.micros, clockOf(bytes.at(-1)), datLoopMicros);
  const end: TimeAnchor = { chunk: datChunkCount(place) - 1, inside: true, offset: (records - 1) * datRecordBytes, micros: lastMicros };
  const anchors = end.offset > lastStart.offset && end.micros >= lastStart.micros ? [...starts, end] : starts;
  const sized = geometry?.source === 'sampled' ? undefined : geometry;
  return new DatLayout({
    ...place,
    decoder: { ...decoder, width: sized?.width ?? 0, height: sized?.height ?? 0 },
    anchors,
    facts: datFacts(input.byteLength, header, geometry, first.micros, lastMicros),
  });
}

function findGeometry(input: OpenInput, header: DatHeader, maxX: number, maxY: number): Geometry | undefined {
  const { geometry } = input.options;
  const stated = geometry === undefined ? undefined : geometryOf(geometry[0], geometry[1], 'option');
  return stated ?? header.geometry ?? geometryFromName(input.name) ?? geometryFromSample(maxX, maxY);
}

function datFacts(
  byteLength: number,
  header: DatHeader,
  geometry: Geometry | undefined,
  first: number | undefined,
  last: number | undefined,
): EventFacts {
  const records = Math.floor((byteLength - header.dataOffset) / datRecordBytes);
  const tail = (byteLength - header.dataOffset) % datRecordBytes;
  const notices: Notice[] = [];
  if (tail > 0) notices.push({ code: 'truncated', message: `The last ${tail} bytes are no whole record and are left out` });
  if (!header.versionStated) {
    notices.push({ code: 'version-guessed', message: `The header states no version; the records look like version ${header.version}` });
  }
  if (geometry?.source === 'sampled') {
    notices.push({
      code: 'geometry-sampled',
      message: 'The file does not say how large its sensor is; the size is that of the events seen',
    });
  }
  const cd = header.recordType === 'cd';
  const times = (from: number, to: number): { firstMicros: Quantity; lastMicros: Quantity } => ({
    firstMicros: exact(from),
    lastMicros: to < datLoopMicros ? exact(to) : provisional(to),
  });
  return {
    kind: 'events',
    format: 'DAT',
    ...(geometry === undefined ? {} : { geometry }),
    events: exact(cd ? records : 0),
    triggers: exact(cd ? 0 : records),
    ...(cd && first !== undefined && last !== undefined ? times(first, last) : {}),
    timeBase: 'recording',
    notices,
  };
}
