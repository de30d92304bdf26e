import type { ErrorRecord } from '../base/errors.js';
import type { Notice } from '../shapes/event-facts.js';
import type { PlaneFacts } from '../shapes/plane-facts.js';
import type { PlaneSource, PlaneSurvey, PlaneSurveyOptions } from '../shapes/plane-source.js';
import type { EngineShared } from './engine-shared.js';
import { PlaneStatistics } from './plane-statistics.js';

/** What reading every plane told, with what was wrong. */
export interface PlaneSurveyOutcome {
  readonly survey: PlaneSurvey;
  readonly missingBytes: number;
  readonly brokenFrames: number;
  /** The first of what was wrong. */
  readonly damage: { readonly plane: number; readonly error: ErrorRecord } | undefined;
}

/** Reads every known plane of a stack once, in order. */
export async function surveyPlanes(source: PlaneSource, { ports }: EngineShared, options: PlaneSurveyOptions): Promise<PlaneSurveyOutcome> {
  const hasher = ports.createHasher();
  const statistics = new PlaneStatistics(source.facts.dtype);
  const planesTotal = source.facts.frames.value;
  let missingBytes = 0;
  let brokenFrames = 0;
  let damage: PlaneSurveyOutcome['damage'];
  for await (const plane of source.planes({ fromPlane: 0, toPlane: planesTotal }, options)) {
    const { samples } = plane;
    hasher.update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
    statistics.add(samples);
    missingBytes += plane.missingBytes;
    if (plane.damage !== undefined) {
      brokenFrames += 1;
      damage ??= { plane: plane.index, error: plane.damage };
    }
    options.onProgress?.({ planes: plane.index + 1, planesTotal });
  }
  return { survey: { sha256: hasher.digestHex(), ...statistics.result() }, missingBytes, brokenFrames, damage };
}

/** Facts after every plane was read. */
export function surveyedPlaneFacts(facts: PlaneFacts, outcome: PlaneSurveyOutcome, missingBytes: number): PlaneFacts {
  const { damage, brokenFrames } = outcome;
  const notices: Notice[] = [...facts.notices];
  if (damage !== undefined && !notices.some(({ code }) => code === 'broken-files')) {
    const more = brokenFrames > 1 ? `, and ${brokenFrames - 1} more` : '';
    const code = damage.error.code === 'truncated' ? 'truncated' : 'damaged';
    notices.push({ code, message: `${damage.error.message} (image ${damage.plane}${more}); what is missing is zero` });
  }
  return { ...facts, integrity: { truncatedBytes: missingBytes + outcome.missingBytes, brokenFrames }, notices };
}
