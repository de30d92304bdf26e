import type { AssemblyMemory } from './assembly-memory.js';
import type { EventKernels } from './event-kernels.js';
import { twinColumnKernels } from './twin/twin-columns.js';

/** Events whose columns are copied at a time where they lie elsewhere. */
const copiedEvents = 8192;
/** Vector stores may touch so many bytes beyond a column. */
const slackBytes = 64;

/** What decoding stored columns does for each event, in WebAssembly; see `EventKernels`. */
export function assemblyColumnKernels(
  memory: AssemblyMemory,
): Pick<EventKernels, 'columnBlock' | 'narrowTimes' | 'greatest' | 'countOnes'> {
  const { exports, buffer } = memory;
  let scratch: number | undefined;
  /** Where a view lies in the memory, or room for a copy of it. */
  const place = (view: Uint8Array | Uint16Array | Uint32Array | Int32Array): number => {
    if (memory.holds(view)) return view.byteOffset;
    scratch ??= memory.arena.allocate(8 * copiedEvents + slackBytes);
    memory.bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), scratch);
    return scratch;
  };
  return {
    columnBlock(capacity) {
      const room = capacity + slackBytes;
      const address = memory.arena.allocate(9 * room);
      return {
        t: new Uint32Array(buffer, address, capacity),
        x: new Uint16Array(buffer, address + 4 * room, capacity),
        y: new Uint16Array(buffer, address + 6 * room, capacity),
        p: new Uint8Array(buffer, address + 8 * room, capacity),
      };
    },
    narrowTimes(words, from, count, shift, out, at) {
      if (!memory.holds(out) || count > copiedEvents) return twinColumnKernels.narrowTimes(words, from, count, shift, out, at);
      const times = place(words.subarray(from, from + 2 * count));
      return exports.narrowTimes(times, count, shift, out.byteOffset + 4 * at) === 1;
    },
    greatest(values, from, to) {
      let most = 0;
      for (let at = from; at < to; at += copiedEvents) {
        const end = Math.min(to, at + copiedEvents);
        most = Math.max(most, exports.greatest(place(values.subarray(at, end)), end - at));
      }
      return most;
    },
    countOnes(bytes, from, to) {
      let ones = 0;
      for (let at = from; at < to; at += copiedEvents) {
        const end = Math.min(to, at + copiedEvents);
        const some = exports.countOnes(place(bytes.subarray(at, end)), end - at);
        if (some < 0) return -1;
        ones += some;
      }
      return ones;
    },
  };
}
