/** An open file of this process that workers read by themselves. */
export interface TaskFile {
  readonly descriptor: number;
  /** For errors. */
  readonly path: string;
}

/** Reads `target` full of bytes of a task's file, at once. Errors: `truncated`, those of the system. */
export type ReadTaskFile = (file: TaskFile, offset: number, target: Uint8Array) => void;
