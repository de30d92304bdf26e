const keys: usize = memory.data(288 * 4, 16);
const nodes: usize = memory.data(288 * 4, 16);
/** How many leaves lie at each depth of the tree; of 2²³ in all none lies below 36. */
const perDepth: usize = memory.data(40 * 4, 16);

// @ts-ignore: decorator
@inline
function nodeAt(index: i32): u32 {
  return load<u32>(nodes + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function setNode(index: i32, value: u32): void {
  store<u32>(nodes + (<usize>index << 2), value);
}

// @ts-ignore: decorator
@inline
function atDepth(depth: i32): u32 {
  return load<u32>(perDepth + (<usize>depth << 2));
}

// @ts-ignore: decorator
@inline
function addAtDepth(depth: i32, more: i32): void {
  const at = perDepth + (<usize>depth << 2);
  store<u32>(at, load<u32>(at) + more);
}

/**
 * The lengths (bytes) of a complete prefix code of at most `most` bits for symbols that occur `counts` times (32-bit, below
 * 2²³), as short as Huffman's where that is short enough. At least two symbols get a code, so that every decoder takes it.
 */
export function findCodeLengths(counts: usize, symbols: u32, most: i32, codeLengths: usize): void {
  const leaves = sortSymbols(counts, symbols);
  buildTree(leaves);
  limitDepth(most, countDepths(leaves));
  memory.fill(codeLengths, 0, symbols);
  // The rarest symbols lie deepest.
  let at: usize = keys;
  for (let length = most; length > 0; length--) {
    for (let left = atDepth(length); left > 0; left--, at += 4) store<u8>(codeLengths + <usize>(load<u32>(at) & 511), <u8>length);
  }
}

/** Keys of count and symbol, the least first. Returns how many. */
function sortSymbols(counts: usize, symbols: u32): i32 {
  let used: usize = 0;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const count = load<u32>(counts + (<usize>symbol << 2));
    if (count == 0) continue;
    store<u32>(keys + (used << 2), (count << 9) | symbol);
    used++;
  }
  for (let symbol: u32 = 0; used < 2; symbol++) {
    if (load<u32>(counts + (<usize>symbol << 2)) != 0) continue;
    store<u32>(keys + (used << 2), (1 << 9) | symbol);
    used++;
  }
  for (let gap = firstGap; gap > 0; gap = gap / 3) {
    for (let i = gap; i < used; i++) {
      const key = load<u32>(keys + (i << 2));
      let j = i;
      for (; j >= gap && load<u32>(keys + ((j - gap) << 2)) > key; j -= gap) store<u32>(keys + (j << 2), load<u32>(keys + ((j - gap) << 2)));
      store<u32>(keys + (j << 2), key);
    }
  }
  return <i32>used;
}

/** Of 1, 4, 13, 40, 121: each is a third of the next, rounded down. */
const firstGap: usize = 121;

/**
 * Huffman's tree in the room of its leaves: each inner node takes the place of a leaf that is used up, first with its weight, then
 * with its parent, last with its depth (A. Moffat, J. Katajainen: In-place calculation of minimum-redundancy codes, 1995).
 */
function buildTree(leaves: i32): void {
  for (let i = 0; i < leaves; i++) setNode(i, load<u32>(keys + (<usize>i << 2)) >> 9);
  let inner = 0;
  let leaf = 0;
  for (let next = 0; next < leaves - 1; next++) {
    let weight: u32 = 0;
    for (let child = 0; child < 2; child++) {
      if (leaf >= leaves || (inner < next && nodeAt(inner) < nodeAt(leaf))) {
        weight += nodeAt(inner);
        setNode(inner++, next);
      } else weight += nodeAt(leaf++);
    }
    setNode(next, weight);
  }
  setNode(leaves - 2, 0);
  for (let i = leaves - 3; i >= 0; i--) setNode(i, nodeAt(<i32>nodeAt(i)) + 1);
}

/** Fills `perDepth` from the depths of the inner nodes; returns the greatest depth of a leaf. */
function countDepths(leaves: i32): i32 {
  memory.fill(perDepth, 0, 40 * 4);
  let at = leaves - 2;
  let places: u32 = 1;
  let depth: i32 = 0;
  for (; places > 0; depth++) {
    let inner: u32 = 0;
    for (; at >= 0 && nodeAt(at) == depth; at--) inner++;
    addAtDepth(depth, places - inner);
    places = inner << 1;
  }
  return depth - 1;
}

/** Two leaves too deep make one a level up, and the other joins one that is less deep (ITU-T T.81, figure K.3). */
function limitDepth(most: i32, deepest: i32): void {
  for (let depth = deepest; depth > most; depth--) {
    while (atDepth(depth) > 0) {
      let above = depth - 2;
      while (atDepth(above) == 0) above--;
      addAtDepth(depth, -2);
      addAtDepth(depth - 1, 1);
      addAtDepth(above + 1, 2);
      addAtDepth(above, -1);
    }
  }
}

/** The canonical codes (32-bit) of code lengths (RFC 1951, 3.2.2), their bits reversed: they are written from the lowest up. */
export function findCodes(codeLengths: usize, symbols: u32, codes: usize): void {
  let code: u32 = 0;
  for (let length: u32 = 1; length <= 15; length++, code <<= 1) {
    for (let symbol: u32 = 0; symbol < symbols; symbol++) {
      if (<u32>load<u8>(codeLengths + symbol) == length) store<u32>(codes + (<usize>symbol << 2), reversed(code++, length));
    }
  }
}

function reversed(code: u32, length: u32): u32 {
  let turned: u32 = 0;
  for (let i: u32 = 0; i < length; i++) turned = (turned << 1) | ((code >> i) & 1);
  return turned;
}
