import type { Notice } from '../../shapes/event-facts.js';
import type { AxisName, PixelSize, PlaneFacts, PlaneIntegrity, ValueCalibration } from '../../shapes/plane-facts.js';
import type { PlaneSurvey } from '../../shapes/plane-source.js';

/** What `info` tells about. */
export interface StackSubject {
  readonly path: string;
  readonly facts: PlaneFacts;
  readonly bytesRead: number;
  /** Known after reading everything. */
  readonly survey: PlaneSurvey | undefined;
}

/**
 * The JSON of `firstlight info --json` on a stack: a stable interface, `schema` is raised when it changes. `sha256` (of the
 * samples in order of planes, rows, columns, samples, little-endian), `min`, `max`, `mean` (of finite samples as stored,
 * null where there is none) and `integrity` are there only after `--full`; `partial` only when not everything could be read.
 */
export interface StackRecord {
  readonly schema: 1;
  readonly kind: 'stack';
  readonly path: string;
  readonly format: string;
  readonly frames: number;
  readonly framesExact: boolean;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly dtype: string;
  readonly byteOrder: string;
  readonly axes: readonly { readonly name: AxisName; readonly size: number }[];
  readonly photometric: string;
  readonly pixelSize?: PixelSize;
  /** Seconds. */
  readonly frameInterval?: number;
  readonly valueCalibration?: ValueCalibration;
  readonly bytesRead: number;
  readonly sha256?: string;
  readonly min?: number | null;
  readonly max?: number | null;
  readonly mean?: number | null;
  /** Samples that are NaN or infinite. */
  readonly notFinite?: number;
  readonly integrity?: PlaneIntegrity;
  readonly partial?: true;
  readonly notices: readonly Notice[];
}

export function stackRecord({ path, facts, bytesRead, survey }: StackSubject): StackRecord {
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    schema: 1,
    kind: 'stack',
    path,
    format: facts.format,
    frames: facts.frames.value,
    framesExact: facts.frames.exactness === 'exact',
    height: facts.height,
    width: facts.width,
    channels: facts.channels,
    dtype: facts.dtype,
    byteOrder: facts.byteOrder,
    axes: facts.axes.map(({ name, size }) => ({ name, size: size.value })),
    photometric: facts.photometric,
    ...(facts.pixelSize === undefined ? {} : { pixelSize: facts.pixelSize }),
    ...(facts.frameIntervalSeconds === undefined ? {} : { frameInterval: facts.frameIntervalSeconds }),
    ...(facts.valueCalibration === undefined ? {} : { valueCalibration: facts.valueCalibration }),
    bytesRead,
    ...(survey === undefined
      ? {}
      : {
          sha256: survey.sha256,
          min: finite(survey.min),
          max: finite(survey.max),
          mean: finite(survey.mean),
          notFinite: survey.notFinite,
        }),
    ...(facts.integrity === undefined ? {} : { integrity: facts.integrity }),
    ...(isPartialStack(facts) ? { partial: true as const } : {}),
    notices: facts.notices,
  };
}

/** Whether bytes were damaged or missing, as far as that is known: what is shown is then a part of the stack. */
export function isPartialStack({ notices, integrity }: PlaneFacts): boolean {
  if (notices.some(({ code }) => code === 'damaged' || code === 'truncated')) return true;
  return integrity !== undefined && integrity.truncatedBytes + integrity.brokenFrames > 0;
}
