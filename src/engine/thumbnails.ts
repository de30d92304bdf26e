import { type Abortable, throwIfAborted } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { AnswerOf } from '../protocol/answers.js';
import type { RequestOf } from '../protocol/requests.js';
import { decodeAnswer, encodeMessage } from '../protocol/wire.js';
import { describedSource } from './described-source.js';
import { makeEventThumbnail } from './event-thumbnail.js';
import type { HeldSource } from './held-source.js';
import type { HostParts } from './host-parts.js';
import { isCompressedName, parseRecording } from './recording-name.js';
import { type SealKind, sealBytes, sealKey, unsealBytes } from './sealed-bytes.js';
import type { SmallPicture } from './small-picture.js';
import { makeStackThumbnail } from './stack-thumbnail.js';
import { makeTableThumbnail } from './table-thumbnail.js';

const seal: SealKind = { kind: 2, schema: 2 };
/** Compressed files that are larger are not inflated for a picture. */
const largestInflated = 32 << 20;

export interface ThumbnailInput extends Abortable {
  readonly request: RequestOf<'thumbnail'>;
  readonly parts: HostParts;
  readonly hold: () => Promise<HeldSource>;
}

/** The picture and sparkline of a recording, kept ones where they can be believed, else made and kept. */
export async function answerThumbnail(input: ThumbnailInput): Promise<AnswerOf<'thumbnail'>> {
  const { request, signal } = input;
  const { ports } = input.parts.shared;
  const guard = await guardOf(input);
  if (ports.index !== undefined) {
    const kept = await ports.index.get(sealKey('thumbnail', guard));
    const bytes = kept === undefined ? undefined : unsealBytes(seal, guard, kept);
    const answer = bytes === undefined ? undefined : decodeKept(bytes);
    if (answer !== undefined) return { ...answer, request: request.request, recording: request.recording };
  }
  throwIfAborted(signal);
  const held = await input.hold();
  try {
    const answer = await makeThumbnail(held, input);
    await ports.index?.set(sealKey('thumbnail', guard), sealBytes(seal, guard, encodeMessage(answer)));
    return answer;
  } finally {
    held.release();
  }
}

/** Makes the picture, by what the entry is. */
async function makeThumbnail(held: HeldSource, input: ThumbnailInput): Promise<AnswerOf<'thumbnail'>> {
  const { request, signal } = input;
  const picture = await drawSource(held, input);
  throwIfAborted(signal);
  const { width, height, rgba, sparkline } = picture;
  return {
    type: 'thumbnail',
    request: request.request,
    recording: request.recording,
    width,
    height,
    rgba: rgba as AnswerOf<'thumbnail'>['rgba'],
    sparkline: sparkline as AnswerOf<'thumbnail'>['sparkline'],
    facts: describedSource(held, input.parts).facts(),
  };
}

async function drawSource({ opened }: HeldSource, { request, parts, signal }: ThumbnailInput): Promise<SmallPicture> {
  const { width, height } = request;
  const { accumulators, shared } = parts;
  switch (opened.kind) {
    case 'events':
      return makeEventThumbnail(opened.recording, { width, height, accumulators, signal });
    case 'stack':
      return makeStackThumbnail(opened.stack, { width, height, shared, signal });
    case 'cells':
      return makeTableThumbnail(opened.table, { width, height, shared, signal });
  }
}

/** What a kept picture depends on. Errors: `too-large` where the whole of a large file had to be inflated for a picture. */
async function guardOf({ request, parts, hold, signal }: ThumbnailInput): Promise<string> {
  const { stores } = parts.options;
  const { store, name } = parseRecording(request.recording);
  const guard = (fingerprint: string): string => JSON.stringify([fingerprint, parts.formats.version, name, request.width, request.height]);
  if (name.endsWith('/')) {
    const held = await hold();
    try {
      return guard(describedSource(held, parts).fingerprint);
    } finally {
      held.release();
    }
  }
  const source = await stores[store]?.open(name, { signal });
  if (source === undefined) throw new FirstlightError('not-found', 'There is no such recording', { path: request.recording });
  try {
    if (isCompressedName(name) && source.byteLength > largestInflated) {
      throw new FirstlightError('too-large', `No picture: all of ${source.byteLength} compressed bytes had to be inflated`, {
        path: source.path,
      });
    }
    return guard(await source.fingerprint({ signal }));
  } finally {
    await source.close();
  }
}

function decodeKept(bytes: Uint8Array): AnswerOf<'thumbnail'> | undefined {
  try {
    const answer = decodeAnswer(bytes);
    return answer.type === 'thumbnail' ? answer : undefined;
  } catch {
    return undefined;
  }
}
