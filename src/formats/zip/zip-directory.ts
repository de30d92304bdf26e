import { FirstlightError } from '../../base/errors.js';
import type { Plan } from '../../bytes/plan.js';

/** One member of a zip archive. */
export interface ZipMember {
  readonly name: string;
  /** 0: stored, 8: deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly storedBytes: number;
  readonly plainBytes: number;
  readonly crc: number;
  /** Place of the member's local header. */
  readonly headerOffset: number;
}

const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const locator64Signature = 0x07064b50;
const memberSignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const longestComment = 65_535;
const locatorBytes = 20;
const directoryLimitBytes = 64 << 20;
const localHeaderBytes = 30;

/**
 * Reads the directory at the end of a zip archive, zip64 included: two rounds at most three. Source: PKWARE APPNOTE 6.3.10.
 * Errors: `corrupt`, `truncated` when there is no directory.
 */
export function* readZipDirectory(byteLength: number): Plan<ZipMember[]> {
  if (byteLength < endBytes) throw new FirstlightError('truncated', `A zip archive is cut: it has ${byteLength} bytes`);
  const tailBytes = Math.min(byteLength, endBytes + longestComment + locatorBytes);
  const tailStart = byteLength - tailBytes;
  const [tail] = yield [{ offset: tailStart, length: tailBytes }];
  const view = viewOf(tail!);
  const end = findEnd(view);
  let count = view.getUint16(end + 10, true);
  let length = view.getUint32(end + 12, true);
  let offset = view.getUint32(end + 16, true);
  const locator = end - locatorBytes;
  if (locator >= 0 && view.getUint32(locator, true) === locator64Signature) {
    const place = readUint64(view, locator + 8);
    if (place + 56 > byteLength) throw damaged('its end record lies outside');
    const [bytes] = yield [{ offset: place, length: 56 }];
    const end64 = viewOf(bytes!);
    if (end64.getUint32(0, true) !== end64Signature) throw damaged('its end record is missing');
    count = readUint64(end64, 32);
    length = readUint64(end64, 40);
    offset = readUint64(end64, 48);
  }
  if (offset + length > byteLength) throw damaged('its directory lies outside');
  if (length > directoryLimitBytes) throw new FirstlightError('too-large', `A zip directory takes ${length} bytes`);
  let directory: Uint8Array;
  if (offset >= tailStart) directory = tail!.subarray(offset - tailStart, offset - tailStart + length);
  else directory = (yield [{ offset, length }])[0]!;
  return parseDirectory(directory, count);
}

function findEnd(view: DataView): number {
  for (let at = view.byteLength - endBytes; at >= 0; at -= 1) {
    if (view.getUint32(at, true) === endSignature && at + endBytes + view.getUint16(at + 20, true) <= view.byteLength) return at;
  }
  throw new FirstlightError('truncated', 'A zip archive is cut: its directory is missing');
}

function parseDirectory(bytes: Uint8Array, count: number): ZipMember[] {
  const view = viewOf(bytes);
  const members: ZipMember[] = [];
  let at = 0;
  while (members.length < count && at + 46 <= bytes.length) {
    if (view.getUint32(at, true) !== memberSignature) throw damaged('its directory is no directory');
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const next = at + 46 + nameBytes + extraBytes + view.getUint16(at + 32, true);
    if (next > bytes.length) throw damaged('its directory ends early');
    const sizes = {
      plainBytes: view.getUint32(at + 24, true),
      storedBytes: view.getUint32(at + 20, true),
      headerOffset: view.getUint32(at + 42, true),
    };
    members.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes)),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) !== 0,
      crc: view.getUint32(at + 16, true),
      ...widen(view, at + 46 + nameBytes, extraBytes, sizes),
    });
    at = next;
  }
  if (members.length < count) throw damaged(`its directory has ${members.length} of ${count} members`);
  return members;
}

interface MemberSizes {
  readonly plainBytes: number;
  readonly storedBytes: number;
  readonly headerOffset: number;
}

/** Numbers of 32 bits that are all ones stand in the zip64 extra field, in this order. */
function widen(view: DataView, start: number, length: number, sizes: MemberSizes): MemberSizes {
  const wide = { ...sizes };
  for (let at = start; at + 4 <= start + length; ) {
    const id = view.getUint16(at, true);
    const size = view.getUint16(at + 2, true);
    let field = at + 4;
    const end = Math.min(field + size, start + length);
    for (const key of ['plainBytes', 'storedBytes', 'headerOffset'] as const) {
      if (id !== 1 || wide[key] !== 0xffff_ffff || field + 8 > end) continue;
      wide[key] = readUint64(view, field);
      field += 8;
    }
    at += 4 + size;
  }
  return wide;
}

/** Where a member's bytes start, told from its local header (the first 30 bytes suffice). Throws `corrupt`. */
export function memberDataOffset(member: ZipMember, localHeader: Uint8Array): number {
  const view = viewOf(localHeader);
  if (view.byteLength < localHeaderBytes || view.getUint32(0, true) !== localSignature)
    throw damaged(`the member ${member.name} is missing`);
  return member.headerOffset + localHeaderBytes + view.getUint16(26, true) + view.getUint16(28, true);
}

function readUint64(view: DataView, at: number): number {
  const value = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
  if (!Number.isSafeInteger(value)) throw damaged(`a number is beyond 2^53`);
  return value;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(what: string): FirstlightError {
  return new FirstlightError('corrupt', `A zip archive is damaged: ${what}`);
}
