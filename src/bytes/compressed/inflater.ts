/**
 * Inflates a stream pushed piece by piece. What is good before damage reaches the sink before the error is thrown:
 * `corrupt` for damage (checksums included), `truncated` where the stream ends early, `too-large` where it demands more
 * memory than it may.
 */
export interface Inflater {
  /** `bytes` are lent. A piece of 32 KiB inflates to at most 33 MiB. */
  push(bytes: Uint8Array): void;
  /** No more follows. */
  finish(): void;
}

/** Takes inflated bytes, *given*. */
export type InflatedSink = (bytes: Uint8Array) => void;
