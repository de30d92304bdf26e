import { type Abortable, throwIfAborted } from '../base/abort.js';
import { type ErrorRecord, errorToRecord, FirstlightError } from '../base/errors.js';
import { type Exactness, exact, provisional, type Quantity } from '../base/quantity.js';
import type { ByteStore } from '../bytes/byte-store.js';
import { contentFingerprint } from '../bytes/content-fingerprint.js';
import { type ChosenFrames, chooseFrames } from '../formats/folder-planes/choose-frames.js';
import type { Notice } from '../shapes/event-facts.js';
import { type PlanePlace, planeAxes, planeIndexOf } from '../shapes/plane-axes.js';
import { type PlaneAxis, type PlaneFacts, type PlaneOpenOptions, samplesPerPlane } from '../shapes/plane-facts.js';
import { sampleBytes, viewSamples } from '../shapes/plane-samples.js';
import type { Plane, PlaneRange, PlaneSource, PlaneSurvey, PlaneSurveyOptions } from '../shapes/plane-source.js';
import type { EngineShared } from './engine-shared.js';
import type { PlaneReadOptions } from './given-planes.js';
import { Limited } from './limited.js';
import type { OpenPlaneOptions } from './open-plane-source.js';
import { type PlaneFile, planeSamplesKey } from './plane-file.js';
import { FolderMembers } from './plane-members.js';
import { applyPlaneOptions } from './plane-options.js';
import { surveyedPlaneFacts, surveyPlanes } from './plane-survey.js';
import { WatchedFacts } from './watched-facts.js';

/** Files looked into in one step of settling. */
const filesPerStep = 32;
/** Files read ahead of the one that is handed out. */
const filesAhead = 3;
const namesListed = 5;

/**
 * Opens the images in a store (not those in folders within) as one stack, in natural order: lists names and opens the first
 * image, which decides size and type. The store is owned by the stack from now on and closed with it, also when opening fails.
 * Errors: `unsupported` where there is no image, else why the first ones cannot be opened.
 */
export async function openPlaneFolder(store: ByteStore, shared: EngineShared, open: OpenPlaneOptions = {}): Promise<PlaneFolder> {
  try {
    const chosen = chooseFrames((await store.names('', open)).files);
    if (chosen.names.length === 0) throw new FirstlightError('unsupported', 'There is no image in this folder');
    const members = new FolderMembers(store, chosen.names, shared);
    const broken = new Map<string, ErrorRecord>();
    const first = await members.openFirst(open, (name, error) => broken.set(name, errorToRecord(error)));
    const fingerprint = await fingerprintFrames(store, chosen.names, open);
    return new PlaneFolder({ store, chosen, members, first, broken, fingerprint, options: open.options ?? {}, shared });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** From all names, and size and time of three of the files: as much work for a million files as for three, but for their names. */
async function fingerprintFrames(store: ByteStore, names: readonly string[], options: Abortable): Promise<string> {
  const some = [...new Set([names[0]!, names[names.length >> 1]!, names.at(-1)!])];
  const text = JSON.stringify([names, await Promise.all(some.map((name) => store.stat(name, options)))]);
  return `frames-${contentFingerprint([new TextEncoder().encode(text)], names.length, 0)}`;
}

interface PlaneFolderParts {
  readonly store: ByteStore;
  readonly chosen: ChosenFrames;
  readonly members: FolderMembers;
  /** The first file that could be opened, by whose facts all are judged. */
  readonly first: PlaneFile;
  readonly broken: Map<string, ErrorRecord>;
  /** Says which files these are. */
  readonly fingerprint: string;
  readonly options: PlaneOpenOptions;
  readonly shared: EngineShared;
}

/** The images in a folder as one stack. Files that cannot be read, or are of another size or type, are planes of zeros, and said. */
export class PlaneFolder implements PlaneSource {
  readonly fingerprint: string;
  /** As that of `PlaneFile`. */
  readonly samplesKey: string;
  /** Bytes of all files, as if all were as long as the first: nobody looks at each. */
  readonly byteLength: number;
  readonly byteLengthExactness: Exactness;
  readonly #first: PlaneFacts;
  readonly #parts: PlaneFolderParts;
  readonly #names: readonly string[];
  /** Planes of each file; those not looked into are taken to be like the first. */
  readonly #counts: Float64Array;
  /** Files are looked into one after the other, whoever asks. */
  readonly #looking = new Limited(1);
  #looked = 0;
  readonly #facts: WatchedFacts<PlaneFacts>;

  constructor(parts: PlaneFolderParts) {
    this.#parts = parts;
    this.#names = parts.chosen.names;
    this.fingerprint = parts.fingerprint;
    this.samplesKey = planeSamplesKey(parts.fingerprint, parts.options);
    this.byteLength = parts.first.byteLength * this.#names.length;
    this.byteLengthExactness = this.#names.length === 1 ? 'exact' : 'estimated';
    this.#first = parts.first.facts;
    this.#counts = new Float64Array(this.#names.length).fill(parts.chosen.single ? 1 : this.#first.frames.value);
    if (parts.chosen.single) this.#looked = this.#names.length;
    this.#facts = new WatchedFacts(this.#factsNow());
  }

  get path(): string {
    return this.#parts.store.label;
  }

  get bytesRead(): number {
    return this.#parts.members.bytesRead;
  }

  /** Bytes of blocks kept. */
  get cachedBytes(): number {
    return this.#parts.members.cachedBytes;
  }

  /** Bytes of blocks to keep from now on. */
  setBlockBudget(bytes: number): void {
    this.#parts.members.setBlockBudget(bytes);
  }

  get facts(): PlaneFacts {
    return this.#facts.now;
  }

  watch(listener: (facts: PlaneFacts) => void): () => void {
    return this.#facts.watch(listener);
  }

  async *planes({ fromPlane, toPlane }: PlaneRange, options: Abortable = {}): AsyncGenerator<Plane, void, undefined> {
    this.#checkRange(fromPlane, toPlane);
    const ahead: Promise<Plane>[] = [];
    let next = fromPlane;
    for (let index = fromPlane; index < toPlane; index += 1) {
      throwIfAborted(options.signal);
      for (; next < toPlane && ahead.length < filesAhead; next += 1) {
        const reading = this.#read(next, options);
        reading.catch(() => undefined);
        ahead.push(reading);
      }
      yield await ahead[0]!;
      ahead.shift();
    }
  }

  async plane(which: number | PlanePlace, options: PlaneReadOptions = {}): Promise<Plane> {
    const index = typeof which === 'number' ? which : planeIndexOf(this.#facts.now.axes, which);
    this.#checkRange(index, index + 1);
    return this.#read(index, options);
  }

  /** Looks into files until all are known, or, with `atMost`, in so many steps. */
  async settle(options: PlaneSurveyOptions & { readonly atMost?: number } = {}): Promise<void> {
    const { atMost = Number.POSITIVE_INFINITY, ...passed } = options;
    for (let step = 0; this.#looked < this.#names.length && step < atMost; step += 1) {
      await this.#looking.run(options.signal, () => this.#lookOn(passed));
    }
  }

  /** Looks into a few more files. */
  async #lookOn(options: Abortable): Promise<void> {
    const end = Math.min(this.#names.length, this.#looked + filesPerStep);
    for (; this.#looked < end; this.#looked += 1) {
      throwIfAborted(options.signal);
      this.#counts[this.#looked] = await this.#countPlanes(this.#looked, options);
    }
    this.#facts.replace(this.#factsNow());
  }

  async survey(options: PlaneSurveyOptions = {}): Promise<PlaneSurvey> {
    await this.settle(options);
    const outcome = await surveyPlanes(this, this.#parts.shared, options);
    this.#facts.replace(surveyedPlaneFacts(this.#factsNow(), outcome, 0));
    return outcome.survey;
  }

  async close(): Promise<void> {
    await this.#parts.members.close();
    await this.#parts.store.close();
  }

  async #countPlanes(file: number, options: Abortable): Promise<number> {
    try {
      return await this.#parts.members.use(file, options, async (member) => {
        await member.settle(options);
        return member.facts.frames.value;
      });
    } catch (error) {
      this.#break(file, error);
      return 1;
    }
  }

  #locate(index: number): { readonly file: number; readonly plane: number } | undefined {
    if (this.#parts.chosen.single) return index < this.#names.length ? { file: index, plane: 0 } : undefined;
    let rest = index;
    for (let file = 0; file < this.#counts.length; file += 1) {
      const count = this.#counts[file]!;
      if (rest < count) return { file, plane: rest };
      rest -= count;
    }
    return undefined;
  }

  #checkRange(fromPlane: number, toPlane: number): void {
    const total = this.#total();
    if (Number.isInteger(fromPlane) && Number.isInteger(toPlane) && fromPlane >= 0 && fromPlane <= toPlane && toPlane <= total) return;
    throw new FirstlightError('out-of-range', `The stack has ${total} images; ${fromPlane} to ${toPlane} are not all among them`);
  }

  async #read(index: number, options: PlaneReadOptions): Promise<Plane> {
    const { file, plane } = this.#locate(index)!;
    try {
      const read = await this.#parts.members.use(file, options, async (member) => {
        this.#checkAlike(member.facts);
        return member.plane(plane, options);
      });
      if (read.damage !== undefined) this.#note(file, read.damage);
      return { ...read, index, file: this.#names[file]! };
    } catch (error) {
      const damage = this.#break(file, error);
      return { index, file: this.#names[file]!, samples: this.#zeros(), missingBytes: 0, damage };
    }
  }

  /** Takes down what is wrong with a file; what is not the file's fault is thrown. */
  #break(file: number, error: unknown): ErrorRecord {
    const record = errorToRecord(error);
    if (record.code === 'aborted' || record.code === 'internal' || record.code === 'network') throw error;
    this.#note(file, record);
    return record;
  }

  #note(file: number, record: ErrorRecord): void {
    const name = this.#names[file]!;
    if (this.#parts.broken.has(name)) return;
    this.#parts.broken.set(name, record);
    this.#facts.replace({ ...this.#facts.now, notices: this.#noticesNow() });
  }

  #checkAlike({ height, width, channels, dtype }: PlaneFacts): void {
    const first = this.#first;
    if (height === first.height && width === first.width && channels === first.channels && dtype === first.dtype) return;
    const text = (facts: Pick<PlaneFacts, 'height' | 'width' | 'channels' | 'dtype'>): string =>
      `${facts.width} × ${facts.height} of ${facts.channels === 1 ? '' : `${facts.channels} `}${facts.dtype}`;
    throw new FirstlightError('unsupported', `The image is ${text({ height, width, channels, dtype })}, the stack ${text(first)}`);
  }

  #zeros(): Plane['samples'] {
    const first = this.#first;
    return viewSamples(first.dtype, new Uint8Array(samplesPerPlane(first) * sampleBytes(first.dtype)));
  }

  #total(): number {
    return this.#parts.chosen.single ? this.#names.length : this.#counts.reduce((sum, count) => sum + count, 0);
  }

  #factsNow(): PlaneFacts {
    const { chosen, options } = this.#parts;
    const first = this.#first;
    const total = this.#total();
    const known = this.#looked === this.#names.length;
    const frames: Quantity = known ? exact(total) : provisional(total);
    const { integrity: _integrity, ...rest } = first;
    const facts: PlaneFacts = {
      ...rest,
      format: `folder of ${chosen.format}`,
      frames,
      axes: folderAxes(first.axes, this.#names.length, frames),
      notices: this.#noticesNow(),
    };
    return applyPlaneOptions(facts, options);
  }

  #noticesNow(): readonly Notice[] {
    const { chosen, broken } = this.#parts;
    const notices = [...this.#first.notices.filter(({ code }) => code !== 'damaged' && code !== 'truncated'), ...chosen.notices];
    if (broken.size === 0) return notices;
    const shown = [...broken].slice(0, namesListed).map(([name, { message }]) => `${name}: ${message}`);
    const more = broken.size > namesListed ? `; and ${broken.size - namesListed} more` : '';
    return [
      ...notices,
      { code: 'broken-files', message: `Files that are not whole or not like the first are shown empty: ${shown.join('; ')}${more}` },
    ];
  }
}

/** Files are times; where each holds the same planes on other axes, those stay. */
function folderAxes(axes: readonly PlaneAxis[], files: number, frames: Quantity): readonly PlaneAxis[] {
  const within = planeAxes(axes);
  const image = axes.filter((axis) => !within.includes(axis));
  const product = within.reduce((planes, { size }) => planes * size.value, files);
  const kept = within.some(({ name }) => name === 'T') || product !== frames.value ? [] : within;
  const times = kept.length === 0 ? frames : { ...frames, value: files };
  return [{ name: 'T', size: times }, ...kept, ...image];
}
