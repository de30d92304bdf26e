/** The closed list of error codes. `internal` means a bug of ours; every other code is an answer to the user. */
export const errorCodes = [
  'not-found',
  'unsupported',
  'corrupt',
  'truncated',
  'out-of-range',
  'too-large',
  'aborted',
  'network',
  'denied',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** The plain form of a {@link FirstlightError}: what crosses workers, HTTP and standard output. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  /** One sentence, the offending value next; without the path. */
  readonly message: string;
  /** The file, URL or name inside a file that the error is about. */
  readonly path?: string;
  /** What can be done about it, one sentence. */
  readonly advice?: string;
}

export interface ErrorDetails {
  readonly path?: string | undefined;
  readonly advice?: string | undefined;
  readonly cause?: unknown;
}

/** The one error class of the project. Thrown or reported, never both. */
export class FirstlightError extends Error {
  override readonly name = 'FirstlightError';
  readonly code: ErrorCode;
  readonly path: string | undefined;
  readonly advice: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.path = details.path;
    this.advice = details.advice;
  }

  /** The same error, about `path` if it did not name one yet. */
  at(path: string): FirstlightError {
    if (this.path !== undefined) return this;
    return new FirstlightError(this.code, this.message, { path, advice: this.advice, cause: this.cause });
  }
}

/** Any thrown value as a {@link FirstlightError}: ours as it is, an abort as `aborted`, all else as `internal`. */
export function toFirstlightError(thrown: unknown): FirstlightError {
  if (thrown instanceof FirstlightError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new FirstlightError('aborted', 'The work was cancelled', { cause: thrown });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new FirstlightError('internal', message, { cause: thrown });
}

/** Plain form for a wire. Never holds a stack trace. */
export function errorToRecord(thrown: unknown): ErrorRecord {
  const error = toFirstlightError(thrown);
  return {
    code: error.code,
    message: error.message,
    ...(error.path === undefined ? {} : { path: error.path }),
    ...(error.advice === undefined ? {} : { advice: error.advice }),
  };
}

/** The inverse of {@link errorToRecord}. */
export function errorFromRecord(record: ErrorRecord): FirstlightError {
  return new FirstlightError(record.code, record.message, { path: record.path, advice: record.advice });
}
