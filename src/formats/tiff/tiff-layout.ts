import { FirstlightError, toFirstlightError } from '../../base/errors.js';
import { estimated, exact, provisional, type Quantity } from '../../base/quantity.js';
import { joinPair, joinPlans } from '../../bytes/join-plans.js';
import type { Plan } from '../../bytes/plan.js';
import type { Notice } from '../../shapes/event-facts.js';
import { axesOf } from '../../shapes/plane-axes.js';
import { type PlaneFacts, samplesPerPlane } from '../../shapes/plane-facts.js';
import { sampleBytes } from '../../shapes/plane-samples.js';
import type { PlaneJob, PlaneLayout } from '../plane-format.js';
import { checkPlaneRange } from '../plane-range.js';
import { planPage } from './plan-page.js';
import { describedPlanes, type StackDescription } from './stack-description.js';
import { readDirectory, type TiffDirectory } from './tiff-directory.js';
import type { TiffFile } from './tiff-file.js';
import { isAside, isSamePage, readPage, readSegments, type TiffPage } from './tiff-page.js';

/** Directories read in one step of a walk, each a dependent round or two. */
const walkSteps = 24;
const mostDirectories = 1 << 24;
const runBytes = 1 << 20;
const mostPlanesPerRun = 32;

/** The directories of a file, one after the other, as far as they were walked. Only grows. */
export class DirectoryChain {
  readonly file: TiffFile;
  readonly page: TiffPage;
  readonly description: StackDescription;
  /** Offsets of the directories of the stack's planes. */
  readonly offsets: number[];
  /** Directories in the file's own count that hold planes, where the description orders them by that. */
  readonly #ordered: number[] = [];
  readonly #seen = new Set<number>();
  /** Images of other sizes or types, not counting reduced images and masks. */
  otherImages = 0;
  /** Why the chain ends before its end. */
  damage: Notice | undefined;
  next: number;
  #directories = 1;

  constructor(file: TiffFile, first: TiffDirectory, page: TiffPage, description: StackDescription) {
    this.file = file;
    this.page = page;
    this.description = description;
    this.offsets = [first.offset];
    this.#ordered.push(first.offset);
    this.#seen.add(first.offset);
    this.next = first.next;
    this.#checkNext();
  }

  /** Planes of the stack as it is described, where it is; more are another stack. */
  get wanted(): number | undefined {
    const planes = describedPlanes(this.description.axes);
    return this.description.writer === 'OME' && this.description.otherFiles !== true ? planes : undefined;
  }

  get ended(): boolean {
    return this.next === 0;
  }

  /** Where the directory of a plane is. */
  offsetOf(plane: number): number {
    const { directories } = this.description;
    const ordered = directories === undefined ? undefined : this.#ordered[directories[plane] ?? -1];
    return ordered ?? this.offsets[plane]!;
  }

  *walk(): Plan<void> {
    for (let step = 0; step < walkSteps && !this.ended; step += 1) {
      try {
        const directory = yield* readDirectory(this.file, this.next);
        this.#take(directory);
      } catch (error) {
        this.#breakOff(toFirstlightError(error));
      }
    }
  }

  /**
   * Where all directories are, once they were walked whole and sound: the number of other images, then the offsets in the
   * file's order, of those that hold no plane negative; float64.
   */
  walked(): Uint8Array | undefined {
    if (!this.ended || this.damage !== undefined) return undefined;
    const planes = new Set(this.offsets);
    const numbers = Float64Array.from([this.otherImages, ...this.#ordered.map((offset) => (planes.has(offset) ? offset : -offset))]);
    return new Uint8Array(numbers.buffer);
  }

  /** Takes over what {@link walked} gave, instead of walking; false where it cannot be of this file. */
  resume(walked: Uint8Array): boolean {
    if (walked.length % 8 !== 0 || walked.length < 16) return false;
    const [otherImages = 0, ...signed] = new Float64Array(walked.slice().buffer);
    const inFile = (offset: number): boolean =>
      Number.isInteger(offset) && Math.abs(offset) >= 8 && Math.abs(offset) < this.file.byteLength;
    if (signed[0] !== this.offsets[0] || this.#directories !== 1 || !signed.every(inFile)) return false;
    this.otherImages = otherImages;
    this.#directories = signed.length;
    this.#ordered.length = 0;
    for (const offset of signed) {
      this.#ordered.push(Math.abs(offset));
      if (offset > 0 && this.#ordered.length > 1) this.offsets.push(offset);
    }
    this.next = 0;
    return true;
  }

  #take(directory: TiffDirectory): void {
    const { little } = this.file;
    this.#seen.add(directory.offset);
    this.#directories += 1;
    this.#ordered.push(directory.offset);
    if (isSamePage(this.page, directory, little)) this.offsets.push(directory.offset);
    else if (!isAside(directory, little)) this.otherImages += 1;
    this.next = directory.next;
    const { wanted } = this;
    const all = this.description.directories === undefined ? wanted : Math.max(...this.description.directories.slice(0, 1 << 16)) + 1;
    if (wanted !== undefined && this.offsets.length >= wanted && this.#directories >= (all ?? 0)) {
      this.next = 0;
      return;
    }
    this.#checkNext();
  }

  #checkNext(): void {
    if (this.next === 0) return;
    if (this.#seen.has(this.next)) this.#breakOff(new FirstlightError('corrupt', 'The directories of the TIFF file lead in a circle'));
    else if (this.next >= this.file.byteLength) {
      this.#breakOff(
        new FirstlightError('truncated', `The file ends at byte ${this.file.byteLength}, the next directory is at ${this.next}`),
      );
    } else if (this.#directories >= mostDirectories) {
      this.#breakOff(new FirstlightError('too-large', 'The TIFF file has more directories than can be counted'));
    }
  }

  #breakOff(error: FirstlightError): void {
    if (error.code === 'aborted' || error.code === 'internal') throw error;
    this.next = 0;
    const code = error.code === 'truncated' ? 'truncated' : 'damaged';
    this.damage = { code, message: `${error.message}; the ${this.offsets.length} images before are shown` };
  }
}

/** A stack whose planes have a directory each. */
export class TiffLayout implements PlaneLayout {
  readonly facts: PlaneFacts;
  readonly planesPerRun: number;
  readonly planesKnown: number;
  readonly missingBytes = 0;
  readonly walk?: () => Plan<PlaneLayout>;
  readonly walked?: () => Uint8Array;
  readonly resume?: (walked: Uint8Array) => PlaneLayout | undefined;
  readonly #chain: DirectoryChain;

  constructor(chain: DirectoryChain, described: PlaneFacts) {
    this.#chain = chain;
    this.facts = countedFacts(chain, described);
    this.planesKnown = chain.offsets.length;
    const planeBytes = samplesPerPlane(described) * sampleBytes(described.dtype);
    this.planesPerRun = Math.max(1, Math.min(mostPlanesPerRun, Math.floor(runBytes / planeBytes)));
    if (!chain.ended) {
      this.walk = function* () {
        yield* chain.walk();
        return new TiffLayout(chain, described);
      };
      this.resume = (walked) => (chain.resume(walked) ? new TiffLayout(chain, described) : undefined);
    }
    const walked = chain.walked();
    if (walked !== undefined) this.walked = () => walked;
  }

  *planPlanes(fromPlane: number, toPlane: number): Plan<readonly PlaneJob[]> {
    checkPlaneRange({ frames: exact(Math.min(this.planesKnown, this.facts.frames.value)) }, fromPlane, toPlane);
    const plans = Array.from({ length: toPlane - fromPlane }, (_, at) => this.#planOne(fromPlane + at));
    return (yield* joinPlans(plans)).flat();
  }

  *#planOne(plane: number): Plan<readonly PlaneJob[]> {
    const { file, page: first } = this.#chain;
    const directory = yield* readDirectory(file, this.#chain.offsetOf(plane));
    const [page, segments] = yield* joinPair(readPage(file, directory), readSegments(file, directory));
    const same = page.width === first.width && page.height === first.height && page.coding.type === first.coding.type;
    if (!same || page.coding.channels !== first.coding.channels) {
      throw new FirstlightError('corrupt', `Image ${plane} of the TIFF file is of another size or type than the first`);
    }
    return planPage(page, segments, file.byteLength, plane);
  }
}

/** Facts with the number of planes as far as it is known, and axes that agree with it. */
function countedFacts(chain: DirectoryChain, described: PlaneFacts): PlaneFacts {
  const { description, offsets } = chain;
  const promised = describedPlanes(description.axes);
  const notices: Notice[] = [...described.notices];
  const frames = framesOf(chain, described, promised);
  if (chain.damage !== undefined) notices.push(chain.damage);
  if (chain.ended && chain.otherImages > 0) {
    const many = chain.otherImages === 1 ? '1 image is' : `${chain.otherImages} images are`;
    notices.push({ code: 'mixed-sizes', message: `${many} of another size or type than the first and left out` });
  }
  const agrees = frames.value === promised;
  if (chain.ended && chain.damage === undefined && promised > 1 && !agrees) {
    notices.push({ code: 'axes-differ', message: `The file describes ${promised} images and has ${offsets.length}` });
  }
  const before =
    agrees && promised > 1
      ? axesOf(
          description.axes.map(({ name }) => name),
          description.axes.map(({ size }) => ({ value: size, exactness: frames.exactness })),
        )
      : frames.value > 1 || frames.exactness !== 'exact'
        ? axesOf(['T'], [frames])
        : [];
  return { ...described, frames, axes: [...before, ...described.axes], notices };
}

function framesOf(chain: DirectoryChain, facts: PlaneFacts, promised: number): Quantity {
  const { offsets, ended, wanted, next } = chain;
  if (ended) return exact(wanted === undefined ? offsets.length : Math.min(wanted, offsets.length));
  if (promised > 1) return provisional(promised);
  const planeBytes = (samplesPerPlane(facts) * chain.page.coding.bits) / 8;
  const plain = chain.page.coding.compression === 1;
  const pitch = plain ? planeBytes : Math.max(planeBytes / 64, Math.abs(next - offsets.at(-1)!));
  return estimated(Math.max(offsets.length + 1, Math.round(chain.file.byteLength / Math.max(64, pitch))));
}
