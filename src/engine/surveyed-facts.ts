import { exact } from '../base/quantity.js';
import type { EventFacts, Geometry, Notice } from '../shapes/event-facts.js';
import type { SurveyOutcome } from './survey-chunks.js';

/** Facts after everything was read: every number exact, integrity filled in, damage said. */
export function surveyedFacts(before: EventFacts, outcome: SurveyOutcome): EventFacts {
  const { tally, damage } = outcome;
  const { firstMicros: _first, lastMicros: _last, geometry: _geometry, ...rest } = before;
  const geometry = surveyedGeometry(before.geometry, outcome);
  // The side index spoke for the times only until now.
  const notices: Notice[] = before.notices.filter(({ code }) => code !== 'side-index');
  const [first] = damage;
  if (first !== undefined) {
    const more = damage.length > 1 ? `, and ${damage.length - 1} more chunks are damaged` : '';
    notices.push({ code: 'damaged', message: `${first.error.message} (chunk ${first.chunk})${more}; the rest is shown` });
  }
  return {
    ...rest,
    ...(geometry === undefined ? {} : { geometry }),
    events: exact(tally.events),
    on: exact(tally.on),
    ...(tally.events === 0 ? {} : { firstMicros: exact(tally.firstMicros), lastMicros: exact(tally.lastMicros) }),
    triggers: exact(tally.triggers),
    integrity: {
      outOfRange: tally.outOfRange,
      timeDecreases: tally.timeDecreases,
      wraps: tally.wraps,
      droppedWords: tally.droppedWords,
      unknownWords: tally.unknownWords,
      truncatedBytes: tally.truncatedBytes,
    },
    notices,
  };
}

/** A geometry that nobody stated grows to the largest coordinates met. */
function surveyedGeometry(before: Geometry | undefined, { maxX, maxY }: SurveyOutcome): Geometry | undefined {
  if (before !== undefined && before.source !== 'sampled' && before.source !== 'unknown') return before;
  if (maxX < 0) return before;
  return { width: Math.max(before?.width ?? 0, maxX + 1), height: Math.max(before?.height ?? 0, maxY + 1), source: 'sampled' };
}
