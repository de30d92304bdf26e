import { FirstlightError } from '../../base/errors.js';
import { joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import type { Photometric } from '../../shapes/plane-facts.js';
import type { SampleType } from '../../shapes/plane-samples.js';
import { readNumbers, scalar, type TiffDirectory } from './tiff-directory.js';
import type { TiffFile } from './tiff-file.js';
import { tags } from './tiff-tags.js';

/** How the samples of an image are stored. Plain: safe to post. */
export interface TiffCoding {
  readonly compression: number;
  readonly predictor: 1 | 2 | 3;
  readonly bits: number;
  readonly kind: 'uint' | 'int' | 'float';
  /** What the samples come out as. */
  readonly type: SampleType;
  readonly little: boolean;
  /** Bits of each byte run from the lowest. */
  readonly lowBitFirst: boolean;
  readonly channels: number;
  /** Each sample of a pixel is stored as an image of its own. */
  readonly planar: boolean;
}

/** One image of a TIFF file. */
export interface TiffPage {
  readonly width: number;
  readonly height: number;
  readonly coding: TiffCoding;
  readonly photometric: Photometric;
  /** Strips are as wide as the image. */
  readonly segmentWidth: number;
  readonly segmentHeight: number;
  readonly tiled: boolean;
}

/** Where the parts of an image are stored. */
export interface TiffSegments {
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
}

const compressionNames: Readonly<Record<number, string>> = {
  2: 'CCITT RLE',
  3: 'CCITT fax 3',
  4: 'CCITT fax 4',
  6: 'old JPEG',
  7: 'JPEG',
  34661: 'JBIG',
  34712: 'JPEG 2000',
  34713: 'NEF',
  34887: 'LERC',
  34892: 'lossy JPEG',
  34925: 'LZMA',
  34927: 'WebP',
  34933: 'PNG',
  34934: 'JPEG XR',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};
const readable: ReadonlySet<number> = new Set([1, 5, 8, 32773, 32946, 34926, 50000]);
const photometrics: Readonly<Record<number, Photometric>> = {
  0: 'white-is-zero',
  1: 'grey',
  2: 'rgb',
  3: 'palette',
  4: 'grey',
  32803: 'grey',
  34892: 'grey',
};
const mostChannels = 4096;

/** Reads what a directory says of its image: at most one round. Errors: `corrupt`, `unsupported`. */
export function* readPage(file: TiffFile, directory: TiffDirectory): Plan<TiffPage> {
  const { little } = file;
  const number = (tag: number, otherwise: number): number => scalar(directory, tag, little) ?? otherwise;
  const [bitsList, formats, subsampling] = (yield* joinPlans(
    [tags.bitsPerSample, tags.sampleFormat, tags.subsampling].map((tag) => readIfThere(file, directory, tag)),
  )) as [readonly number[], readonly number[], readonly number[]];
  const width = number(tags.width, 0);
  const height = number(tags.height, 0);
  const channels = number(tags.samplesPerPixel, 1);
  if (!(width > 0 && height > 0 && Number.isInteger(width) && Number.isInteger(height) && channels > 0 && channels <= mostChannels)) {
    throw new FirstlightError('corrupt', `A TIFF directory describes an image of ${width} × ${height} with ${channels} samples a pixel`);
  }
  const bits = bitsList[0] ?? 1;
  if (bitsList.some((other) => other !== bits)) {
    throw new FirstlightError('unsupported', `TIFF samples of different depths cannot be read: ${bitsList.slice(0, 8).join(', ')} bits`);
  }
  const format = formats[0] ?? 1;
  if (formats.some((other) => other !== format)) throw new FirstlightError('unsupported', 'TIFF samples of different kinds cannot be read');
  const { kind, type } = sampleKind(format, bits);
  const compression = number(tags.compression, 1);
  if (!readable.has(compression)) {
    const name = compressionNames[compression] ?? 'unknown';
    throw new FirstlightError('unsupported', `TIFF compression ${compression} (${name}) cannot be read`);
  }
  const predictor = number(tags.predictor, 1);
  const stored = number(tags.photometric, 1);
  if (stored === 6 && (subsampling[0] ?? 2) * (subsampling[1] ?? 2) !== 1) {
    throw new FirstlightError('unsupported', 'TIFF images with subsampled colours (YCbCr) cannot be read');
  }
  checkPredictor(predictor, kind, bits);
  const tiled = directory.entries.has(tags.tileWidth);
  const segmentWidth = tiled ? number(tags.tileWidth, 0) : width;
  const segmentHeight = tiled ? number(tags.tileHeight, 0) : Math.min(height, number(tags.rowsPerStrip, height) || height);
  if (!(segmentWidth > 0 && segmentHeight > 0) || (tiled && segmentWidth * segmentHeight > 2 ** 28)) {
    throw new FirstlightError('corrupt', `A TIFF image claims parts of ${segmentWidth} × ${segmentHeight}`);
  }
  return {
    width,
    height,
    photometric: photometrics[stored] ?? 'other',
    segmentWidth,
    segmentHeight,
    tiled,
    coding: {
      compression,
      predictor: predictor === 2 || predictor === 3 ? predictor : 1,
      bits,
      kind,
      type,
      little,
      lowBitFirst: number(tags.fillOrder, 1) === 2,
      channels,
      planar: channels > 1 && number(tags.planarConfiguration, 1) === 2,
    },
  };
}

/** Reads where the parts of an image are: at most one round. Errors: `corrupt`, `truncated`. */
export function* readSegments(file: TiffFile, directory: TiffDirectory): Plan<TiffSegments> {
  const tiled = directory.entries.has(tags.tileOffsets);
  const wanted = tiled ? [tags.tileOffsets, tags.tileByteCounts] : [tags.stripOffsets, tags.stripByteCounts];
  const [offsets, byteCounts] = yield* joinPlans(wanted.map((tag) => readIfThere(file, directory, tag)));
  if (offsets === undefined || offsets.length === 0)
    throw new FirstlightError('corrupt', 'A TIFF directory does not say where its image is');
  return { offsets, byteCounts: byteCounts ?? [] };
}

/** Whether a directory holds another image of the same stack, by the fields that are in the directory itself. */
export function isSamePage(page: TiffPage, directory: TiffDirectory, little: boolean): boolean {
  const number = (tag: number): number | undefined => scalar(directory, tag, little);
  const same = (tag: number, wanted: number): boolean => (number(tag) ?? wanted) === wanted;
  return (
    number(tags.width) === page.width &&
    number(tags.height) === page.height &&
    (number(tags.samplesPerPixel) ?? 1) === page.coding.channels &&
    same(tags.bitsPerSample, page.coding.bits) &&
    same(tags.sampleFormat, { uint: 1, int: 2, float: 3 }[page.coding.kind]) &&
    !isAside(directory, little)
  );
}

/** Whether a directory holds a reduced image or a mask of another. */
export function isAside(directory: TiffDirectory, little: boolean): boolean {
  return ((scalar(directory, tags.subfileType, little) ?? 0) & 5) !== 0;
}

function* readIfThere(file: TiffFile, directory: TiffDirectory, tag: number): Plan<readonly number[]> {
  const entry = directory.entries.get(tag);
  return entry === undefined ? [] : yield* readNumbers(file, entry);
}

function sampleKind(format: number, bits: number): Pick<TiffCoding, 'kind' | 'type'> {
  const type = sampleTypeOfBits(format, bits);
  if (type === undefined) {
    const names = ['', 'unsigned', 'signed', 'floating', 'untyped', 'complex integer', 'complex'];
    throw new FirstlightError('unsupported', `TIFF samples of ${bits} bits (${names[format] ?? `format ${format}`}) cannot be read`);
  }
  return { kind: format === 2 ? 'int' : format === 3 ? 'float' : 'uint', type };
}

function sampleTypeOfBits(format: number, bits: number): SampleType | undefined {
  if (format === 3) return bits === 16 ? 'float16' : bits === 24 || bits === 32 ? 'float32' : bits === 64 ? 'float64' : undefined;
  if (format !== 1 && format !== 2 && format !== 4) return undefined;
  const signed = format === 2;
  if (bits === 1 && !signed) return 'bool';
  if (bits < 1 || (bits > 32 && bits !== 64) || !Number.isInteger(bits)) return undefined;
  const size = bits <= 8 ? 8 : bits <= 16 ? 16 : bits <= 32 ? 32 : 64;
  return `${signed ? 'int' : 'uint'}${size}`;
}

function checkPredictor(predictor: number, kind: TiffCoding['kind'], bits: number): void {
  const whole = bits === 8 || bits === 16 || bits === 32 || bits === 64;
  if (predictor === 1 || (predictor === 2 && whole) || (predictor === 3 && kind === 'float')) return;
  throw new FirstlightError('unsupported', `TIFF predictor ${predictor} on samples of ${bits} bits cannot be undone`);
}
