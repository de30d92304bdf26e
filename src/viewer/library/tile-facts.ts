import { formatBytes, formatCount, formatDuration, formatRate, formatWhole } from '../format/figures.js';
import { approximately } from '../parts/fact-row.js';
import type { Facts } from '../state/view-state.js';
import type { LibraryEntry, TileDetails } from './library-model.js';

/** What the curve of a tile is. */
export function sparklineName(facts: Facts): string {
  return facts.kind === 'events' ? 'Event rate' : 'Mean of the frames';
}

/** One line about a recording, the most telling first: what does not fit is left out whole. */
export function tileFacts(entry: LibraryEntry, { thumbnail, error }: TileDetails): readonly string[] {
  // Nobody walks through the files of a store to tell how large it is.
  const size = entry.byteLength === 0 && entry.kind === 'cells' ? 'folder' : formatBytes(entry.byteLength);
  if (thumbnail === undefined) return error === undefined ? [size] : ['cannot be read', size];
  const { facts } = thumbnail;
  switch (facts.kind) {
    case 'events': {
      const { firstMicros, lastMicros, events } = facts;
      if (firstMicros === undefined || lastMicros === undefined) return ['no events', size];
      const span = Math.max(1, lastMicros.value - firstMicros.value);
      return [formatDuration(span), `${approximately(events.exactness)}${formatRate((events.value * 1_000_000) / span)}`, size];
    }
    case 'stack': {
      const { frames, width, height, dtype, channels } = facts;
      const count = `${approximately(frames.exactness)}${formatWhole(frames.value)}`;
      return [
        frames.value === 1 ? `${width} × ${height}` : `${count} × ${width} × ${height}`,
        channels === 1 ? dtype : `${dtype} × ${channels}`,
        size,
      ];
    }
    case 'cells': {
      const genes = facts.genes === 0 ? 'no genes' : `${formatWhole(facts.genes)} genes`;
      return [`${facts.cells < 100_000 ? formatWhole(facts.cells) : formatCount(facts.cells)} cells`, genes, size];
    }
  }
}
