import type { ChunkJob, ChunkResult } from '../formats/event-format.js';
import type { RecordChunkSpec } from '../formats/raw/record-chunk.js';
import { readDatState } from '../kernels/dat-state.js';
import { evt2State, readEvt2State } from '../kernels/evt2-state.js';
import { evt3State, readEvt3State } from '../kernels/evt3-state.js';

/**
 * Whether a chunk that was planned without its entry state decoded as if planned with `left`, the state that the chunk
 * before it left; then chunks may be decoded side by side. Returns the state that the chunk itself leaves, completed from
 * `left` where the chunk says nothing; undefined where it has to be decoded again, or in doubt.
 *
 * What a state remembers of the time of the event before is not looked at: a step back in time at the border is counted
 * by who puts the chunks together.
 */
export function continueChunk(job: ChunkJob, result: ChunkResult, left: Float64Array): Float64Array | undefined {
  switch (job.spec.format) {
    case 'text':
      return result.exit;
    case 'dat':
      return readDatState(entryOf(job) ?? new Float64Array(0)).loop === readDatState(left).loop ? result.exit : undefined;
    case 'evt2':
    case 'evt21': {
      const used = readEvt2State(entryOf(job) ?? evt2State());
      const known = readEvt2State(left);
      return used.loop === known.loop && used.high === known.high && used.haveTime === known.haveTime ? result.exit : undefined;
    }
    case 'evt3':
      return continueEvt3(entryOf(job) ?? evt3State(), result, left);
    default:
      return undefined;
  }
}

/** A row or base that looking back did not find was not used as long as nothing was dropped for want of it. */
function continueEvt3(entry: Float64Array, { tally, exit }: ChunkResult, left: Float64Array): Float64Array | undefined {
  const used = readEvt3State(entry);
  const known = readEvt3State(left);
  if (used.loop !== known.loop || used.high !== known.high || used.low !== known.low || used.haveTime !== known.haveTime) return undefined;
  const sameRow = used.haveRow === known.haveRow && used.y === known.y;
  const sameBase = used.haveBase === known.haveBase && used.baseX === known.baseX && used.polarity === known.polarity;
  if ((used.haveRow && !sameRow) || (used.haveBase && !sameBase)) return undefined;
  if ((!sameRow || !sameBase) && tally.droppedWords > 0) return undefined;
  const own = readEvt3State(exit);
  const { haveRow, y, haveBase, baseX, polarity } = known;
  return evt3State({ ...own, ...(own.haveRow ? {} : { haveRow, y }), ...(own.haveBase ? {} : { haveBase, baseX, polarity }) });
}

function entryOf({ spec }: ChunkJob): Float64Array | undefined {
  return (spec as Partial<RecordChunkSpec>).entry;
}
