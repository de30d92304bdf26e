import type { Random } from './random.js';
import { stepMicros, type TickBuffer } from './tick-buffer.js';

/** Phases between one edge and the next of a turning thing. */
export const phasesPerEdge = 65536;

const gainShift = 22;
const pixelMask = (1 << gainShift) - 1;
/** Largest gain of a pixel; the mean number of events of a passing edge is proportional to it. */
const maxGain = 1023;

/** Events that one edge raises at one pixel at most; their delays stay below a step. */
const maxEventsPerPass = 4;

/**
 * The pixels that an edge passes, in the order in which it passes them, so that moving the edge costs just the pixels it
 * moves over. Things with B equal edges fold their phases: one map serves all edges.
 */
export interface PhaseMap {
  /** First entry of phase `i`; length 65,537. */
  readonly starts: Uint32Array;
  /** Pixel key in the low 22 bits, gain in the upper 10. */
  readonly entries: Uint32Array;
  /** Sum of all gains: events of one pass over the whole map, but for the scale. */
  readonly gainSum: number;
}

/** Collects pixels in row-major order and sorts them by phase. */
export class PhaseMapBuilder {
  readonly #phases: number[] = [];
  readonly #entries: number[] = [];

  add(phase: number, pixel: number, gain: number): void {
    if (gain <= 0) return;
    this.#phases.push(phase & (phasesPerEdge - 1));
    this.#entries.push(((Math.min(gain, maxGain) << gainShift) | pixel) >>> 0);
  }

  build(): PhaseMap {
    const starts = new Uint32Array(phasesPerEdge + 1);
    for (const phase of this.#phases) starts[phase + 1]! += 1;
    for (let i = 0; i < phasesPerEdge; i += 1) starts[i + 1]! += starts[i]!;
    const entries = new Uint32Array(this.#entries.length);
    const next = starts.slice();
    let gainSum = 0;
    for (let i = 0; i < entries.length; i += 1) {
      const phase = this.#phases[i]!;
      const entry = this.#entries[i]!;
      entries[next[phase]!] = entry;
      next[phase]! += 1;
      gainSum += entry >>> gainShift;
    }
    return { starts, entries, gainSum };
  }
}

/** One step of an edge over a map. */
export interface EdgePass {
  /** Phases at the start and at the end of the step; integers that only ever grow, at most one map apart. */
  readonly fromPhase: number;
  readonly toPhase: number;
  /** Mean events of a pass at a pixel = gain × `scale` / 2²⁴. */
  readonly scale: number;
  readonly polarity: 0 | 1;
}

/** Adds the events of one step. `xShift` and `yShift` move the map over the sensor; pixels beyond it are left out. */
export function passEdge(
  map: PhaseMap,
  pass: EdgePass,
  sensor: { readonly width: number; readonly height: number },
  shift: { readonly x: number; readonly y: number },
  random: Random,
  ticks: TickBuffer,
): void {
  const from = entryOf(map, pass.fromPhase);
  const to = entryOf(map, pass.toPhase);
  const { entries } = map;
  const { scale, polarity } = pass;
  const { width, height } = sensor;
  const shifted = shift.x !== 0 || shift.y !== 0;
  const spread = Math.floor((stepMicros * 65536) / Math.max(1, to - from));
  let index = from % entries.length;
  for (let i = 0; i < to - from; i += 1) {
    const entry = entries[index]!;
    index += 1;
    if (index === entries.length) index = 0;
    const bits = random.next();
    const gain = entry >>> gainShift;
    let count = (((gain * scale) >>> 8) + (bits & 0xffff)) >>> 16;
    if (count === 0) continue;
    let pixel = entry & pixelMask;
    if (shifted) {
      const x = (pixel & 2047) + shift.x;
      const y = (pixel >>> 11) + shift.y;
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      pixel = (y << 11) | x;
    }
    if (count > maxEventsPerPass) count = maxEventsPerPass;
    const latency = ((maxGain - gain) >>> 5) + ((bits >>> 16) & 31);
    const refractory = 24 + ((bits >>> 21) & 31);
    const tick = Math.floor((i * spread) / 65536) + latency;
    for (let nth = 0; nth < count; nth += 1) ticks.add(tick + nth * refractory, pixel, polarity);
  }
}

/** Index of the first entry at or after a phase, counted on over the turns. */
function entryOf(map: PhaseMap, phase: number): number {
  const turns = Math.floor(phase / phasesPerEdge);
  return turns * map.entries.length + map.starts[phase - turns * phasesPerEdge]!;
}
