/** One opening or closing tag. */
export interface XmlTag {
  /** Without its namespace. */
  readonly name: string;
  readonly closes: boolean;
  readonly attributes: ReadonlyMap<string, string>;
}

/** Longer attributes than OME has are no reason to search for long. */
const mostAttributeCharacters = 2048;

/** The tags of an XML text that may be cut or damaged, in order, in time that grows with its length. */
export function* xmlTags(text: string): Generator<XmlTag, void, undefined> {
  for (const [, slash, name, rest] of text.matchAll(/<(\/?)(?:\w{1,64}:)?(\w{1,64})\b([^<>]*)>/g)) {
    yield { name: name!, closes: slash === '/', attributes: attributesOf(rest!.slice(0, mostAttributeCharacters)) };
  }
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.matchAll(/([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return new Map([...pairs].map(([, name, double, single]) => [name!, unescapeXml(double ?? single ?? '')]));
}

function unescapeXml(text: string): string {
  return text
    .replace(/&#(\d{1,7});/g, (_, digits: string) => characterOf(Number(digits)))
    .replace(/&#x([0-9a-f]{1,6});/gi, (_, digits: string) => characterOf(Number.parseInt(digits, 16)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');
}

function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
