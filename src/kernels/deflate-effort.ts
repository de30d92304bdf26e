/**
 * How hard `deflate` tries, and the room it works in. Both builds must agree on every one of these numbers to give the same
 * bytes. Compiled into both sides, so nothing here but numbers.
 */

/** Distances are shorter than this. */
export const windowBytes = 32_768;

/** Entries of the table of places by hash: 2 to this. */
export const hashBits = 15;

/** A hash is multiplied by this: 2³² over the golden ratio, as Knuth has it (The Art of Computer Programming, 6.4). */
export const hashFactor = 0x9e37_79b1;

/** Earlier places with the same hash that are looked at for a match, and for a better one a byte later. */
export const mostPlaces = 8;
export const laterPlaces = 1;

/** A match of this length ends the search at a place. */
export const niceLength = 64;

/** Where a match is shorter than this, one that begins a byte later is looked for too. */
export const lazyLength = 16;

/** After every so many bytes (2 to this) in a row without a match, one more is left out between two searches. */
export const missBits = 5;
export const mostSkipped = 7;

/** A match saves what its first bytes cost as literals, and of the bytes after them a bit each. */
export const pricedBytes = 40;

/** Tokens between two looks at whether what comes has changed, and at most in a block. */
export const pieceTokens = 4096;
export const blockTokens = 32_768;

/** Prices are in 1/256 bit. */
export const priceBits = 8;

/**
 * Least price of a literal. Where two of them make up nearly all there is, codes of whole bits take one and a half for each, whatever
 * their share.
 */
export const leastLiteral = 384;

/** A block ends where two blocks save more than this together: what a header takes, and something for the codes' whole bits. */
export const splitPrice = 153_600;

/** About how many bytes of the input the first prices are taken from: 2 to this. */
export const sampleBits = 12;

/** Where a literal costs less than this on average, only matches of 16 or of 8 bytes are looked for: shorter ones save nothing. */
export const price16 = 320;
export const price8 = 576;

/** Bytes of memory that `deflate` works in: places by hash, places before a place, tokens. */
export const deflateWorkBytes = 393_216;
