import { withAbort } from '../base/abort.js';
import { FirstlightError } from '../base/errors.js';
import type { AnswerOf } from '../protocol/answers.js';
import type { RequestOf } from '../protocol/requests.js';
import type { Trigger } from '../shapes/event-columns.js';
import type { SurveyFindings } from './event-recording.js';
import { type HeldRecording, heldEvents, heldStack } from './held-source.js';
import { findingsBytes } from './index-cache.js';
import { makeRate } from './make-rate.js';
import type { QuestionContext } from './question-context.js';
import { answerStackSurvey } from './stack-survey.js';
import { type ComingSurvey, Surveys } from './surveys.js';

/** Event rate over time, coarse first. */
export async function answerRate(context: QuestionContext, request: RequestOf<'rate'>, signal: AbortSignal): Promise<void> {
  const { background } = context.parts;
  const { fromMicros, toMicros, bins, region } = request;
  const held = heldEvents(await context.hold(request.recording));
  try {
    await makeRate({
      recording: held.recording,
      range: { fromMicros, toMicros: Math.max(fromMicros + 1, toMicros), bins },
      region,
      signal,
      coming: () => comingSurvey(context, held, request.recording),
      makeWay: () => background.makeWay(signal),
      onRate: ({ curve, quality, final }) => {
        if (signal.aborted) return;
        const on = curve.on as AnswerOf<'rate'>['on'];
        const off = curve.off as AnswerOf<'rate'>['off'];
        const { fromMicros: from, binMicros } = curve;
        context.send({
          type: 'rate',
          request: request.request,
          quality,
          fromMicros: from,
          binMicros,
          on: on.slice(),
          off: off.slice(),
          final,
        });
      },
    });
  } finally {
    held.release();
  }
}

/** The survey on its way; one is started where it would have been unasked. */
function comingSurvey({ parts }: QuestionContext, held: HeldRecording, name: string): ComingSurvey | undefined {
  const { surveys } = parts;
  return surveys.coming(held.recording) ?? (Surveys.worthIt(held.recording) ? surveys.start(held, name) : undefined);
}

/** Triggers as far as known, then all of them. */
export async function answerTriggers(
  context: QuestionContext,
  { request, recording: name }: RequestOf<'triggers'>,
  signal: AbortSignal,
): Promise<void> {
  const held = heldEvents(await context.hold(name));
  const { recording } = held;
  try {
    const send = (triggers: readonly Trigger[], final: boolean): void => {
      if (signal.aborted) return;
      const micros = Float64Array.from(triggers, (trigger) => trigger.micros);
      const id = Uint8Array.from(triggers, (trigger) => trigger.id);
      context.send({ type: 'triggers', request, micros, id, edge: Uint8Array.from(triggers, ({ edge }) => edge), final });
    };
    const { triggers } = recording.facts;
    if (recording.findings !== undefined) return send(recording.findings.triggers, true);
    if (triggers.exactness === 'exact' && triggers.value === 0) return send([], true);
    const coming = comingSurvey(context, held, name);
    if (coming !== undefined) {
      send([], false);
      await withAbort(coming.ended, signal);
    }
    send((recording as { readonly findings: SurveyFindings | undefined }).findings?.triggers ?? [], true);
  } finally {
    held.release();
  }
}

/** Reads everything, telling how far it is. */
export async function answerSurvey(
  context: QuestionContext,
  { request, recording: name }: RequestOf<'survey'>,
  signal: AbortSignal,
): Promise<void> {
  const source = await context.hold(name);
  if (source.opened.kind === 'stack') {
    await answerStackSurvey(context, { type: 'survey', request, recording: name }, heldStack(source), signal);
    return;
  }
  const held = heldEvents(source);
  const { recording } = held;
  try {
    const bytesTotal = recording.byteLength;
    if (recording.findings === undefined) {
      const coming = context.parts.surveys.start(held, name);
      let toldMillis = Number.NEGATIVE_INFINITY;
      const { clock } = context.parts.shared.ports;
      const unwatch = context.parts.surveys.watch(recording, ({ bytesRead }) => {
        if (clock.now() - toldMillis < 250) return;
        toldMillis = clock.now();
        context.send({ type: 'survey', request, recording: name, bytesRead, bytesTotal, final: false });
      });
      try {
        await withAbort(coming.ended, signal);
      } finally {
        unwatch();
      }
    }
    context.send({ type: 'survey', request, recording: name, bytesRead: bytesTotal, bytesTotal, final: true });
  } finally {
    held.release();
  }
}

/** Derived bytes by key: `index`, the survey as it is kept. */
export async function answerChunk(
  context: QuestionContext,
  { request, recording, key }: RequestOf<'chunk'>,
  signal: AbortSignal,
): Promise<void> {
  const held = heldEvents(await context.hold(recording));
  try {
    const bytes = key === `${held.recording.fingerprint}/index` ? findingsBytes(held.recording) : undefined;
    if (bytes === undefined) throw new FirstlightError('not-found', `There is no ${key}`, { path: held.recording.path });
    if (!signal.aborted) context.send({ type: 'chunk', request, key, bytes: bytes as AnswerOf<'chunk'>['bytes'] });
  } finally {
    held.release();
  }
}
