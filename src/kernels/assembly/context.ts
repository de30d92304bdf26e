import { slotCount } from '../context-slots';

/** Static address of the context. */
export const context: usize = memory.data(slotCount * 8, 16);

// @ts-ignore: decorator
@inline
export function getInt(slot: i32): i32 {
  return <i32>load<f64>(context + (<usize>slot << 3));
}

// @ts-ignore: decorator
@inline
export function getAddress(slot: i32): usize {
  return <usize>load<f64>(context + (<usize>slot << 3));
}

// @ts-ignore: decorator
@inline
export function getLong(slot: i32): i64 {
  return <i64>load<f64>(context + (<usize>slot << 3));
}

// @ts-ignore: decorator
@inline
export function getFloat(slot: i32): f64 {
  return load<f64>(context + (<usize>slot << 3));
}

// @ts-ignore: decorator
@inline
export function setFloat(slot: i32, value: f64): void {
  store<f64>(context + (<usize>slot << 3), value);
}

// @ts-ignore: decorator
@inline
export function count(slot: i32, more: i32): void {
  setFloat(slot, getFloat(slot) + <f64>more);
}
