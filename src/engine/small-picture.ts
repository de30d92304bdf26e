/** A picture of an entry for the library. Buffers are *given*. */
export interface SmallPicture {
  readonly width: number;
  readonly height: number;
  /** Row-major from the top left. */
  readonly rgba: Uint8Array;
  /** In equal bins over the recording; empty where there is no such curve. */
  readonly sparkline: Float32Array;
}
