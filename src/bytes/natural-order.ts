const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' });
const alike = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const zero = 0x30;
const nine = 0x39;
const firstPrintable = 0x20;
const lastPrintable = 0x7e;

/** Orders names as people do: `take2` before `take10`. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}

/** Names in the order of {@link compareNames}, a new array. Several times as fast as comparing them two by two. */
export function sortNames(names: Iterable<string>): string[] {
  const keyed = Array.from(names, (name) => ({ name, key: keyOf(name) }));
  const compare = (a: (typeof keyed)[number], b: (typeof keyed)[number]): number => {
    if (a.key === undefined || b.key === undefined || a.key === b.key) return compareNames(a.name, b.name);
    return a.key < b.key ? -1 : 1;
  };
  return keyed.sort(compare).map(({ name }) => name);
}

/** What decides between two names before case and leading zeros do, compared by code units; undefined of names that are not plain ASCII. */
function keyOf(name: string): string | undefined {
  let key = '';
  for (let at = 0; at < name.length; ) {
    const code = name.charCodeAt(at);
    if (code < firstPrintable || code > lastPrintable) return undefined;
    if (!isDigit(code)) {
      key += ranks[code - firstPrintable]!;
      at += 1;
      continue;
    }
    let end = at + 1;
    while (end < name.length && isDigit(name.charCodeAt(end))) end += 1;
    while (at < end - 1 && name.charCodeAt(at) === zero) at += 1;
    // More digits make a greater number.
    key += ranks[zero - firstPrintable]! + String.fromCharCode(end - at) + name.slice(at, end);
    at = end;
  }
  return key;
}

function isDigit(code: number): boolean {
  return code >= zero && code <= nine;
}

/** For each printable ASCII character one whose code says its place; letters of both cases share one. */
const ranks: readonly string[] = rankCharacters();

function rankCharacters(): string[] {
  const characters = Array.from({ length: lastPrintable - firstPrintable + 1 }, (_, at) => String.fromCharCode(firstPrintable + at));
  const sorted = characters.toSorted(alike.compare);
  const places = new Map<string, string>();
  let rank = 0;
  for (const [at, character] of sorted.entries()) {
    if (at === 0 || alike.compare(sorted[at - 1]!, character) !== 0) rank += 1;
    places.set(character, String.fromCharCode(rank));
  }
  return characters.map((character) => places.get(character)!);
}
