import { describe, expect, it } from 'vitest';
import { type GenerateOptions, generateEvents, sceneTruth } from '../../src/generate/generate-events.js';
import type { RotorTruth, SceneName } from '../../src/generate/scene.js';

interface Tracking {
  /** Width of a disc over its height, as it is seen. */
  readonly flattening: number;
  readonly windowMicros: number;
  readonly fromMicros: number;
  readonly toMicros: number;
}

/**
 * Revolutions per minute by following the mean angle of the leading edges' ON events, folded over the blades, from window to
 * window, and a line through the unwrapped angles.
 */
function trackRpm(scene: SceneName, options: GenerateOptions, rotor: RotorTruth, tracking: Tracking): number {
  const { flattening, windowMicros, fromMicros, toMicros } = tracking;
  const windows = Math.floor((toMicros - fromMicros) / windowMicros);
  const sines = new Float64Array(windows);
  const cosines = new Float64Array(windows);
  for (const { columns } of generateEvents(scene, options)) {
    const { baseMicros, length, t, x, y, p } = columns;
    for (let i = 0; i < length; i += 1) {
      const window = Math.floor((baseMicros + t[i]! - fromMicros) / windowMicros);
      if (p[i] === 0 || window < 0 || window >= windows) continue;
      const dx = x[i]! - rotor.x;
      const dy = (y[i]! - rotor.y) * flattening;
      const radius = Math.hypot(dx, dy) / rotor.radius;
      if (radius < 0.55 || radius > 0.8) continue;
      const angle = Math.atan2(dy, dx) * rotor.blades;
      sines[window]! += Math.sin(angle);
      cosines[window]! += Math.cos(angle);
    }
  }
  let turned = 0;
  let previous = 0;
  const points: [number, number][] = [];
  for (let window = 0; window < windows; window += 1) {
    const angle = Math.atan2(sines[window]!, cosines[window]!);
    const step = angle - previous;
    turned += window === 0 ? angle : step - 2 * Math.PI * Math.round(step / (2 * Math.PI));
    previous = angle;
    points.push([window * windowMicros, turned / rotor.blades]);
  }
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [time, angle] = [mean(points.map(([at]) => at)), mean(points.map(([, turn]) => turn))];
  const slope = mean(points.map(([at, turn]) => (at - time) * (turn - angle))) / mean(points.map(([at]) => (at - time) ** 2));
  return (slope / (2 * Math.PI)) * 60e6;
}

describe('known speeds', () => {
  it.each([
    { rpm: 480, blades: 3 },
    { rpm: 1234.5, blades: 4 },
    { rpm: 2400, blades: 5 },
  ])('fan at $rpm rpm with $blades blades', (chosen) => {
    const options = { width: 320, height: 240, events: 600_000, rate: 2_000_000, ...chosen };
    const rotor = sceneTruth('fan', options).rotors[0]!;
    expect(rotor.rpmAt(123_456)).toBe(chosen.rpm);
    const measured = trackRpm('fan', options, rotor, { flattening: 16 / 15, windowMicros: 500, fromMicros: 0, toMicros: 250_000 });
    expect(Math.abs(measured / chosen.rpm - 1)).toBeLessThan(0.01);
  });

  it('fan whose speed goes up and down', () => {
    const options = { width: 320, height: 240, events: 2_200_000, rate: 2_000_000, rpm: 300, rpmTo: 900, rampMicros: 1_000_000 };
    const rotor = sceneTruth('fan', options).rotors[0]!;
    expect([0, 250_000, 500_000, 750_000].map((at) => Math.round(rotor.rpmAt(at)))).toEqual([300, 600, 900, 600]);
    for (const at of [100_000, 250_000, 400_000, 700_000]) {
      const measured = trackRpm('fan', options, rotor, {
        flattening: 16 / 15,
        windowMicros: 500,
        fromMicros: at - 50_000,
        toMicros: at + 50_000,
      });
      expect(Math.abs(measured / rotor.rpmAt(at) - 1)).toBeLessThan(0.01);
    }
  });

  it('star', () => {
    const options = { width: 320, height: 240, events: 400_000, rpm: 90, blades: 12 };
    const rotor = sceneTruth('star', options).rotors[0]!;
    const measured = trackRpm(
      'star',
      options,
      { ...rotor, radius: rotor.radius * 0.75 },
      { flattening: 1, windowMicros: 1000, fromMicros: 0, toMicros: 200_000 },
    );
    expect(Math.abs(measured / 90 - 1)).toBeLessThan(0.01);
  });

  it('every propeller of the drone, with its direction', () => {
    const options = { width: 640, height: 480, events: 200_000, rate: 4_000_000, rpm: 5000 };
    const { rotors } = sceneTruth('drone', options);
    expect(rotors.map((rotor) => rotor.rpmAt(0))).toEqual([5060, -4955, -4980, 5035]);
    for (const rotor of rotors) {
      const measured = trackRpm('drone', options, rotor, { flattening: 16 / 7, windowMicros: 200, fromMicros: 0, toMicros: 40_000 });
      expect(Math.abs(measured / rotor.rpmAt(0) - 1)).toBeLessThan(0.01);
    }
  });
});
