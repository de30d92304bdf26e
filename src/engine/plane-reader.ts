import { throwIfAborted } from '../base/abort.js';
import { type ErrorRecord, errorToRecord, FirstlightError } from '../base/errors.js';
import { runPlan } from '../bytes/plan.js';
import { swapBytes } from '../formats/plane-arrays/swap-bytes.js';
import { boxPixels, type PlaneJob, type PlaneLayout } from '../formats/plane-format.js';
import { decodePlanes } from '../formats/plane-formats.js';
import { samplesPerPlane } from '../shapes/plane-facts.js';
import { sampleBytes } from '../shapes/plane-samples.js';
import { isDamage } from './chunk-task.js';
import type { EngineShared } from './engine-shared.js';
import type { PlaneReadOptions } from './given-planes.js';
import { type BoxFrame, boxPlace, placeBox } from './plane-boxes.js';
import type { PlaneTaskResult } from './plane-task.js';
import type { WorkerHost } from './ports.js';
import type { RecordingBytes } from './recording-bytes.js';

/** Some planes one after the other, little-endian, with what is wrong in each. */
export interface PlaneRun {
  readonly fromPlane: number;
  /** *Given.* */
  readonly bytes: Uint8Array;
  /** By plane, from `fromPlane` on. */
  readonly damage: readonly (ErrorRecord | undefined)[];
  readonly missingBytes: readonly number[];
}

/** A plane may not take more memory than this. */
const largestPlaneBytes = 2 ** 30;
/** Bytes read ahead of decoding. */
const aheadBytes = 4 << 20;
const smallReadBytes = 64 << 10;
const sliceMillis = 8;

/**
 * Reads planes `fromPlane` to `toPlane` (exclusive) of a layout. Damage and missing bytes leave zeros and are told; other
 * errors are thrown: `out-of-range`, `too-large`, `unsupported`, those of reading. The run's memory is from `shared.readBuffers`
 * where those have some.
 */
export async function readPlanes(
  layout: PlaneLayout,
  bytes: RecordingBytes,
  shared: EngineShared,
  fromPlane: number,
  toPlane: number,
  { signal, apart }: PlaneReadOptions = {},
): Promise<PlaneRun> {
  const { facts } = layout;
  const pixelBytes = facts.channels * sampleBytes(facts.dtype);
  const planeBytes = samplesPerPlane(facts) * sampleBytes(facts.dtype);
  if (planeBytes > largestPlaneBytes) {
    throw new FirstlightError('too-large', `An image of ${facts.width} × ${facts.height} takes ${planeBytes} bytes, more than can be held`);
  }
  const frame: BoxFrame = { height: facts.height, width: facts.width, pixelBytes, firstPlane: fromPlane };
  const damage = new Array<ErrorRecord | undefined>(toPlane - fromPlane).fill(undefined);
  const missingBytes = new Array<number>(toPlane - fromPlane).fill(0);
  const jobs = await planJobs(layout, bytes, fromPlane, toPlane, damage, signal);
  const target = shared.readBuffers.take((toPlane - fromPlane) * planeBytes);
  // Memory that was used before is not empty; what is read into place covers it all.
  if (!jobs.every(({ verbatim }) => verbatim !== undefined) || damage.some((wrong) => wrong !== undefined)) target.fill(0);
  const { clock } = shared.ports;
  let sliceStart = clock.now();
  const note = ({ box }: PlaneJob, record: ErrorRecord): void => {
    for (let plane = box.fromPlane; plane < box.toPlane; plane += 1) damage[plane - fromPlane] ??= record;
  };
  const workers = apart === true ? shared.ports.workers : undefined;
  for await (const { job, read, decoded } of readJobs(jobs, bytes, frame, target, workers, signal)) {
    missingBytes[job.box.fromPlane - fromPlane]! += job.missingBytes;
    try {
      if (decoded !== undefined) placeDecoded(job, decoded, frame, target);
      else if (read !== undefined) await decodeBox(job, read, frame, target, shared, signal);
      if (decoded?.damage !== undefined) note(job, decoded.damage);
    } catch (error) {
      if (!isDamage(error)) throw error;
      note(job, errorToRecord(error));
    }
    if (clock.now() - sliceStart < sliceMillis) continue;
    await clock.turn();
    sliceStart = clock.now();
  }
  return { fromPlane, bytes: target, damage, missingBytes };
}

/** The jobs of one plane; none where it cannot be planned, with the reason. Errors: as `readPlanes`, but damage. */
export async function planPlaneJobs(
  layout: PlaneLayout,
  bytes: RecordingBytes,
  plane: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly jobs: readonly PlaneJob[]; readonly damage: ErrorRecord | undefined }> {
  const damage: (ErrorRecord | undefined)[] = [undefined];
  const jobs = await planJobs(layout, bytes, plane, plane + 1, damage, signal);
  return { jobs, damage: damage[0] };
}

/** Plans some planes together, or each alone where one of them cannot be planned: then its damage is told. */
async function planJobs(
  layout: PlaneLayout,
  bytes: RecordingBytes,
  fromPlane: number,
  toPlane: number,
  damage: (ErrorRecord | undefined)[],
  signal: AbortSignal | undefined,
): Promise<readonly PlaneJob[]> {
  try {
    return await runPlan(bytes.blocks, layout.planPlanes(fromPlane, toPlane), { signal });
  } catch (error) {
    if (!isDamage(error)) throw error;
    if (toPlane - fromPlane === 1) {
      damage[0] = errorToRecord(error);
      return [];
    }
  }
  const jobs: PlaneJob[] = [];
  for (let plane = fromPlane; plane < toPlane; plane += 1) {
    const own: (ErrorRecord | undefined)[] = [undefined];
    jobs.push(...(await planJobs(layout, bytes, plane, plane + 1, own, signal)));
    damage[plane - fromPlane] = own[0];
  }
  return jobs;
}

/** A job with its bytes, with what a worker made of them, or with neither where they were read into place. */
interface ReadJob {
  readonly job: PlaneJob;
  readonly read?: readonly Uint8Array[];
  readonly decoded?: PlaneTaskResult;
}

/** Jobs with their bytes, in order, a few of them read ahead and, where there are workers, decoded by these. */
async function* readJobs(
  jobs: readonly PlaneJob[],
  bytes: RecordingBytes,
  frame: BoxFrame,
  target: Uint8Array,
  workers: WorkerHost | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<ReadJob, void, undefined> {
  const ahead: Promise<ReadJob>[] = [];
  let next = 0;
  let held = 0;
  const begin = (): void => {
    while (next < jobs.length && (ahead.length === 0 || held + storedBytes(jobs[next]!) <= aheadBytes)) {
      const job = jobs[next]!;
      const reading =
        readInPlace(job, bytes, frame, target, signal) ??
        (workers !== undefined && job.verbatim === undefined && job.image === undefined
          ? decodeApart(job, bytes, frame, workers, signal)
          : readRanges(job, bytes, signal).then((read) => ({ job, read })));
      reading.catch(() => undefined);
      ahead.push(reading);
      held += storedBytes(job);
      next += 1;
    }
  };
  for (const job of jobs) {
    throwIfAborted(signal);
    begin();
    yield await ahead[0]!;
    ahead.shift();
    held -= storedBytes(job);
  }
}

function readRanges({ ranges }: PlaneJob, bytes: RecordingBytes, signal: AbortSignal | undefined): Promise<readonly Uint8Array[]> {
  return Promise.all(
    ranges.map(({ offset, length }) => (length <= smallReadBytes ? bytes.blocks : bytes.near).read(offset, length, { signal })),
  );
}

/** The bytes of a job's ranges, *given*: blocks are lent and stay in the cache. */
export async function readGiven(job: PlaneJob, bytes: RecordingBytes, signal: AbortSignal | undefined): Promise<readonly Uint8Array[]> {
  const read = await readRanges(job, bytes, signal);
  return read.map((part) => (part.length <= smallReadBytes ? part.slice() : part));
}

/** Has a worker decode a box. */
async function decodeApart(
  job: PlaneJob,
  bytes: RecordingBytes,
  { pixelBytes }: BoxFrame,
  workers: WorkerHost,
  signal: AbortSignal | undefined,
): Promise<ReadJob> {
  const given = await readGiven(job, bytes, signal);
  const task = { kind: 'decode', job, bytes: given, outputBytes: boxPixels(job.box) * pixelBytes } as const;
  return { job, decoded: await workers.run(task, { signal }) };
}

function placeDecoded({ box }: PlaneJob, { output }: PlaneTaskResult, frame: BoxFrame, target: Uint8Array): void {
  const place = boxPlace(box, frame);
  if (place === undefined) placeBox(box, frame, output, target);
  else target.set(output, place.from);
}

/** Reads a box straight into its place, where that can be and is worth it. */
function readInPlace(
  job: PlaneJob,
  { counted }: RecordingBytes,
  frame: BoxFrame,
  target: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<ReadJob> | undefined {
  const { verbatim, box, ranges } = job;
  const { readInto } = counted;
  const place = verbatim === undefined ? undefined : boxPlace(box, frame);
  const [range] = ranges;
  if (readInto === undefined || place === undefined || range === undefined || range.length <= smallReadBytes) return undefined;
  const part = target.subarray(place.from, place.to);
  return readInto(range.offset, part, { signal }).then(() => {
    swapBytes(part, verbatim!.swapBytes);
    return { job };
  });
}

function storedBytes({ ranges }: PlaneJob): number {
  return ranges.reduce((sum, { length }) => sum + length, 0);
}

async function decodeBox(
  job: PlaneJob,
  read: readonly Uint8Array[],
  frame: BoxFrame,
  target: Uint8Array,
  shared: EngineShared,
  signal: AbortSignal | undefined,
): Promise<void> {
  const place = boxPlace(job.box, frame);
  const output = place === undefined ? new Uint8Array(boxPixels(job.box) * frame.pixelBytes) : target.subarray(place.from, place.to);
  const aligned = output.byteOffset % 8 === 0 ? output : new Uint8Array(output.length);
  try {
    if (job.image === undefined) decodePlanes(job, read, shared.kernels, aligned);
    else await decodeImage(job.image, read[0]!, job, frame, aligned, shared, signal);
  } finally {
    if (aligned !== output) output.set(aligned);
    if (place === undefined) placeBox(job.box, frame, output, target);
  }
}

/** Has the platform decode an image that no kernel of ours decodes. */
async function decodeImage(
  mediaType: NonNullable<PlaneJob['image']>,
  bytes: Uint8Array,
  { box }: PlaneJob,
  { width, pixelBytes }: BoxFrame,
  output: Uint8Array,
  { ports }: EngineShared,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (ports.images === undefined) throw new FirstlightError('unsupported', `Nothing here decodes ${mediaType}`);
  const channels = pixelBytes === 1 ? 1 : 3;
  const image = await ports.images.decode(bytes, { mediaType, channels, signal });
  if (image.width !== width || image.height !== box.toRow - box.fromRow) {
    throw new FirstlightError('corrupt', `An image says ${width} × ${box.toRow - box.fromRow} and is ${image.width} × ${image.height}`);
  }
  output.set(image.samples);
}
