import { contextVersion } from '../context-slots';
import { fillLaneTables } from './lane-tables';
import { fillPixelTables } from './text-pixel';
import { context } from './context';

export { clear, drawPerPolarity, drawPolarity, drawSigned, drawSurface } from './accumulate';
export { countOnes, greatest, narrowTimes } from './columns';
export { decodeDat } from './dat';
export { decodeEvt2, decodeEvt21 } from './evt2';
export { decodeEvt3 } from './evt3';
export { adler32, crc32 } from './checksums';
export { deflate } from './deflate';
export { inflate, inflateEnd } from './inflate';
export { planeCorrect } from './plane-correct';
export { planeBegin, planeBins, planeBytes, planeMeasure, planeRange, planeTotals, planeWords } from './plane-measure';
export { planeMedians } from './plane-median';
export { planeMoments } from './plane-moments';
export { planeSlide } from './plane-slide';
export { planeExtremes, planeShare, planeSums } from './plane-sums';
export { planeTurn } from './plane-turn';
export { planeWiden } from './plane-widen';
export { mixPoints, numberPoints, projectPoints, rankPoints } from './points';
export { addRate, firstBin, lastBin } from './rate';
export { countRectangle } from './rectangle';
export { decodeText } from './text';
export { unshuffle } from './unshuffle';

/** Fills the tables; called once. Returns the first address that is free. */
export function start(): usize {
  fillLaneTables();
  fillPixelTables();
  return __heap_base;
}

/** `contextVersion` that the module was built with. */
export function version(): i32 {
  return contextVersion;
}

export function contextAddress(): usize {
  return context;
}
