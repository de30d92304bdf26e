import { entryPath, type LibraryEntry } from '../library/library-model.js';
import type { ViewState } from '../state/view-state.js';

/** The command line that renders the shown window. */
export function renderCommand(entry: LibraryEntry, state: ViewState, endMicros: number): string {
  const path = entryPath(entry);
  const name = /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
  const length = state.window.kind === 'time' ? state.window.micros : 10_000;
  const parts = [`firstlight render ${name} -o frame.png`, `--from ${endMicros - length}us`, `--to ${endMicros}us`, `--window ${length}us`];
  if (state.representation !== 'polarity') parts.push(`--representation ${state.representation}`);
  if (state.palette !== 'safe') parts.push(`--palette ${state.palette}`);
  return parts.join(' ');
}
