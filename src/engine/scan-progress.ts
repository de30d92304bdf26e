import type { TableQuestion } from './table-question.js';
import { throttled } from './throttled.js';

/** How often progress is told. */
const progressMillis = 200;

/** What was asked, by its number. */
interface Asked extends Omit<TableQuestion<'column'>, 'request'> {
  readonly request: { readonly request: number };
}

/** Tells whoever asked how far a pass over a matrix is, in bytes. */
export function scanProgress(question: Asked): (done: number, total: number) => void {
  const { request, signal, send, parts } = question;
  return throttled(parts.shared.ports.clock, progressMillis, (done, total) => {
    if (!signal.aborted) send({ type: 'progress', request: request.request, what: 'scanning', done, total, unit: 'bytes' });
  });
}
