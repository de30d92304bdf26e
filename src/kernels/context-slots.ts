/**
 * Slots of the context through which TypeScript and WebAssembly speak: one Float64 each, at the address that the module's
 * `contextAddress` returns. Compiled into both sides, so nothing here but numbers.
 */

/** Raised with every change here or in a kernel's signature: a module of another number is refused. */
export const contextVersion = 7;

/** Next input byte and the end of the input, as addresses. */
export const slotInput = 0;
export const slotInputEnd = 1;

/** Address of the block, and how many events fill it. */
export const slotBlock = 2;
export const slotCapacity = 3;

/** Room for events in each column of a block: its capacity, and what vector stores may touch beyond. */
export const blockRoom = 49_216;

/** Where the columns of a block begin: t at 0, then x, y and p. */
export const blockX = 196_864;
export const blockY = 295_296;
export const blockP = 393_728;

/** Largest coordinates that are in range. */
export const slotMaxX = 7;
export const slotMaxY = 8;

/** Where triggers are written, 16 bytes each: Float64 microseconds, Int32 channel, Int32 edge. */
export const slotTriggers = 9;

/** What a decoder is told about its format; see `format-kernel.ts`. */
export const slotSpec = 10;
/** @public Read in WebAssembly. */
export const slotSpec2 = 11;
/** @public Read in WebAssembly. */
export const slotSpec3 = 12;

/** From here to the end, a decoder's own: carried from call to call. */
export const slotOwn = 13;

/** Events in the block, their base, triggers written since the last return. */
export const slotLength = 13;
export const slotBaseMicros = 14;
export const slotTriggerCount = 15;

/** Totals, as in `DecodeTally`. */
export const slotEvents = 16;
export const slotOn = 17;
export const slotOutOfRange = 18;
export const slotTimeDecreases = 19;
export const slotWraps = 20;
export const slotDroppedWords = 21;
export const slotUnknownWords = 22;
export const slotFirstMicros = 23;
export const slotLastMicros = 24;
export const slotMinMicros = 25;
export const slotMaxMicros = 26;

/** Time of the event before, NaN for none. */
export const slotPreviousMicros = 27;

/** The format's own state. */
export const slotState = 28;

export const slotCount = 48;

/** Triggers that fit between two returns. */
export const triggerCapacity = 1024;

/** What a decoding kernel returns: all whole records are read, or the block must be taken first. */
export const inputDone = 0;
/** @public Returned by WebAssembly. */
export const blockDone = 1;

/** Events that an accumulator prepares at a time. @public Read in WebAssembly. */
export const scratchEvents = 512;

/** Bytes after a frame: a spare pixel, and offsets (4 bytes) and values (2 bytes) of the events prepared. */
export const scratchBytes = 3264;
