import fc from 'fast-check';
import { expect, it } from 'vitest';
import { polarOf, sin16, turn16 } from '../../src/generate/fixed-trig.js';

it('the sine is within two units of the true one', () => {
  for (let angle = -turn16; angle <= turn16; angle += 17) {
    expect(Math.abs(sin16(angle) - 32767 * Math.sin((angle * 2 * Math.PI) / turn16))).toBeLessThan(2);
  }
  expect([0, 16384, 32768, 49152].map((angle) => Math.round(sin16(angle) / 10))).toEqual([0, 3277, 0, -3277]);
});

it('polar form has the true angle and radius', () => {
  fc.assert(
    fc.property(fc.integer({ min: -16_384, max: 16_384 }), fc.integer({ min: -16_384, max: 16_384 }), (x, y) => {
      fc.pre(Math.hypot(x, y) > 16);
      const polar = polarOf(x, y);
      const turns = polar.angle / turn16 - Math.atan2(y, x) / (2 * Math.PI);
      expect(Math.abs(turns - Math.round(turns)) * turn16).toBeLessThan(2);
      expect(Math.abs(polar.radius256 / 256 - Math.hypot(x, y))).toBeLessThan(Math.hypot(x, y) / 50_000 + 1 / 16);
    }),
  );
});
