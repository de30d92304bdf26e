import { polarOf, turn16 } from './fixed-trig.js';
import { type PhaseMap, PhaseMapBuilder, passEdge, phasesPerEdge } from './phase-map.js';
import type { Random } from './random.js';
import { pixelKey, type TickBuffer } from './tick-buffer.js';
import { Turning } from './turning.js';

/** Where a propeller sits. */
export interface PropellerMount {
  readonly name: string;
  /** Place and radius in 1/256 of the drone's half span; those in front are lower and larger. */
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** Its speed beyond the common one, in 1/1,000. */
  readonly faster: number;
  readonly clockwise: boolean;
}

/** The four of a quadrocopter seen from ahead and a little below. */
export const propellerMounts: readonly PropellerMount[] = [
  { name: 'rear left', x: -150, y: -70, size: 78, faster: 12, clockwise: true },
  { name: 'rear right', x: 150, y: -70, size: 78, faster: -9, clockwise: false },
  { name: 'front left', x: -200, y: 20, size: 98, faster: -4, clockwise: false },
  { name: 'front right', x: 200, y: 20, size: 98, faster: 7, clockwise: true },
];

/** How far a motor's hub stands above its mount, of the half span. */
export const hubRise: number = 1 / 16;

/** A propeller, with what its two edges pass as offsets from the drone's centre. */
export interface Propeller {
  readonly mount: PropellerMount;
  readonly milliRpm: number;
  /** Hub and radius in pixels, from the drone's centre. */
  readonly hubX: number;
  readonly hubY: number;
  readonly radius: number;
  readonly turning: Turning;
  readonly edges: readonly { readonly map: PhaseMap; readonly polarity: 0 | 1 }[];
}

/** Keys hold no negative numbers: offsets are kept with this added. */
const offsetOrigin = 1024;

export function makePropeller(mount: PropellerMount, halfSpan: number, blades: number, milliRpm: number): Propeller {
  const front = new PhaseMapBuilder();
  const back = new PhaseMapBuilder();
  const radius = Math.max(4, Math.floor((halfSpan * mount.size) / 256));
  const hubX = Math.floor((halfSpan * mount.x) / 256);
  const hubY = Math.floor((halfSpan * mount.y) / 256) - Math.floor(halfSpan * hubRise);
  for (let y = -radius; y <= radius; y += 1) {
    for (let x = -radius; x <= radius; x += 1) {
      // Seen from 25° below its plane: the disc is 7/16 as high as wide.
      const polar = polarOf(x * 7, y * 16);
      const part = Math.floor(polar.radius256 / (7 * radius));
      if (part < 18 || part > 256) continue;
      const angle = mount.clockwise ? polar.angle : turn16 - polar.angle;
      const gain = 300 + part * 2;
      const chord = Math.floor(phasesPerEdge / 40) + Math.floor((phasesPerEdge * 2) / Math.max(24, part));
      const pixel = pixelKey(offsetOrigin + hubX + x, offsetOrigin + hubY + y);
      front.add(angle * blades, pixel, gain);
      back.add(angle * blades + chord, pixel, gain);
    }
  }
  const edges = [
    { map: front.build(), polarity: 1 },
    { map: back.build(), polarity: 0 },
  ] as const;
  return { mount, milliRpm, hubX, hubY, radius, turning: new Turning(blades), edges };
}

/** Adds the events of a propeller's next step. `shift` is the drone's centre. */
export function turnPropeller(
  { milliRpm, turning, edges }: Propeller,
  scale: number,
  sensor: { readonly width: number; readonly height: number },
  shift: { readonly x: number; readonly y: number },
  random: Random,
  ticks: TickBuffer,
): void {
  const fromPhase = turning.phase;
  // A map is passed at most once in a step, however fast.
  const toPhase = Math.min(turning.advance(milliRpm), fromPhase + phasesPerEdge);
  const place = { x: shift.x - offsetOrigin, y: shift.y - offsetOrigin };
  for (const { map, polarity } of edges) passEdge(map, { fromPhase, toPhase, scale, polarity }, sensor, place, random, ticks);
}
