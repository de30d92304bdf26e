import { FirstlightError } from '../../base/errors.js';
import { joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import type { AxisName } from '../../shapes/plane-facts.js';
import { openPlaneArray } from '../plane-arrays/open-array.js';
import { createPlaneArray } from '../plane-arrays/plane-array.js';
import type { PlaneFormat, PlaneLayout, PlaneProbe } from '../plane-format.js';
import { readImageJDescription } from './imagej-description.js';
import { readOmeDescription } from './ome-description.js';
import { readShapedDescription } from './shaped-description.js';
import { describedPlanes, noDescription, type StackDescription } from './stack-description.js';
import { readDirectory, readNumbers, readText, type TiffDirectory } from './tiff-directory.js';
import { describeTiff, formatName } from './tiff-facts.js';
import { isTiff, openTiffFile, type TiffFile } from './tiff-file.js';
import { DirectoryChain, TiffLayout } from './tiff-layout.js';
import { readPage, readSegments, type TiffPage } from './tiff-page.js';
import { tags } from './tiff-tags.js';

/** OME-XML of many planes takes megabytes; what describes the stack stands at its beginning. */
const mostDescriptionBytes = 256 << 10;
const mostExpansion = 1 << 12;
const mostZstdExpansion = 1 << 15;

/** TIFF, BigTIFF, ImageJ stacks and OME-TIFF. */
export const tiffFormat: PlaneFormat = {
  id: 'tiff',
  decoderVersion: 1,
  sniff: ({ head }) => isTiff(head),
  open: openTiff,
};

function* openTiff({ head, byteLength, name }: PlaneProbe): Plan<PlaneLayout> {
  const file = openTiffFile(head, byteLength);
  const directory = yield* readDirectory(file, file.firstDirectory);
  const page = yield* readPage(file, directory);
  checkPromise(page, byteLength);
  const [description, palette] = [yield* readDescription(file, directory, page, name), yield* readPalette(file, directory, page)];
  if (isOneRun(file, directory, page, description)) return yield* openRun(file, directory, page, description);
  const chain = new DirectoryChain(file, directory, page, description);
  return new TiffLayout(chain, describeTiff(file, page, description, palette));
}

/** No compression makes so much of so little: a greater promise is no reason to take the memory. */
function checkPromise({ width, height, coding }: TiffPage, byteLength: number): void {
  const plainBytes = (width * height * coding.channels * coding.bits) / 8;
  const zstd = coding.compression === 50_000 || coding.compression === 34_926;
  if (plainBytes <= byteLength * (zstd ? mostZstdExpansion : mostExpansion)) return;
  throw new FirstlightError('corrupt', `A file of ${byteLength} bytes claims an image of ${width} × ${height}`);
}

function* readDescription(file: TiffFile, directory: TiffDirectory, page: TiffPage, name: string): Plan<StackDescription> {
  const entry = directory.entries.get(tags.description);
  if (entry === undefined) return noDescription;
  const numberAt = (tag: number): Plan<readonly number[]> => {
    const field = directory.entries.get(tag);
    return field === undefined ? nothing() : readNumbers(file, field);
  };
  const text = yield* readText(file, entry, mostDescriptionBytes);
  const [x, y] = yield* joinPlans([numberAt(tags.xResolution), numberAt(tags.yResolution)]);
  const { channels, planar } = page.coding;
  const image = planar
    ? [channels, page.height, page.width]
    : channels > 1
      ? [page.height, page.width, channels]
      : [page.height, page.width];
  return (
    readImageJDescription(text, { x: x![0], y: y![0] }) ??
    readOmeDescription(text, name, channels) ??
    readShapedDescription(text, image) ??
    noDescription
  );
}

// biome-ignore lint/correctness/useYield: a plan that needs no reads
function* nothing(): Plan<readonly number[]> {
  return [];
}

function* readPalette(file: TiffFile, directory: TiffDirectory, page: TiffPage): Plan<Uint16Array | undefined> {
  const entry = directory.entries.get(tags.colorMap);
  if (page.photometric !== 'palette' || entry === undefined || entry.count > 3 << 16) return undefined;
  return Uint16Array.from(yield* readNumbers(file, entry));
}

/** Whether all planes lie one after the other behind this one directory, as ImageJ writes stacks above 4 GB. */
function isOneRun(file: TiffFile, directory: TiffDirectory, { coding, tiled }: TiffPage, description: StackDescription): boolean {
  const plain = coding.compression === 1 && coding.predictor === 1 && !tiled && !coding.lowBitFirst && coding.bits % 8 === 0;
  const alone = directory.next === 0 || directory.next >= file.byteLength;
  return description.oneDirectory && describedPlanes(description.axes) > 1 && plain && coding.bits !== 24 && alone;
}

function* openRun(file: TiffFile, directory: TiffDirectory, page: TiffPage, description: StackDescription): Plan<PlaneLayout> {
  const { coding, height, width } = page;
  const { offsets } = yield* readSegments(file, directory);
  const image: readonly (readonly [AxisName, number])[] = [
    ['Y', height],
    ['X', width],
  ];
  const sample = ['S', coding.channels] as const;
  const within = coding.channels === 1 ? image : coding.planar ? [sample, ...image] : [...image, sample];
  const array = createPlaneArray({
    offsetBytes: offsets[0]!,
    type: coding.type,
    order: file.little ? 'little' : 'big',
    shape: [...description.axes.map(({ size }) => size), ...within.map(([, size]) => size)],
    axes: [...description.axes.map(({ name }) => name), ...within.map(([name]) => name)],
    columnMajor: false,
  });
  const layout = openPlaneArray(array, file.byteLength, formatName(file, description));
  const { notices, photometric, pixelSize, frameIntervalSeconds, valueCalibration } = describeTiff(file, page, description, undefined);
  const facts = {
    ...layout.facts,
    photometric,
    ...(pixelSize === undefined ? {} : { pixelSize }),
    ...(frameIntervalSeconds === undefined ? {} : { frameIntervalSeconds }),
    ...(valueCalibration === undefined ? {} : { valueCalibration }),
    notices: [...layout.facts.notices, ...notices],
  };
  return { ...layout, facts };
}
