import { FirstlightError } from '../base/errors.js';
import {
  type ChainReference,
  type ChainStep,
  type PlaneRectangle,
  type Reduction,
  reductions,
  type SlidingPlacement,
} from './plane-want.js';

/*
 * A chain as people type it: steps joined by commas.
 *
 *   subtract:REFERENCE[*AMOUNT]   divide:REFERENCE[*AMOUNT]     amount 0 to 1, default 1
 *   crop(x0,y0,x1,y1)             ends exclusive, pixels of the file
 *   mask(rectangle,x0,y0,x1,y1)   mask(ellipse,…)   mask(…,inverted)   mask("FILE")
 *   flipX   flipY   rotate
 *
 * and references
 *
 *   mean(0..99)   max(…)   min(…)   std(…)   median(…)           both ends included
 *   file("dark.npy")
 *   sliding(10)   sliding(10,trailing|centred|leading,gap=2)     default trailing without a gap
 */

const grammarAdvice = 'Steps are like subtract:mean(0..99), divide:sliding(10,trailing,gap=2)*0.8, crop(10,10,200,200), flipX.';
const placements: readonly SlidingPlacement[] = ['trailing', 'centred', 'leading'];

/** Reads a chain as {@link printChain} writes it, spaces anywhere between words. Errors: `out-of-range`, with the place. */
export function parseChain(text: string): readonly ChainStep[] {
  const reader = new TextReader(text);
  const steps: ChainStep[] = [];
  if (reader.ended) return steps;
  do steps.push(parseStep(reader));
  while (reader.takes(','));
  if (!reader.ended) throw reader.unexpected('a comma or the end');
  return steps;
}

/** A chain as people type it; {@link parseChain} reads it back. */
export function printChain(chain: readonly ChainStep[]): string {
  return chain.map(printStep).join(',');
}

function printStep(step: ChainStep): string {
  switch (step.kind) {
    case 'subtract':
    case 'divide':
      return `${step.kind}:${printReference(step.by)}${step.amount === 1 ? '' : `*${step.amount}`}`;
    case 'crop':
      return `crop(${corners(step.rectangle)})`;
    case 'mask':
      return `mask(${step.shape.kind},${corners(step.shape)}${step.inverted ? ',inverted' : ''})`;
    case 'maskFile':
      return `mask(${JSON.stringify(step.recording)})`;
    default:
      return step.kind;
  }
}

function printReference(by: ChainReference): string {
  switch (by.kind) {
    case 'range':
      return `${by.of}(${by.first}..${by.last})`;
    case 'file':
      return `file(${JSON.stringify(by.recording)})`;
    case 'sliding':
      return `sliding(${by.planes},${by.placement}${by.gap === 0 ? '' : `,gap=${by.gap}`})`;
  }
}

function corners({ x0, y0, x1, y1 }: PlaneRectangle): string {
  return `${x0},${y0},${x1},${y1}`;
}

function parseStep(reader: TextReader): ChainStep {
  const word = reader.word('a step');
  switch (word) {
    case 'subtract':
    case 'divide': {
      reader.expects(':');
      const by = parseReference(reader);
      const amount = reader.takes('*') ? reader.number() : 1;
      if (!(amount >= 0 && amount <= 1)) throw reader.wrong(`An amount is 0 to 1, not ${amount}`);
      return { kind: word, by, amount };
    }
    case 'crop': {
      reader.expects('(');
      const rectangle = parseCorners(reader);
      reader.expects(')');
      return { kind: 'crop', rectangle };
    }
    case 'mask':
      return parseMask(reader);
    case 'flipX':
    case 'flipY':
    case 'rotate':
      return { kind: word };
    default:
      throw reader.wrong(`There is no step ${word}`);
  }
}

function parseMask(reader: TextReader): ChainStep {
  reader.expects('(');
  const recording = reader.takesText();
  if (recording !== undefined) {
    reader.expects(')');
    return { kind: 'maskFile', recording };
  }
  const kind = reader.word('rectangle, ellipse or a file in quotation marks');
  if (kind !== 'rectangle' && kind !== 'ellipse') throw reader.wrong(`A mask is a rectangle or an ellipse, not ${kind}`);
  reader.expects(',');
  const rectangle = parseCorners(reader);
  let inverted = false;
  if (reader.takes(',')) {
    if (reader.word('inverted') !== 'inverted') throw reader.wrong('Only inverted may follow the corners of a mask');
    inverted = true;
  }
  reader.expects(')');
  return { kind: 'mask', shape: { kind, ...rectangle }, inverted };
}

function parseReference(reader: TextReader): ChainReference {
  const word = reader.word('mean, max, min, std, median, file or sliding');
  reader.expects('(');
  const by = word === 'file' ? parseFile(reader) : word === 'sliding' ? parseSliding(reader) : parseRange(reader, word);
  reader.expects(')');
  return by;
}

function parseFile(reader: TextReader): ChainReference {
  const recording = reader.takesText();
  if (recording === undefined) throw reader.unexpected('the name of a file in quotation marks');
  return { kind: 'file', recording };
}

function parseRange(reader: TextReader, word: string): ChainReference {
  const of = reductions.find((name): name is Reduction => name === word);
  if (of === undefined) throw reader.wrong(`There is no reference ${word}`);
  const first = reader.count();
  reader.expects('..');
  const last = reader.count();
  return { kind: 'range', of, first, last };
}

function parseSliding(reader: TextReader): ChainReference {
  const planes = reader.count();
  if (planes < 1) throw reader.wrong('A window holds one plane at least');
  let placement: SlidingPlacement = 'trailing';
  let gap = 0;
  while (reader.takes(',')) {
    const word = reader.word('trailing, centred, leading or gap');
    const named = placements.find((name) => name === word);
    if (named !== undefined) placement = named;
    else if (word === 'gap') {
      reader.expects('=');
      gap = reader.count();
    } else throw reader.wrong(`A window is not ${word}`);
  }
  return { kind: 'sliding', planes, placement, gap };
}

function parseCorners(reader: TextReader): PlaneRectangle {
  const numbers: number[] = [];
  for (let at = 0; at < 4; at += 1) {
    if (at > 0) reader.expects(',');
    numbers.push(reader.count());
  }
  return { x0: numbers[0]!, y0: numbers[1]!, x1: numbers[2]!, y1: numbers[3]! };
}

/** Words, numbers and signs of a text, one after the other. */
class TextReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get ended(): boolean {
    this.#match(/\s*/y);
    return this.#at === this.#text.length;
  }

  takes(sign: string): boolean {
    this.#match(/\s*/y);
    if (!this.#text.startsWith(sign, this.#at)) return false;
    this.#at += sign.length;
    return true;
  }

  expects(sign: string): void {
    if (!this.takes(sign)) throw this.unexpected(sign);
  }

  word(what: string): string {
    const word = this.#match(/\s*([a-z]+)/iy);
    if (word === undefined) throw this.unexpected(what);
    return word;
  }

  count(): number {
    const digits = this.#match(/\s*(\d+)/y);
    const count = Number(digits);
    if (digits === undefined || !Number.isSafeInteger(count)) throw this.unexpected('a whole number');
    return count;
  }

  number(): number {
    const digits = this.#match(/\s*(\d*\.?\d+(?:e[+-]?\d+)?)/iy);
    if (digits === undefined) throw this.unexpected('a number');
    return Number(digits);
  }

  /** A text in quotation marks, written as in JSON; nothing where there is none. */
  takesText(): string | undefined {
    const quoted = this.#match(/\s*("(?:[^"\\]|\\.)*")/y);
    if (quoted === undefined) return undefined;
    try {
      return String(JSON.parse(quoted));
    } catch {
      throw this.wrong(`This is no name of a file: ${quoted}`);
    }
  }

  unexpected(wanted: string): FirstlightError {
    const rest = this.#text.slice(this.#at).trim();
    return this.wrong(`Expected ${wanted}, found ${rest === '' ? 'the end' : rest.slice(0, 20)}`);
  }

  wrong(message: string): FirstlightError {
    return new FirstlightError('out-of-range', `${message} (character ${this.#at + 1} of the chain)`, { advice: grammarAdvice });
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#at = pattern.lastIndex;
    return found[1] ?? found[0];
  }
}
