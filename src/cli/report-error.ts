import { errorToRecord } from '../base/errors.js';

/**
 * Tells a person or a program what went wrong: `{"error": {code, message, path}}` on standard output with `json`, else
 * one sentence, the path and the advice on standard error. Never a stack trace. Returns the exit status: 1, or 130 when the
 * work was cancelled.
 */
export function reportError(thrown: unknown, json: boolean): number {
  const error = errorToRecord(thrown);
  if (json) process.stdout.write(`${JSON.stringify({ error })}\n`);
  else {
    const about = error.path === undefined ? '' : `: ${error.path}`;
    const advice = error.advice === undefined ? '' : `\n  ${oneLine(error.advice)}`;
    process.stderr.write(`firstlight: ${oneLine(error.message)}${about}${advice}\n`);
  }
  return error.code === 'aborted' ? 130 : 1;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
