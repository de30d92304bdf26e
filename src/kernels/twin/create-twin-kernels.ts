import type { DecoderSpec, DecoderState, EventDecoder } from '../event-kernels.js';
import type { Kernels } from '../kernels.js';
import { twinAccumulator } from './twin-accumulator.js';
import { twinColumnKernels } from './twin-columns.js';
import { TwinDatDecoder } from './twin-dat.js';
import { twinDeflate } from './twin-deflate.js';
import { TwinEvt2Decoder, TwinEvt21Decoder } from './twin-evt2.js';
import { TwinEvt3Decoder } from './twin-evt3.js';
import { twinInflate } from './twin-inflate.js';
import { twinPlaneKernels } from './twin-plane-kernels.js';
import { TwinPointBins } from './twin-points.js';
import { twinAddToRate } from './twin-rate.js';
import { twinCountInRectangle } from './twin-rectangle.js';
import { TwinTextDecoder } from './twin-text.js';
import { twinUnshuffle } from './twin-unshuffle.js';

/** All kernels in plain TypeScript: the oracle of the WebAssembly kernels and the fallback where those do not run. */
export function createTwinKernels(): Kernels {
  let input = new Uint8Array(0);
  return {
    build: 'twin',
    lendInput(byteLength) {
      if (input.length < byteLength) input = new Uint8Array(byteLength);
      return input.subarray(0, byteLength);
    },
    decoder: twinDecoder,
    accumulator: twinAccumulator,
    addToRate: twinAddToRate,
    countInRectangle: twinCountInRectangle,
    pointBins: (spec) => new TwinPointBins(spec),
    ...twinColumnKernels,
    ...twinPlaneKernels,
    inflate: twinInflate,
    deflate: twinDeflate,
    unshuffle: twinUnshuffle,
  };
}

function twinDecoder(spec: DecoderSpec, entry?: DecoderState): EventDecoder {
  switch (spec.kind) {
    case 'dat':
      return new TwinDatDecoder(spec, entry);
    case 'evt2':
      return new TwinEvt2Decoder(spec, entry);
    case 'evt21':
      return new TwinEvt21Decoder(spec, entry);
    case 'evt3':
      return new TwinEvt3Decoder(spec, entry);
    case 'text':
      return new TwinTextDecoder(spec, entry);
  }
}
