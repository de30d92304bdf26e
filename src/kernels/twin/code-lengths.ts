/**
 * The lengths of a complete prefix code of at most `most` bits for symbols that occur `counts` times, as short as Huffman's where
 * that is short enough. At least two symbols get a code. The same as the kernel's, also among symbols of the same count.
 */
export function findCodeLengths(counts: Uint32Array, most: number): Uint8Array {
  const keys = sortedKeys(counts);
  const perDepth = countDepths(innerDepths(keys));
  limitDepth(perDepth, most);
  const codeLengths = new Uint8Array(counts.length);
  let at = 0;
  for (let length = most; length > 0; length -= 1) {
    for (let left = perDepth[length] ?? 0; left > 0; left -= 1) codeLengths[keys[at++]! & 511] = length;
  }
  return codeLengths;
}

/** Count and symbol of those that occur, the rarest first. */
function sortedKeys(counts: Uint32Array): Uint32Array {
  const keys: number[] = [];
  for (const [symbol, count] of counts.entries()) if (count > 0) keys.push(count * 512 + symbol);
  for (let symbol = 0; keys.length < 2; symbol += 1) if (counts[symbol] === 0) keys.push(512 + symbol);
  return Uint32Array.from(keys).sort();
}

/** Depths of the inner nodes of Huffman's tree, the root last. A leaf goes before an inner node of the same weight. */
function innerDepths(keys: Uint32Array): Uint32Array {
  const innerCount = keys.length - 1;
  const weights = new Float64Array(innerCount);
  const parents = new Uint32Array(innerCount);
  let inner = 0;
  let leaf = 0;
  for (let next = 0; next < innerCount; next += 1) {
    for (let child = 0; child < 2; child += 1) {
      const leafWeight = leaf < keys.length ? keys[leaf]! >>> 9 : Number.POSITIVE_INFINITY;
      if (inner < next && weights[inner]! < leafWeight) {
        weights[next]! += weights[inner]!;
        parents[inner++] = next;
      } else {
        weights[next]! += leafWeight;
        leaf += 1;
      }
    }
  }
  const depths = new Uint32Array(innerCount);
  for (let i = innerCount - 2; i >= 0; i -= 1) depths[i] = depths[parents[i]!]! + 1;
  return depths;
}

/** How many leaves lie at each depth. */
function countDepths(innerDepthsOf: Uint32Array): number[] {
  const perDepth: number[] = [];
  let at = innerDepthsOf.length - 1;
  for (let places = 1; places > 0; ) {
    let inner = 0;
    for (; at >= 0 && innerDepthsOf[at] === perDepth.length; at -= 1) inner += 1;
    perDepth.push(places - inner);
    places = 2 * inner;
  }
  return perDepth;
}

/** Two leaves too deep make one a level up, and the other joins one that is less deep (ITU-T T.81, figure K.3). */
function limitDepth(perDepth: number[], most: number): void {
  for (let depth = perDepth.length - 1; depth > most; depth -= 1) {
    while (perDepth[depth]! > 0) {
      let above = depth - 2;
      while (perDepth[above] === 0) above -= 1;
      perDepth[depth]! -= 2;
      perDepth[depth - 1]! += 1;
      perDepth[above + 1]! += 2;
      perDepth[above]! -= 1;
    }
  }
}

/** The canonical codes of code lengths (RFC 1951, 3.2.2), their bits reversed: they are written from the lowest up. */
export function findCodes(codeLengths: Uint8Array): Uint16Array {
  const codes = new Uint16Array(codeLengths.length);
  let code = 0;
  for (let length = 1; length <= 15; length += 1, code *= 2) {
    for (const [symbol, itsLength] of codeLengths.entries()) if (itsLength === length) codes[symbol] = reversed(code++, length);
  }
  return codes;
}

function reversed(code: number, length: number): number {
  let turned = 0;
  for (let i = 0; i < length; i += 1) turned = (turned << 1) | ((code >> i) & 1);
  return turned;
}
