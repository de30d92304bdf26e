import { type Abortable, throwIfAborted } from '../base/abort.js';
import type { ErrorRecord } from '../base/errors.js';
import type { Exactness } from '../base/quantity.js';
import { runPlan } from '../bytes/plan.js';
import type { PlaneLayout } from '../formats/plane-format.js';
import type { Notice } from '../shapes/event-facts.js';
import { type PlanePlace, planeIndexOf } from '../shapes/plane-axes.js';
import { type PlaneFacts, type PlaneOpenOptions, samplesPerPlane } from '../shapes/plane-facts.js';
import { sampleBytes, viewSamples } from '../shapes/plane-samples.js';
import type { Plane, PlaneRange, PlaneSurvey, PlaneSurveyOptions } from '../shapes/plane-source.js';
import type { EngineShared } from './engine-shared.js';
import type { GivenPlanes, KeepableStack, PlaneReadOptions, PreparedPlane, PrepareOptions } from './given-planes.js';
import type { KeptWalks } from './kept-walks.js';
import { Limited } from './limited.js';
import { applyPlaneOptions } from './plane-options.js';
import { type PlaneRun, planPlaneJobs, readGiven, readPlanes } from './plane-reader.js';
import { readReduced } from './plane-reduced.js';
import { surveyedPlaneFacts, surveyPlanes } from './plane-survey.js';
import type { RecordingBytes } from './recording-bytes.js';
import { WatchedFacts } from './watched-facts.js';

export interface PlaneFileParts {
  readonly bytes: RecordingBytes;
  readonly layout: PlaneLayout;
  /** Where a walk through the file is kept. */
  readonly walks: KeptWalks;
  /** Says which bytes these are. */
  readonly fingerprint: string;
  readonly options: PlaneOpenOptions;
  readonly shared: EngineShared;
  /** What is to be said beside what the format says. */
  readonly notices: readonly Notice[];
}

/** A stack in one file. */
export class PlaneFile implements KeepableStack {
  readonly fingerprint: string;
  /** Names the samples of its planes: what was opened, and what was said about it. */
  readonly samplesKey: string;
  readonly #bytes: RecordingBytes;
  readonly #walks: KeptWalks;
  readonly #options: PlaneOpenOptions;
  readonly #shared: EngineShared;
  readonly #openingNotices: readonly Notice[];
  /** Walks go on where the last one ended, whoever walks. */
  readonly #walking = new Limited(1);
  #layout: PlaneLayout;
  readonly #facts: WatchedFacts<PlaneFacts>;

  constructor({ bytes, layout, walks, fingerprint, options, shared, notices }: PlaneFileParts) {
    this.#bytes = bytes;
    this.#walks = walks;
    this.fingerprint = fingerprint;
    this.samplesKey = planeSamplesKey(fingerprint, options);
    this.#options = options;
    this.#shared = shared;
    this.#openingNotices = notices;
    this.#layout = layout;
    this.#facts = new WatchedFacts(this.#factsOf(layout));
  }

  get path(): string {
    return this.#bytes.counted.path;
  }

  get byteLength(): number {
    return this.#bytes.counted.byteLength;
  }

  get byteLengthExactness(): Exactness {
    return 'exact';
  }

  get bytesRead(): number {
    return this.#bytes.counted.bytesRead;
  }

  /** Bytes of blocks kept. */
  get cachedBytes(): number {
    return this.#bytes.blocks.cachedBytes;
  }

  /** Bytes of blocks to keep from now on; shrinking drops some at once. */
  setBlockBudget(bytes: number): void {
    this.#bytes.blocks.setBudget(bytes);
  }

  get facts(): PlaneFacts {
    return this.#facts.now;
  }

  /** Planes that are best read together, beginning at multiples of it. */
  get planesPerRun(): number {
    return this.#layout.planesPerRun;
  }

  /** Planes that can be read without looking for them first. */
  get planesKnown(): number {
    return this.#layout.planesKnown;
  }

  watch(listener: (facts: PlaneFacts) => void): () => void {
    return this.#facts.watch(listener);
  }

  async *planes({ fromPlane, toPlane }: PlaneRange, options: Abortable = {}): AsyncGenerator<Plane, void, undefined> {
    for (let from = fromPlane; from < toPlane; ) {
      throwIfAborted(options.signal);
      const to = Math.min(toPlane, from + this.#layout.planesPerRun);
      yield* planesOf(await this.#read(from, to, options), this.#facts.now);
      from = to;
    }
  }

  /** Planes `fromPlane` to `toPlane` (exclusive), *given* in one piece of memory. Errors as those of `planes`. */
  async run({ fromPlane, toPlane }: PlaneRange, options: PlaneReadOptions = {}): Promise<GivenPlanes> {
    const run = await this.#read(fromPlane, toPlane, options);
    return { planes: [...planesOf(run, this.#facts.now)], bytes: run.bytes };
  }

  /** As `KeepableStack` says; absent where planes are not read one by one: images of the platform, interleaved planes. */
  get prepare(): KeepableStack['prepare'] {
    const interleaved = this.#facts.now.notices.some(({ code }) => code === 'interleaved-planes');
    return interleaved || this.#facts.now.format === 'JPEG' ? undefined : (index, options) => this.#prepare(index, options);
  }

  /**
   * One plane with fewer pixels, *given*: the middle one of each square of `reducedBy` pixels. Nothing where the layout lets no rows
   * be read by themselves.
   */
  async reduced(index: number, reducedBy: number, options: Abortable = {}): Promise<Plane | undefined> {
    await this.#find(index + 1, options);
    const bytes = await readReduced(this.#layout, this.#bytes, index, reducedBy, options);
    return bytes === undefined ? undefined : planeOf(index, viewSamples(this.#facts.now.dtype, bytes), undefined, 0);
  }

  async plane(which: number | PlanePlace, options: PlaneReadOptions = {}): Promise<Plane> {
    const index = typeof which === 'number' ? which : planeIndexOf(this.#facts.now.axes, which);
    const [plane] = planesOf(await this.#read(index, index + 1, options), this.#facts.now);
    return plane!;
  }

  /** Walks on until all planes are known, or, with `atMost`, so many steps. */
  async settle(options: PlaneSurveyOptions & { readonly atMost?: number } = {}): Promise<void> {
    const { clock } = this.#shared.ports;
    for (let step = 0; this.#layout.walk !== undefined && step < (options.atMost ?? Number.POSITIVE_INFINITY); step += 1) {
      throwIfAborted(options.signal);
      await this.#walking.run(options.signal, () => this.#walkOn(options));
      options.onProgress?.({ planes: 0, planesTotal: this.#facts.now.frames.value });
      await clock.turn();
    }
  }

  async #walkOn(options: Abortable): Promise<void> {
    if (this.#layout.walk === undefined) return;
    this.#layout = await runPlan(this.#bytes.near, this.#layout.walk(), options);
    this.#facts.replace(this.#factsOf(this.#layout));
    if (this.#layout.walk === undefined) await this.#walks.keep(this.#layout);
  }

  async survey(options: PlaneSurveyOptions = {}): Promise<PlaneSurvey> {
    await this.settle(options);
    const outcome = await surveyPlanes(this, this.#shared, options);
    this.#facts.replace(surveyedPlaneFacts(this.#facts.now, outcome, this.#layout.missingBytes));
    return outcome.survey;
  }

  async close(): Promise<void> {
    await this.#bytes.blocks.close();
  }

  async #read(fromPlane: number, toPlane: number, options: PlaneReadOptions): Promise<PlaneRun> {
    await this.#find(toPlane, options);
    return readPlanes(this.#layout, this.#bytes, this.#shared, fromPlane, toPlane, options);
  }

  async #prepare(index: number, { signal, filesToo }: PrepareOptions): Promise<PreparedPlane> {
    await this.#find(index + 1, { signal });
    const { counted } = this.#bytes;
    const { descriptor, path } = counted;
    const { jobs } = await planPlaneJobs(this.#layout, this.#bytes, index, signal);
    if (!filesToo || descriptor === undefined) {
      return { jobs: await Promise.all(jobs.map(async (job) => ({ job, bytes: await readGiven(job, this.#bytes, signal) }))) };
    }
    counted.noteRead(jobs.reduce((sum, { ranges }) => sum + ranges.reduce((bytes, { length }) => bytes + length, 0), 0));
    return { jobs: jobs.map((job) => ({ job, bytes: [] })), file: { descriptor, path } };
  }

  async #find(toPlane: number, options: Abortable): Promise<void> {
    while (toPlane > this.#layout.planesKnown && this.#layout.walk !== undefined) await this.settle({ ...options, atMost: 1 });
  }

  #factsOf({ facts }: PlaneLayout): PlaneFacts {
    const notices = [...facts.notices, ...this.#openingNotices];
    return applyPlaneOptions({ ...facts, notices }, this.#options);
  }
}

/** Names the samples of a stack: as long as it stays the same, so do they. */
export function planeSamplesKey(fingerprint: string, { raw, shape, headerBytes, axes }: PlaneOpenOptions): string {
  return JSON.stringify([fingerprint, raw, shape, headerBytes, axes]);
}

/** The planes of a run, sharing its memory. */
function* planesOf({ fromPlane, bytes, damage, missingBytes }: PlaneRun, facts: PlaneFacts): Generator<Plane, void, undefined> {
  const planeBytes = samplesPerPlane(facts) * sampleBytes(facts.dtype);
  for (const [at, wrong] of damage.entries()) {
    const samples = viewSamples(facts.dtype, bytes.subarray(at * planeBytes, (at + 1) * planeBytes));
    yield planeOf(fromPlane + at, samples, wrong, missingBytes[at]!);
  }
}

function planeOf(index: number, samples: Plane['samples'], wrong: ErrorRecord | undefined, missingBytes: number): Plane {
  const damage: ErrorRecord | undefined =
    wrong ?? (missingBytes > 0 ? { code: 'truncated', message: `${missingBytes} bytes of image ${index} are missing` } : undefined);
  return { index, samples, missingBytes, ...(damage === undefined ? {} : { damage }) };
}
