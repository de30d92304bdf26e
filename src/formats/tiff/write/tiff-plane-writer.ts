import { FirstlightError } from '../../../base/errors.js';
import { type SampleArray, type SampleType, sampleBytes } from '../../../shapes/plane-samples.js';
import type { ByteSink } from '../../event-format.js';
import { bytesOfSamples, type PlaneWriter, type PlaneWriterOptions } from '../../plane-writer.js';
import { tags } from '../tiff-tags.js';
import { encodeDirectory, type TiffField } from './tiff-directory-writer.js';

export interface TiffWriterOptions extends PlaneWriterOptions {
  /** BigTIFF, also where classic TIFF would do: it is taken by itself where that cannot hold the file. */
  readonly big?: boolean | undefined;
}

/** Offsets of classic TIFF have 32 bits; directories take some room, too. */
const classicBytes = 2 ** 32 - 1;
const directoryBytes = 320;
const extraSamples = 338;
/** Types that ImageJ opens as they are. */
const imagejTypes: readonly SampleType[] = ['uint8', 'uint16', 'float32'];

/**
 * Writes a stack as TIFF or BigTIFF: uncompressed planes of one strip, one after the other, then a directory for each; what
 * ImageJ (for its types) or tifffile need to see a series stands in the first. Booleans become 8 bits.
 */
export function createTiffPlaneWriter(sink: ByteSink, options: TiffWriterOptions): PlaneWriter {
  return new TiffPlaneWriter(sink, options);
}

class TiffPlaneWriter implements PlaneWriter {
  readonly #sink: ByteSink;
  readonly #options: TiffWriterOptions;
  readonly #big: boolean;
  readonly #planeBytes: number;
  #written = 0;
  #dataStart: number | undefined;

  constructor(sink: ByteSink, options: TiffWriterOptions) {
    const { frames, height, width, channels, dtype, big = false } = options;
    this.#sink = sink;
    this.#options = options;
    this.#planeBytes = height * width * channels * sampleBytes(dtype);
    this.#big = big || frames * (this.#planeBytes + directoryBytes) + 4096 > classicBytes;
  }

  async write(samples: SampleArray): Promise<void> {
    await this.#begin();
    await this.#sink.write(bytesOfSamples(samples));
    this.#written += 1;
  }

  async finish(): Promise<void> {
    const start = await this.#begin();
    const { frames } = this.#options;
    if (this.#written !== frames) throw new FirstlightError('internal', `${this.#written} planes of ${frames} were written`);
    if (this.#sink.position % 2 === 1) await this.#sink.write(new Uint8Array(1));
    const first = this.#sink.position;
    for (let plane = 0; plane < frames; plane += 1) {
      const fields = this.#fieldsOf(plane, start + plane * this.#planeBytes);
      const next = (end: number): number => (plane + 1 < frames ? end : 0);
      await this.#sink.write(encodeDirectory(fields, this.#sink.position, next, this.#big));
    }
    const offset = new DataView(new ArrayBuffer(this.#big ? 8 : 4));
    if (this.#big) offset.setBigUint64(0, BigInt(first), true);
    else offset.setUint32(0, first, true);
    await this.#sink.patch(this.#big ? 8 : 4, new Uint8Array(offset.buffer));
  }

  /** Writes the header, once; where the planes start. */
  async #begin(): Promise<number> {
    if (this.#dataStart !== undefined) return this.#dataStart;
    const header = new Uint8Array(16);
    const view = new DataView(header.buffer);
    header.set([0x49, 0x49]);
    view.setUint16(2, this.#big ? 43 : 42, true);
    if (this.#big) view.setUint16(4, 8, true);
    await this.#sink.write(header);
    this.#dataStart = header.length;
    return header.length;
  }

  #fieldsOf(plane: number, offset: number): TiffField[] {
    const { height, width, channels, dtype, pixelSize } = this.#options;
    const each = (value: number): number[] => new Array<number>(channels).fill(value);
    const isColour = channels === 3 || channels === 4;
    const place = this.#big ? 16 : 4;
    const fields: TiffField[] = [
      { tag: tags.width, type: 4, values: [width] },
      { tag: tags.height, type: 4, values: [height] },
      { tag: tags.bitsPerSample, type: 3, values: each(8 * sampleBytes(dtype)) },
      { tag: tags.compression, type: 3, values: [1] },
      { tag: tags.photometric, type: 3, values: [isColour ? 2 : 1] },
      { tag: tags.stripOffsets, type: place, values: [offset] },
      { tag: tags.samplesPerPixel, type: 3, values: [channels] },
      { tag: tags.rowsPerStrip, type: 4, values: [height] },
      { tag: tags.stripByteCounts, type: place, values: [this.#planeBytes] },
      { tag: tags.planarConfiguration, type: 3, values: [1] },
      { tag: tags.sampleFormat, type: 3, values: each(formatOf(dtype)) },
    ];
    const description = plane === 0 ? this.#description() : undefined;
    if (description !== undefined) fields.push({ tag: tags.description, type: 2, values: description });
    if (pixelSize !== undefined) {
      fields.push({ tag: tags.xResolution, type: 5, values: perUnit(pixelSize.x) });
      fields.push({ tag: tags.yResolution, type: 5, values: perUnit(pixelSize.y) });
      fields.push({ tag: tags.resolutionUnit, type: 3, values: [1] });
    }
    const extras = channels - (isColour ? 3 : 1);
    if (extras > 0) fields.push({ tag: extraSamples, type: 3, values: new Array<number>(extras).fill(0) });
    return fields.sort((a, b) => a.tag - b.tag);
  }

  /** ImageJ's lines where it knows the type, else tifffile's: their own words for how many planes belong together. */
  #description(): string | undefined {
    const { frames, height, width, channels, dtype, pixelSize, frameIntervalSeconds } = this.#options;
    const isImagej = imagejTypes.includes(dtype) && (channels === 1 || (channels === 3 && dtype === 'uint8'));
    if (!isImagej) {
      if (frames === 1) return undefined;
      return JSON.stringify({ shape: channels === 1 ? [frames, height, width] : [frames, height, width, channels] });
    }
    const lines = ['ImageJ=1.53t', `images=${frames}`];
    if (frames > 1) lines.push(`frames=${frames}`);
    if (pixelSize !== undefined) lines.push(`unit=${pixelSize.unit.replace('µ', '\\u00B5')}`);
    if (pixelSize?.z !== undefined) lines.push(`spacing=${pixelSize.z}`);
    if (frameIntervalSeconds !== undefined) lines.push(`finterval=${frameIntervalSeconds}`);
    return `${lines.join('\n')}\nloop=false\n`;
  }
}

/** 1 unsigned, 2 signed, 3 floating. */
function formatOf(dtype: SampleType): 1 | 2 | 3 {
  if (dtype.startsWith('float')) return 3;
  return dtype.startsWith('int') ? 2 : 1;
}

/** Pixels in a unit as a fraction of 32-bit numbers: exact for sizes of up to nine digits. */
function perUnit(size: number): number[] {
  for (let scale = 1; scale <= 1_000_000_000; scale *= 10) {
    const whole = Math.round(size * scale);
    if (whole > 0 && whole <= 4_000_000_000 && Math.abs(size * scale - whole) <= 1e-9 * whole) return [scale, whole];
  }
  const scale = 10 ** Math.max(0, Math.min(9, 9 - Math.ceil(Math.log10(size))));
  return [scale, Math.max(1, Math.min(4_000_000_000, Math.round(size * scale)))];
}
