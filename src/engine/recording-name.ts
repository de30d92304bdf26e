import { FirstlightError } from '../base/errors.js';

/**
 * A recording as messages name it: the number of its store and its name in there, opaque to viewers. The name of a folder that
 * is one recording ends in a slash; that of the store's root is a slash alone.
 */
export interface RecordingName {
  readonly store: number;
  readonly name: string;
}

export function formatRecording({ store, name }: RecordingName): string {
  return `${store}:${name}`;
}

/** The inverse of {@link formatRecording}; `not-found` for what never was one. */
export function parseRecording(recording: string): RecordingName {
  const match = /^(\d{1,6}):(.+)$/s.exec(recording);
  if (match === null) throw new FirstlightError('not-found', 'There is no such recording', { path: recording });
  return { store: Number(match[1]), name: match[2]! };
}

/** The last part of a name, of a folder's without the slash at its end. */
export function baseName(name: string): string {
  const whole = folderOf(name) ?? name;
  return whole.slice(whole.lastIndexOf('/') + 1);
}

/** The folder that a name stands for, as stores name it (`''`: the root); undefined where it stands for a file. */
export function folderOf(name: string): string | undefined {
  return name.endsWith('/') ? name.slice(0, -1) : undefined;
}

/** Whether a name says that the file is compressed as a whole. */
export function isCompressedName(name: string): boolean {
  return /\.(gz|zst)$/i.test(name);
}
