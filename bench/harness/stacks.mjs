// Stacks to measure on: sparse where only their size matters, noise where their bytes do. Never committed, removed afterwards.
import { closeSync, ftruncateSync, linkSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

const side = 1024;
/** Bytes of a plane of 1024² 16-bit numbers. */
export const planeBytes = side * side * 2;

export class Stacks {
  /** @param {{ data?: string, keep?: boolean }} options */
  constructor(options = {}) {
    this.folder = options.data ?? mkdtempSync(join(tmpdir(), 'firstlight-stacks-'));
    this.keep = options.keep === true;
    mkdirSync(this.folder, { recursive: true });
  }

  /** A cube of 1024² u16 with so many planes, all zero: a hole in the file. `kind`: npy, or a BigTIFF of one directory as ImageJ writes it. */
  sparse(name, kind, planes, folder = '') {
    const head = kind === 'npy' ? npyHead(planes) : bigTiffHead(planes);
    const into = join(this.folder, folder);
    mkdirSync(into, { recursive: true });
    // Names that differ by a number alone would be one series.
    const path = join(into, `${name}.${kind}`);
    const file = openSync(path, 'w');
    writeSync(file, head);
    ftruncateSync(file, head.length + planes * planeBytes);
    // Something to see in the first and the middle plane.
    for (const plane of [0, planes >> 1]) writeSync(file, noise(plane), 0, planeBytes, head.length + plane * planeBytes);
    closeSync(file);
    return path;
  }

  /** A cube of noise: no two planes alike, so that nothing is packed or guessed. */
  noise(planes, folder = '') {
    const into = join(this.folder, folder);
    mkdirSync(into, { recursive: true });
    const path = join(into, `noise-${planes}.npy`);
    const file = openSync(path, 'w');
    writeSync(file, npyHead(planes));
    const samples = noise(1);
    for (let plane = 0; plane < planes; plane += 1) {
      samples.writeUInt32LE(plane, 0);
      writeSync(file, samples);
    }
    closeSync(file);
    return path;
  }

  /** A folder of so many 8-bit grey PNG, some contents under many names. */
  async pngs(count, name, size = 256) {
    const into = join(this.folder, name);
    mkdirSync(into, { recursive: true });
    const kinds = 32;
    for (let kind = 0; kind < Math.min(kinds, count); kind += 1) {
      const grey = Buffer.alloc(size * size);
      for (let i = 0; i < grey.length; i += 1) {
        const [x, y] = [i % size, Math.floor(i / size)];
        grey[i] = 96 + 64 * Math.sin((x + 9 * kind) / 19) * Math.cos((y - 5 * kind) / 23) + ((i * 2654435761 + kind * 97) >>> 27);
      }
      const png = await sharp(grey, { raw: { width: size, height: size, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toBuffer();
      writeFileSync(join(into, `frame${kind}.png`), png);
    }
    for (let at = kinds; at < count; at += 1) linkSync(join(into, `frame${at % kinds}.png`), join(into, `frame${at}.png`));
    return into;
  }

  clear() {
    if (!this.keep) rmSync(this.folder, { recursive: true, force: true });
  }
}

function noise(seed) {
  const bytes = Buffer.alloc(planeBytes);
  const words = new Uint16Array(bytes.buffer, bytes.byteOffset, planeBytes / 2);
  let state = 0x9e3779b9 + seed;
  for (let i = 0; i < words.length; i += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = 1000 + ((state >>> 0) % 400);
  }
  return bytes;
}

function npyHead(planes) {
  const text = `{'descr': '<u2', 'fortran_order': False, 'shape': (${planes}, ${side}, ${side}), }`.padEnd(117);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\0\x76\0', 'latin1'), Buffer.from(`${text}\n`, 'latin1')]);
}

/** BigTIFF: header, one directory, the description that counts the planes; the planes follow. Source: BigTIFF, AWare Systems. */
function bigTiffHead(planes) {
  const description = Buffer.from(`ImageJ=1.54f\nimages=${planes}\nframes=${planes}\n\0`, 'latin1');
  const entries = [
    [256, 4, 1, side],
    [257, 4, 1, side],
    [258, 3, 1, 16],
    [259, 3, 1, 1],
    [262, 3, 1, 1],
    [270, 2, description.length, 0],
    [273, 16, 1, 0],
    [277, 3, 1, 1],
    [278, 4, 1, side],
    [279, 16, 1, planeBytes],
  ];
  const tableEnd = 16 + 8 + 20 * entries.length + 8;
  const start = Math.ceil((tableEnd + description.length) / 64) * 64;
  const head = Buffer.alloc(start);
  head.write('II', 'latin1');
  head.writeUInt16LE(43, 2);
  head.writeUInt16LE(8, 4);
  head.writeBigUInt64LE(16n, 8);
  head.writeBigUInt64LE(BigInt(entries.length), 16);
  for (const [at, [tag, type, count, value]] of entries.entries()) {
    const place = 24 + 20 * at;
    head.writeUInt16LE(tag, place);
    head.writeUInt16LE(type, place + 2);
    head.writeBigUInt64LE(BigInt(count), place + 4);
    head.writeBigUInt64LE(BigInt(tag === 270 ? tableEnd : tag === 273 ? start : value), place + 12);
  }
  description.copy(head, tableEnd);
  return head;
}
