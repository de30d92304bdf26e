import { FirstlightError } from '../../base/errors.js';

/** A Python literal as plain data: dicts as maps, tuples and lists as arrays. */
export type PythonLiteral = string | number | boolean | null | readonly PythonLiteral[] | ReadonlyMap<string, PythonLiteral>;

const depthLimit = 32;

/** Parses the literals that NumPy writes into array headers. Throws `corrupt` for anything else. */
export function parsePythonLiteral(text: string): PythonLiteral {
  const parser = new LiteralParser(text);
  const value = parser.value(0);
  parser.end();
  return value;
}

class LiteralParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#error();
  }

  value(depth: number): PythonLiteral {
    if (depth > depthLimit) throw this.#error();
    this.#skipSpace();
    const character = this.#text[this.#at];
    if (character === '{') return this.#dict(depth);
    if (character === '(') return this.#sequence(')', depth);
    if (character === '[') return this.#sequence(']', depth);
    if (character === "'" || character === '"') return this.#string(character);
    const word = /^(True|False|None|-?\d+L?)/.exec(this.#text.slice(this.#at, this.#at + 24))?.[0];
    if (word === undefined) throw this.#error();
    this.#at += word.length;
    if (word === 'True') return true;
    if (word === 'False') return false;
    return word === 'None' ? null : Number.parseInt(word, 10);
  }

  #dict(depth: number): ReadonlyMap<string, PythonLiteral> {
    const map = new Map<string, PythonLiteral>();
    this.#at += 1;
    while (!this.#closes('}')) {
      const key = this.value(depth + 1);
      this.#skipSpace();
      if (typeof key !== 'string' || this.#text[this.#at] !== ':') throw this.#error();
      this.#at += 1;
      map.set(key, this.value(depth + 1));
      this.#comma('}');
    }
    return map;
  }

  #sequence(close: ')' | ']', depth: number): readonly PythonLiteral[] {
    const items: PythonLiteral[] = [];
    this.#at += 1;
    while (!this.#closes(close)) {
      items.push(this.value(depth + 1));
      this.#comma(close);
    }
    return items;
  }

  #string(quote: string): string {
    let text = '';
    for (this.#at += 1; this.#text[this.#at] !== quote; this.#at += 1) {
      if (this.#at >= this.#text.length) throw this.#error();
      if (this.#text[this.#at] === '\\') this.#at += 1;
      text += this.#text[this.#at] ?? '';
    }
    this.#at += 1;
    return text;
  }

  #closes(close: string): boolean {
    this.#skipSpace();
    if (this.#at >= this.#text.length) throw this.#error();
    if (this.#text[this.#at] !== close) return false;
    this.#at += 1;
    return true;
  }

  #comma(close: string): void {
    this.#skipSpace();
    if (this.#text[this.#at] === ',') this.#at += 1;
    else if (this.#text[this.#at] !== close) throw this.#error();
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #error(): FirstlightError {
    return new FirstlightError(
      'corrupt',
      `A NumPy header cannot be read at character ${this.#at}: ${this.#text.slice(this.#at, this.#at + 20)}`,
    );
  }
}
