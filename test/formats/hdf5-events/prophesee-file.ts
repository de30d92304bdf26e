import { ByteBuilder } from '../../../src/formats/hdf5/write/byte-builder.js';
import { chunkTree, type WrittenChunk } from '../../../src/formats/hdf5/write/write-chunk-tree.js';
import { type GroupEntry, groupBytes, placeGroup } from '../../../src/formats/hdf5/write/write-group.js';
import {
  chunkedLayoutMessage,
  growingSpaceMessage,
  type MessageToWrite,
  objectHeader,
  symbolTableMessage,
} from '../../../src/formats/hdf5/write/write-messages.js';
import { superblock, superblockBytes } from '../../../src/formats/hdf5/write/write-superblock.js';
import type { Trigger } from '../../../src/shapes/event-columns.js';
import { type EcfMode, encodeEcf } from '../ecf/encode-ecf.js';
import type { PlainEvent } from '../read-recording.js';

const limitBytes = 4 << 20;
const modes: readonly EcfMode[] = ['yxp', 'xp', 'masked'];

type Member = readonly [name: string, offset: number, size: number, signed: boolean];

/** A file as Metavision writes it: `/CD/events` through ECF, `/CD/indexes` every 2,000 µs, `/EXT_TRIGGER/events`. */
export function propheseeFile(
  events: readonly PlainEvent[],
  triggers: readonly Trigger[],
  chunkEvents: number,
  filterId = 0x8ecf,
): Uint8Array {
  const out = new ByteBuilder(limitBytes);
  out.position = 8192;
  const put = (bytes: Uint8Array): number => {
    const address = out.position;
    out.put(bytes);
    out.position = Math.ceil(out.position / 8) * 8;
    return address;
  };
  const chunks: WrittenChunk[] = [];
  for (let from = 0; from < events.length; from += chunkEvents) {
    const stored = encodeEcf(events.slice(from, from + chunkEvents), modes[chunks.length % 3]!);
    chunks.push({ address: put(stored), byteLength: stored.length });
  }
  const tree = chunkTree(chunks, (at) => [at * chunkEvents], out.position);
  put(tree.bytes);
  const eventType = compound(16, [
    ['x', 0, 2, false],
    ['y', 2, 2, false],
    ['p', 4, 2, true],
    ['t', 8, 8, true],
  ]);
  const eventsHeader = put(
    objectHeader([growingSpaceMessage(events.length), eventType, chunkedLayoutMessage(tree.root, chunkEvents, 16), filter(filterId)]),
  );
  const first = events[0]![0];
  const steps = Math.floor((events.at(-1)![0] - first) / 2000) + 1;
  const indexes = new ByteBuilder(16 * steps);
  for (let step = 0; step < steps; step += 1) {
    const id = events.findIndex(([micros]) => micros - first >= step * 2000);
    indexes.u64(id).u64(step * 2000);
  }
  const indexesAt = put(indexes.bytes);
  const indexType = compound(16, [
    ['id', 0, 8, false],
    ['ts', 8, 8, true],
  ]);
  const indexesHeader = put(
    objectHeader([growingSpaceMessage(steps), indexType, contiguous(indexesAt, 16 * steps), textAttribute('offset', `${-first}`)]),
  );
  const edges = new ByteBuilder(24 * triggers.length);
  for (const { micros, id, edge } of triggers) edges.u16(edge).skip(6).u64(micros).u16(id).skip(6);
  const edgesAt = put(edges.bytes);
  const edgeType = compound(24, [
    ['p', 0, 2, true],
    ['t', 8, 8, true],
    ['id', 16, 2, true],
  ]);
  const edgesHeader = put(objectHeader([growingSpaceMessage(triggers.length), edgeType, contiguous(edgesAt, 24 * triggers.length)]));
  const group = (
    entries: readonly GroupEntry[],
    attributes: readonly MessageToWrite[],
    start: number,
  ): [header: number, tree: number, heap: number] => {
    out.position = start;
    const headerLength = objectHeader([symbolTableMessage(0, 0), ...attributes]).length;
    const places = placeGroup(
      start + headerLength,
      entries.map(({ name }) => name),
    );
    put(objectHeader([symbolTableMessage(places.tree, places.heap), ...attributes]));
    put(groupBytes(places, entries));
    return [start, places.tree, places.heap];
  };
  const end = out.position;
  const [cd] = group(
    [
      { name: 'events', address: eventsHeader },
      { name: 'indexes', address: indexesHeader },
    ],
    [],
    4096,
  );
  const [external] = group([{ name: 'events', address: edgesHeader }], [], 6144);
  const root = [
    { name: 'CD', address: cd },
    { name: 'EXT_TRIGGER', address: external },
  ];
  const attributes = [textAttribute('geometry', '640x480'), textAttribute('version', '1.0')];
  const [header, rootTree, rootHeap] = group(root, attributes, superblockBytes);
  out.position = 0;
  out.put(superblock(header, rootTree, rootHeap, end));
  return out.bytes.slice(0, end);
}

function compound(size: number, members: readonly Member[]): MessageToWrite {
  const length = 8 + members.reduce((sum, [name]) => sum + name.length + 1 + 1 + 12, 0);
  const builder = new ByteBuilder(Math.ceil(length / 8) * 8).u8(0x36).u16(members.length).u8(0).u32(size);
  for (const [name, offset, bytes, signed] of members) {
    builder.text(name).u8(0).u8(offset);
    builder
      .u8(0x10)
      .u8(signed ? 8 : 0)
      .u16(0)
      .u32(bytes)
      .u16(0)
      .u16(8 * bytes);
  }
  return { type: 3, bytes: builder.bytes };
}

function contiguous(address: number, byteLength: number): MessageToWrite {
  return { type: 8, bytes: new ByteBuilder(24).u8(3).u8(1).u64(address).u64(byteLength).bytes };
}

function filter(id: number): MessageToWrite {
  return { type: 11, bytes: new ByteBuilder(16).u8(1).u8(1).skip(6).u16(id).u16(0).u16(0).u16(0).bytes };
}

function textAttribute(name: string, value: string): MessageToWrite {
  const nameBytes = Math.ceil((name.length + 1) / 8) * 8;
  const builder = new ByteBuilder(Math.ceil((8 + nameBytes + 8 + 8 + value.length) / 8) * 8);
  builder
    .u8(1)
    .skip(1)
    .u16(name.length + 1)
    .u16(8)
    .u16(8)
    .text(name)
    .skip(nameBytes - name.length);
  return { type: 12, bytes: builder.u8(0x13).skip(3).u32(value.length).u8(1).skip(7).text(value).bytes };
}
