/** What an action is given. */
export interface Session {
  /** Fires on the first Ctrl-C or SIGTERM; the second ends the process at once. */
  readonly signal: AbortSignal;
  /** Sets the exit status, 0 unless set. */
  setStatus(status: number): void;
}
