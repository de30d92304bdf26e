import type { ChunkJob, ChunkResult } from '../formats/event-format.js';
import type { RecordChunkSpec } from '../formats/raw/record-chunk.js';
import { readDatState } from '../kernels/dat-state.js';
import { evt2State, readEvt2State } from '../kernels/evt2-state.js';
import { evt3State, readEvt3State } from '../kernels/evt3-state.js';

/**
 * Whether a chunk that was planned without its entry state decoded as if planned with `exit`, the state that the chunk
 * before it left: then chunks may be decoded side by side. What the state remembers of the time of the event before is
 * not looked at: a step back at the border is counted by who puts the chunks together. In doubt `false`.
 */
export function continuesChunk(job: ChunkJob, result: ChunkResult, exit: Float64Array): boolean {
  switch (job.spec.format) {
    case 'text':
      return true;
    case 'dat':
      return readDatState(entryOf(job) ?? new Float64Array(0)).loop === readDatState(exit).loop;
    case 'evt2':
    case 'evt21': {
      const used = readEvt2State(entryOf(job) ?? evt2State());
      const left = readEvt2State(exit);
      return used.loop === left.loop && used.high === left.high && used.haveTime === left.haveTime;
    }
    case 'evt3':
      return continuesEvt3(entryOf(job) ?? evt3State(), result, exit);
    default:
      return false;
  }
}

/** Row and base that looking back did not find must not have been used (nothing was dropped for want of them) and be known again. */
function continuesEvt3(entry: Float64Array, { tally, exit: own }: ChunkResult, exit: Float64Array): boolean {
  const used = readEvt3State(entry);
  const left = readEvt3State(exit);
  const end = readEvt3State(own);
  if (used.loop !== left.loop || used.high !== left.high || used.low !== left.low || used.haveTime !== left.haveTime) return false;
  const sameRow = used.haveRow === left.haveRow && used.y === left.y;
  const sameBase = used.haveBase === left.haveBase && used.baseX === left.baseX && used.polarity === left.polarity;
  if (sameRow && sameBase) return true;
  if (tally.droppedWords > 0 || (used.haveRow && !sameRow) || (used.haveBase && !sameBase)) return false;
  return (sameRow || end.haveRow) && (sameBase || end.haveBase);
}

function entryOf({ spec }: ChunkJob): Float64Array | undefined {
  return (spec as Partial<RecordChunkSpec>).entry;
}
