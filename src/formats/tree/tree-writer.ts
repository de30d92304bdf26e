/** Element types that are written, named as NumPy does. */
export type WrittenDtype = 'bool' | 'int8' | 'uint8' | 'int32' | 'uint16' | 'int64' | 'float32' | 'float64';

/** Numbers in memory, of the array's own type; `bool` as bytes of 0 and 1. */
export type WrittenNumbers = Int8Array | Uint8Array | Int32Array | Uint16Array | BigInt64Array | Float32Array | Float64Array;

/** What a group or array says of itself. Numbers are written as 64-bit integers. */
export type WrittenAttributes = Readonly<Record<string, string | boolean | readonly string[] | readonly number[]>>;

/** An array of one dimension, or of two where it has `columns`. How long it is is known when it is finished. */
export interface WrittenArraySpec {
  readonly dtype: WrittenDtype;
  readonly columns?: number | undefined;
  /** Of a chunk; chunks are stored whole also where the array ends before them. */
  readonly chunkRows: number;
  readonly chunkColumns?: number | undefined;
  /** Small whole numbers: their bytes are sorted by place first, where the container has a filter for that. */
  readonly shuffle?: boolean;
  readonly attributes: WrittenAttributes;
}

/** Takes an array from its start to its end. One call at a time. */
export interface ArrayWriter {
  /** Appends elements, of two dimensions whole rows. *Lent* until the promise settles. */
  append(values: WrittenNumbers): Promise<void>;
  /** Nothing more follows. */
  finish(): Promise<void>;
}

/** Texts by their place, made when they are asked for; asked for in order, once or twice. */
export interface WrittenTexts {
  readonly length: number;
  at(index: number): string;
}

/**
 * Writes a tree of groups and arrays, as HDF5 and Zarr both hold it. Paths are like `obs/louvain/codes`, `''` is the root; a
 * group is made before what is in it. Several arrays may be written by turns; memory holds a chunk of each and a few that are
 * being compressed. The same calls in the same order give the same bytes, given the same compressor.
 */
export interface TreeWriter {
  group(path: string, attributes: WrittenAttributes): void;
  array(path: string, spec: WrittenArraySpec): ArrayWriter;
  /** An array of texts of one dimension. */
  texts(path: string, texts: WrittenTexts, attributes: WrittenAttributes): Promise<void>;
  /** A single text. */
  text(path: string, value: string, attributes: WrittenAttributes): Promise<void>;
  /** Everything has been given. The tree is whole afterwards; whatever it is written to is finished by the caller. */
  finish(): Promise<void>;
}

/** Compresses a chunk, *given* to it. */
export type Compress = (bytes: Uint8Array) => Promise<Uint8Array>;

/** Bytes of an element. */
export const writtenBytes: Readonly<Record<WrittenDtype, 1 | 2 | 4 | 8>> = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int32: 4,
  uint16: 2,
  int64: 8,
  float32: 4,
  float64: 8,
};
