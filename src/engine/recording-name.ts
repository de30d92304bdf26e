import { FirstlightError } from '../base/errors.js';

/** A recording as messages name it: the number of its store and its name in there. Opaque to viewers. */
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

/** The last part of a name. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Whether a name says that the file is compressed as a whole. */
export function isCompressedName(name: string): boolean {
  return /\.(gz|zst)$/i.test(name);
}
