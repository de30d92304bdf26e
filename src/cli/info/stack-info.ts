import type { OpenedSource } from '../../engine/open-source.js';
import type { PlaneSurvey } from '../../shapes/plane-source.js';
import { ProgressLine } from '../progress-line.js';
import type { Timing } from '../timing.js';
import { isPartialStack, stackRecord } from './stack-record.js';
import { stackTable } from './stack-table.js';

type Stack = Extract<OpenedSource, { kind: 'stack' }>['stack'];

/** Steps of counting planes without `--full`: a few hundred directories, a few hundred files. */
const fewSteps = 8;

/** Prints what is in a stack; resolves to the exit status. */
export async function showStackInfo(
  path: string,
  stack: Stack,
  options: { readonly json?: boolean; readonly full?: boolean },
  timing: Timing,
  signal: AbortSignal,
): Promise<number> {
  let survey: PlaneSurvey | undefined;
  if (options.full === true) {
    const progress = new ProgressLine();
    survey = await timing.phase('read and decode', () =>
      stack.survey({ signal, onProgress: ({ planes, planesTotal }) => progress.show('Reading', planes, planesTotal, 'frames') }),
    );
    progress.clear();
  } else await timing.phase('count', () => stack.settle({ signal, atMost: fewSteps }));
  const { facts, bytesRead, byteLength, byteLengthExactness } = stack;
  const subject = { path, facts, bytesRead, survey };
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(stackRecord(subject))}\n`
      : stackTable({ ...subject, size: { value: byteLength, exactness: byteLengthExactness } }),
  );
  timing.count('bytes read', bytesRead);
  timing.count('frames', facts.frames.value);
  return isPartialStack(facts) ? 1 : 0;
}
