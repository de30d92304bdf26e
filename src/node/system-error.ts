import { FirstlightError } from '../base/errors.js';

/** What Node's `code` of a failed file call means to a person. Unlisted codes are `internal`. */
const meanings: Readonly<Record<string, readonly ['not-found' | 'denied' | 'unsupported' | 'too-large', string]>> = {
  ENOENT: ['not-found', 'There is no such file or folder'],
  ENOTDIR: ['not-found', 'A part of this path is a file, not a folder'],
  ELOOP: ['not-found', 'The symbolic links of this path lead in a circle'],
  ENXIO: ['not-found', 'The device or pipe behind this path is not there'],
  ENAMETOOLONG: ['not-found', 'This path is longer than the system allows'],
  EACCES: ['denied', 'No permission to open this'],
  EPERM: ['denied', 'The system does not permit this'],
  EROFS: ['denied', 'This file system is read-only'],
  EISDIR: ['unsupported', 'This is a folder, not a file'],
  ENOTSUP: ['unsupported', 'The file system does not support this'],
  ENOSPC: ['too-large', 'The disk is full'],
  EDQUOT: ['too-large', 'The disk quota is used up'],
  EFBIG: ['too-large', 'The file system allows no file of this size'],
  EMFILE: ['too-large', 'Too many files are open'],
  ENFILE: ['too-large', 'Too many files are open'],
};

/** An error thrown by `node:fs` (or any with its `code`) as a {@link FirstlightError} about `path`; ours pass unchanged. */
export function systemError(thrown: unknown, path: string): FirstlightError {
  if (thrown instanceof FirstlightError) return thrown.at(path);
  if (!(thrown instanceof Error)) return new FirstlightError('internal', String(thrown), { path });
  if (thrown.name === 'AbortError') return new FirstlightError('aborted', 'The work was cancelled', { path, cause: thrown });
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (code === 'ERR_INVALID_ARG_VALUE') return new FirstlightError('not-found', 'This is no valid path', { path, cause: thrown });
  const meaning = meanings[code];
  if (meaning === undefined) return new FirstlightError('internal', thrown.message, { path, cause: thrown });
  return new FirstlightError(meaning[0], meaning[1], { path, cause: thrown });
}

/** Whether a thrown value says that nothing is at a path. */
export function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR');
}
