import { FirstlightError } from '../base/errors.js';

/** What a response says about the bytes it carries. */
export interface ContentRange {
  readonly offset: number;
  readonly length: number;
  /** Bytes of the whole resource, where the server says. */
  readonly total: number | undefined;
}

/** Reads `Content-Range: bytes 0-99/1234`. Source: RFC 9110, 14.4. */
export function parseContentRange(text: string | null): ContentRange | undefined {
  const match = /^bytes\s+(\d+)-(\d+)\/(\d+|\*)$/i.exec(text?.trim() ?? '');
  if (match === null) return undefined;
  const offset = Number(match[1]);
  return { offset, length: Number(match[2]) - offset + 1, total: match[3] === '*' ? undefined : Number(match[3]) };
}

/** What names one content of a resource: a strong ETag, else when it was changed; absent where the server says neither. */
export function validatorOf(headers: Headers): string | undefined {
  const etag = headers.get('etag');
  if (etag !== null && !etag.startsWith('W/')) return `etag ${etag}`;
  const modified = headers.get('last-modified');
  return modified === null ? undefined : `modified ${modified}`;
}

/** The error that a status other than 200 and 206 stands for. */
export function statusError(status: number, url: string): FirstlightError {
  if (status === 404 || status === 410)
    return new FirstlightError('not-found', `The server has no such file (HTTP ${status})`, { path: url });
  if (status === 401 || status === 403) return new FirstlightError('denied', `The server refuses access (HTTP ${status})`, { path: url });
  return new FirstlightError('network', `The server answered with HTTP ${status}`, { path: url });
}

/** `unsupported`, unless the body is the file's own bytes: a range of compressed bytes is of no use. */
export function checkEncoding(headers: Headers, url: string): void {
  const encoding = headers.get('content-encoding');
  if (encoding === null || encoding === '' || encoding.toLowerCase() === 'identity') return;
  throw new FirstlightError(
    'unsupported',
    `The server compresses the file on its way (Content-Encoding: ${encoding}), so parts of it cannot be read`,
    {
      path: url,
      advice: 'Switch compression off for this kind of file on the server.',
    },
  );
}

/** `unsupported`: a server without ranges would have to send the whole file for every read. */
export function noRangesError(url: string): FirstlightError {
  return new FirstlightError('unsupported', 'The server does not answer range requests (HTTP 200 where 206 was asked for)', {
    path: url,
    advice: 'Serve the file with a server that supports Range, or download it and open it from disk.',
  });
}

export function changedError(url: string): FirstlightError {
  return new FirstlightError('corrupt', 'The file was changed on the server while it was being read', {
    path: url,
    advice: 'Open it again.',
  });
}
