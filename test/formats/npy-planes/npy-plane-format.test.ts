import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { npyFile, openLayout, openStack, readNumbers } from '../open-planes.js';

const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at);

describe('stacks in .npy files', () => {
  it('names the axes by the shape', async () => {
    const axes = async (shape: number[]): Promise<string> => {
      const stack = await openStack(npyFile('|u1', shape, new Uint8Array(shape.reduce((a, b) => a * b))), 'a.npy');
      return stack.facts.axes.map(({ name, size }) => `${name}${size.value}`).join(' ');
    };
    expect(await axes([2, 3])).toBe('Y2 X3');
    expect(await axes([9, 8, 7])).toBe('T9 Y8 X7');
    expect(await axes([9, 8, 3])).toBe('Y9 X8 S3');
    expect(await axes([9, 4, 4])).toBe('T9 Y4 X4');
    expect(await axes([5, 2, 9, 8])).toBe('T5 C2 Y9 X8');
    expect(await axes([5, 20, 9, 8])).toBe('T5 Z20 Y9 X8');
    expect(await axes([5, 9, 8, 4])).toBe('T5 Y9 X8 S4');
  });

  it('reads planes in both orders of bytes and of axes', async () => {
    const little = await openStack(npyFile('<u2', [2, 1, 2], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)), 'a.npy');
    expect(await readNumbers(little)).toEqual([
      [0x0201, 0x0403],
      [0x0605, 0x0807],
    ]);
    const big = await openStack(npyFile('>u2', [2, 1, 2], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)), 'a.npy');
    expect(await readNumbers(big)).toEqual([
      [0x0102, 0x0304],
      [0x0506, 0x0708],
    ]);
    const fortran = await openStack(npyFile('|u1', [2, 2, 3], counting(12), true), 'a.npy');
    expect(await readNumbers(fortran)).toEqual([
      [0, 4, 8, 2, 6, 10],
      [1, 5, 9, 3, 7, 11],
    ]);
    expect(fortran.facts.notices.map(({ code }) => code)).toEqual(['interleaved-planes']);
  });

  it('reads any order of axes as its transpose would be', async () => {
    const names = fc.shuffledSubarray(['T', 'C', 'Y', 'X', 'S'] as const, { minLength: 5, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(names, fc.boolean(), async (axes, fortran) => {
        const sizes = { T: 2, C: 3, Y: 4, X: 5, S: 2 };
        const shape = axes.map((name) => sizes[name]);
        const stack = await openStack(npyFile('|u1', shape, counting(240), fortran), 'a.npy', { axes });
        const planeOrder = axes.filter((name) => name === 'T' || name === 'C');
        const order = [...planeOrder, 'Y', 'X', 'S'] as const;
        const strides = new Map<string, number>();
        let stride = 1;
        for (const name of fortran ? axes : axes.toReversed()) {
          strides.set(name, stride);
          stride *= sizes[name];
        }
        const expected: number[] = [];
        const visit = (depth: number, at: number): void => {
          if (depth === order.length) {
            expected.push(at);
            return;
          }
          const name = order[depth]!;
          for (let i = 0; i < sizes[name]; i += 1) visit(depth + 1, at + i * strides.get(name)!);
        };
        visit(0, 0);
        expect((await readNumbers(stack)).flat()).toEqual(expected);
        expect(Array.from((await stack.plane(4)).samples as Uint8Array)).toEqual(expected.slice(4 * 40, 5 * 40));
      }),
      { numRuns: 100 },
    );
  });

  it('finds a plane of a hundred gigabytes by its arithmetic', async () => {
    const header = npyFile('<u2', [50_000, 1000, 1000], new Uint8Array(0));
    const layout = await openLayout(header, 'cube.npy', header.length + 1e11);
    expect(layout.facts.frames).toEqual({ value: 50_000, exactness: 'exact' });
    const plan = layout.planPlanes(49_999, 50_000);
    const step = plan.next([]);
    expect(step.done).toBe(true);
    const ranges = step.done === true ? step.value.flatMap((job) => job.ranges) : [];
    expect(ranges[0]).toEqual({ offset: header.length + 49_999 * 2e6, length: 1_048_000 });
    expect(ranges.reduce((sum, { length }) => sum + length, 0)).toBe(2_000_000);
  });

  it('reads of a Fortran cube no more than lies between what is wanted', async () => {
    const shape = [100_000, 40, 30];
    const header = npyFile('<u2', shape, new Uint8Array(0), true);
    const layout = await openLayout(header, 'cube.npy', header.length + 2.4e8);
    const step = layout.planPlanes(7, 8).next([]);
    const ranges = step.done === true ? step.value.flatMap((job) => job.ranges) : [];
    expect(ranges).toHaveLength(1200);
    expect(ranges[1]).toEqual({ offset: header.length + 200_000 + 14, length: 2 });
  });

  it('keeps whole planes of a cut file and says so', async () => {
    const whole = npyFile('|u1', [3, 6, 7], counting(126));
    const stack = await openStack(whole.slice(0, whole.length - 50), 'a.npy');
    expect(stack.facts.frames.value).toBe(1);
    await stack.survey();
    expect(stack.facts.integrity).toEqual({ truncatedBytes: 50, brokenFrames: 0 });
    expect(stack.facts.notices.map(({ code }) => code)).toEqual(['truncated']);
  });

  it.each([
    ['objects', npyFile('|O', [3, 3], new Uint8Array(9)), 'unsupported'],
    ['complex numbers', npyFile('<c8', [3, 3], new Uint8Array(72)), 'unsupported'],
    ['one dimension', npyFile('<f4', [9], new Uint8Array(36)), 'unsupported'],
    ['nothing along an axis', npyFile('<f4', [0, 9], new Uint8Array(0)), 'corrupt'],
    ['no whole image', npyFile('<f4', [1000, 1000, 1000], new Uint8Array(9)), 'truncated'],
  ])('refuses %s', async (_, bytes, code) => {
    await expect(openStack(bytes, 'a.npy')).rejects.toMatchObject({ code });
  });

  it('says when an image is too large to hold, and when there is none', async () => {
    const header = npyFile('<f8', [2, 50_000, 50_000], new Uint8Array(0));
    const layout = await openLayout(header, 'a.npy', header.length + 4e10);
    expect(layout.facts.height).toBe(50_000);
    expect(() => layout.planPlanes(1, 3).next([])).toThrow('2 images');
    const one = npyFile('|u1', [6, 7], counting(42));
    await expect((await openStack(one, 'a.npy')).plane(1)).rejects.toMatchObject({ code: 'out-of-range' });
  });
});
