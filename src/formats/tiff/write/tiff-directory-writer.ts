/** One field of a directory. Types: 2 text, 3 16 bits, 4 32 bits, 5 rationals as pairs, 16 64 bits. */
export interface TiffField {
  readonly tag: number;
  readonly type: 2 | 3 | 4 | 5 | 16;
  readonly values: readonly number[] | string;
}

const sizes = { 2: 1, 3: 2, 4: 4, 5: 8, 16: 8 } as const;

/**
 * One directory as it lies at byte `start` (even), little-endian, with the values that do not fit behind it; `next` is where
 * the one after it starts, 0 for none. Fields must ascend by tag. Source: TIFF 6.0, section 2; BigTIFF, AWare Systems.
 */
export function encodeDirectory(fields: readonly TiffField[], start: number, next: (end: number) => number, big: boolean): Uint8Array {
  const texts = new Map(
    fields.flatMap(({ tag, values }) => (typeof values === 'string' ? [[tag, new TextEncoder().encode(`${values}\0`)] as const] : [])),
  );
  const [countBytes, entryBytes, offsetBytes] = big ? [8, 20, 8] : [2, 12, 4];
  const countOf = ({ tag, type, values }: TiffField): number => texts.get(tag)?.length ?? (type === 5 ? values.length / 2 : values.length);
  const tableBytes = countBytes + entryBytes * fields.length + offsetBytes;
  const far = fields.filter((field) => countOf(field) * sizes[field.type] > offsetBytes);
  const total = far.reduce((sum, field) => sum + even(countOf(field) * sizes[field.type]), even(tableBytes));
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  const putOffset = (at: number, value: number): void => {
    if (big) view.setBigUint64(at, BigInt(value), true);
    else view.setUint32(at, value, true);
  };
  if (big) view.setBigUint64(0, BigInt(fields.length), true);
  else view.setUint16(0, fields.length, true);
  let behind = even(tableBytes);
  for (const [index, field] of fields.entries()) {
    const at = countBytes + index * entryBytes;
    const count = countOf(field);
    view.setUint16(at, field.tag, true);
    view.setUint16(at + 2, field.type, true);
    putOffset(at + 4, count);
    const place = at + 4 + offsetBytes;
    if (count * sizes[field.type] <= offsetBytes) putValues(view, place, field, texts.get(field.tag));
    else {
      putOffset(place, start + behind);
      putValues(view, behind, field, texts.get(field.tag));
      behind += even(count * sizes[field.type]);
    }
  }
  putOffset(countBytes + entryBytes * fields.length, next(start + total));
  return bytes;
}

function putValues(view: DataView, at: number, { type, values }: TiffField, text: Uint8Array | undefined): void {
  if (text !== undefined) new Uint8Array(view.buffer).set(text, at);
  if (typeof values === 'string') return;
  for (const [index, value] of values.entries()) {
    if (type === 3) view.setUint16(at + 2 * index, value, true);
    else if (type === 16) view.setBigUint64(at + 8 * index, BigInt(value), true);
    else view.setUint32(at + 4 * index, value, true);
  }
}

function even(bytes: number): number {
  return bytes + (bytes & 1);
}
