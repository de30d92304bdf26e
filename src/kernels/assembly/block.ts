import { blockP, blockX, blockY } from '../context-slots';

// Access to the columns of a block: constant offsets from one address keep the registers of the decoding loops free.

// @ts-ignore: decorator
@inline
export function storeEvent(block: usize, at: usize, t: u32, x: u32, y: u32, p: u32): void {
  store<u32>(block + (at << 2), t);
  store<u16>(block + (at << 1), <u16>x, blockX);
  store<u16>(block + (at << 1), <u16>y, blockY);
  store<u8>(block + at, <u8>p, blockP);
}

/** Stores eight events: times in two halves, the polarities in the lower half of `p`. */
// @ts-ignore: decorator
@inline
export function storeEvents(block: usize, at: usize, t0: v128, t1: v128, x: v128, y: v128, p: v128): void {
  v128.store(block + (at << 2), t0);
  v128.store(block + (at << 2), t1, 16);
  v128.store(block + (at << 1), x, blockX);
  v128.store(block + (at << 1), y, blockY);
  v128.store_lane<u64>(block + at, p, 0, blockP);
}
