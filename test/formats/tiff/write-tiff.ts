/** A field: the numbers, or text. Types: 2 text, 3 16 bits, 4 32 bits, 5 rationals as pairs, 16 64 bits. */
export interface TiffField {
  readonly tag: number;
  readonly type: 2 | 3 | 4 | 5 | 16;
  readonly values: readonly number[] | string;
}

export interface TiffImage {
  readonly width: number;
  readonly height: number;
  readonly bits?: number;
  readonly channels?: number;
  /** 1 unsigned, 2 signed, 3 float. */
  readonly format?: number;
  readonly compression?: number;
  readonly predictor?: number;
  readonly photometric?: number;
  readonly planar?: number;
  readonly rowsPerStrip?: number;
  readonly tile?: readonly [width: number, height: number];
  /** As they are stored. */
  readonly segments: readonly Uint8Array[];
  readonly fields?: readonly TiffField[];
}

export interface TiffOptions {
  readonly big?: boolean;
  readonly bigEndian?: boolean;
  /** Where the last directory leads; default nowhere. */
  readonly lastNext?: number;
}

const sizes = { 2: 1, 3: 2, 4: 4, 5: 8, 16: 8 } as const;

/** Writes a TIFF file: for each image its data, then its directory. */
export function writeTiff(images: readonly TiffImage[], { big = false, bigEndian = false, lastNext = 0 }: TiffOptions = {}): Uint8Array {
  const file = new DataView(new ArrayBuffer(1 << 20));
  const bytes = new Uint8Array(file.buffer);
  const little = !bigEndian;
  bytes.set(bigEndian ? [0x4d, 0x4d] : [0x49, 0x49]);
  file.setUint16(2, big ? 43 : 42, little);
  let end = big ? 16 : 8;
  const offset = (at: number, value: number): void => {
    if (big) file.setBigUint64(at, BigInt(value), little);
    else file.setUint32(at, value, little);
  };
  if (big) file.setUint16(4, 8, little);
  let link = big ? 8 : 4;
  for (const image of images) {
    const offsets = image.segments.map((segment) => {
      const at = end;
      bytes.set(segment, at);
      end += segment.length;
      return at;
    });
    const fields = fieldsOf(image, offsets);
    end += end & 1;
    offset(link, end);
    const start = end;
    if (big) file.setBigUint64(start, BigInt(fields.length), little);
    else file.setUint16(start, fields.length, little);
    let at = start + (big ? 8 : 2);
    end = at + fields.length * (big ? 20 : 12) + (big ? 8 : 4);
    for (const { tag, type, values } of fields) {
      const numbers = typeof values === 'string' ? [...new TextEncoder().encode(`${values}\0`)] : values;
      const count = type === 5 ? numbers.length / 2 : numbers.length;
      file.setUint16(at, tag, little);
      file.setUint16(at + 2, type, little);
      offset(at + 4, count);
      const valueAt = at + (big ? 12 : 8);
      const fits = count * sizes[type] <= (big ? 8 : 4);
      let to = fits ? valueAt : end;
      if (!fits) offset(valueAt, end);
      for (const value of numbers) {
        if (type === 2) file.setUint8(to, value);
        else if (type === 3) file.setUint16(to, value, little);
        else if (type === 16) file.setBigUint64(to, BigInt(value), little);
        else file.setUint32(to, value, little);
        to += type === 5 ? 4 : sizes[type];
      }
      if (!fits) end = to;
      at += big ? 20 : 12;
    }
    link = at;
    end += end & 1;
  }
  offset(link, lastNext);
  return bytes.slice(0, end);
}

function fieldsOf(image: TiffImage, offsets: readonly number[]): readonly TiffField[] {
  const { channels = 1, bits = 8, tile } = image;
  const short = (tag: number, ...values: number[]): TiffField => ({ tag, type: 3, values });
  const fields: TiffField[] = [
    short(256, image.width),
    short(257, image.height),
    short(258, ...new Array<number>(channels).fill(bits)),
    short(259, image.compression ?? 1),
    short(262, image.photometric ?? (channels >= 3 ? 2 : 1)),
    { tag: tile === undefined ? 273 : 324, type: 4, values: offsets },
    short(277, channels),
    { tag: tile === undefined ? 279 : 325, type: 4, values: image.segments.map(({ length }) => length) },
    short(284, image.planar ?? 1),
    short(317, image.predictor ?? 1),
    short(339, ...new Array<number>(channels).fill(image.format ?? 1)),
    ...(tile === undefined ? [short(278, image.rowsPerStrip ?? image.height)] : [short(322, tile[0]), short(323, tile[1])]),
    ...(image.fields ?? []),
  ];
  return fields.toSorted((a, b) => a.tag - b.tag);
}

/** Numbers as bytes of a type in an order. */
export function packNumbers(kind: 'u8' | 'u16' | 'i16' | 'u32' | 'f32' | 'f64', numbers: readonly number[], bigEndian = false): Uint8Array {
  const size = { u8: 1, u16: 2, i16: 2, u32: 4, f32: 4, f64: 8 }[kind];
  const view = new DataView(new ArrayBuffer(numbers.length * size));
  for (const [i, value] of numbers.entries()) {
    const at = i * size;
    if (kind === 'u8') view.setUint8(at, value);
    else if (kind === 'u16') view.setUint16(at, value, !bigEndian);
    else if (kind === 'i16') view.setInt16(at, value, !bigEndian);
    else if (kind === 'u32') view.setUint32(at, value, !bigEndian);
    else if (kind === 'f32') view.setFloat32(at, value, !bigEndian);
    else view.setFloat64(at, value, !bigEndian);
  }
  return new Uint8Array(view.buffer);
}
