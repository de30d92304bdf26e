import type { AssemblyExports } from './assembly-exports.js';
import { datState } from './dat-state.js';
import type { DecoderSpec, DecoderState } from './event-kernels.js';
import { evt2State } from './evt2-state.js';
import { evt3State } from './evt3-state.js';
import { textState } from './text-state.js';

/** How a format is decoded in WebAssembly. */
export interface FormatKernel {
  readonly decode: () => number;
  /** Bytes of a record; 1 where records are lines. */
  readonly recordBytes: number;
  /** What the kernel is told about the format. */
  readonly spec: readonly number[];
  /** The format's state without its last number, the time of the event before. */
  readonly state: readonly number[];
  readonly previousMicros: number;
}

const columnCodes = { '-': 0, t: 1, x: 2, y: 3, p: 4 } as const;

/** Finds the kernel of a format and lays out its entry state. */
export function formatKernel(exports: AssemblyExports, spec: DecoderSpec, entry: DecoderState | undefined): FormatKernel {
  switch (spec.kind) {
    case 'dat':
      return {
        decode: exports.decodeDat,
        recordBytes: 8,
        spec: [spec.version, spec.recordType === 'trigger' ? 1 : 0],
        ...splitState(entry ?? datState()),
      };
    case 'evt2':
      return { decode: exports.decodeEvt2, recordBytes: 4, spec: [], ...splitState(entry ?? evt2State()) };
    case 'evt21':
      return {
        decode: exports.decodeEvt21,
        recordBytes: 8,
        spec: [spec.order === 'little' ? 4 : 0],
        ...splitState(entry ?? evt2State()),
      };
    case 'evt3':
      return {
        decode: exports.decodeEvt3,
        recordBytes: 2,
        spec: [spec.height > 0 ? Math.min(spec.height, 2048) : 2048],
        ...splitState(entry ?? evt3State()),
      };
    case 'text':
      return {
        decode: exports.decodeText,
        recordBytes: 1,
        spec: [
          spec.order.reduce((codes, column, i) => codes + columnCodes[column] * 16 ** i, 0),
          spec.order.length,
          spec.separator + 256 * (spec.microsDigits + 3),
        ],
        ...splitState(entry ?? textState()),
      };
  }
}

function splitState(state: DecoderState): Pick<FormatKernel, 'state' | 'previousMicros'> {
  return { state: [...state.subarray(0, -1)], previousMicros: state.at(-1) ?? Number.NaN };
}
