import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnEmitter, createEmitterBlock } from '../../../src/formats/arrays/column-emitter.js';
import { type ElementKind, elementBytes } from '../../../src/formats/arrays/element-type.js';
import { type ElementView, viewElements } from '../../../src/formats/arrays/element-view.js';
import { builds } from '../../kernels/builds.js';
import { type PlainEvent, plainEvents } from '../read-recording.js';

/** Numbers of a kind with a stride, behind `offset` bytes. */
function view(kind: ElementKind, order: 'little' | 'big', values: readonly number[], offset: number, gap: number): ElementView {
  const size = elementBytes(kind);
  const stride = size + gap;
  const bytes = new Uint8Array(offset + stride * values.length + 8);
  const data = new DataView(bytes.buffer);
  const little = order === 'little';
  for (const [i, value] of values.entries()) {
    const at = offset + i * stride;
    if (kind === 'u64' || kind === 'i64') data.setBigInt64(at, BigInt(value), little);
    else if (kind === 'f64') data.setFloat64(at, value, little);
    else if (kind === 'f32') data.setFloat32(at, value, little);
    else if (size === 4) data.setInt32(at, value, little);
    else if (size === 2) data.setInt16(at, value, little);
    else data.setInt8(at, value);
  }
  return viewElements(bytes, offset, stride, values.length, { kind, order });
}

const placing = fc.record({
  order: fc.constantFrom('little' as const, 'big' as const),
  offset: fc.nat(9),
  gap: fc.constantFrom(0, 0, 1, 8),
});

describe.each(builds)('columns of numbers become event columns (%s)', (_name, kernels) => {
  const block = createEmitterBlock(kernels);

  it('whatever their kinds, orders and strides; counts are those of the events', () => {
    const kinds = {
      t: fc.constantFrom<ElementKind>('i64', 'u64', 'f64'),
      x: fc.constantFrom<ElementKind>('u16', 'i16', 'u32', 'i32', 'i64', 'f32', 'f64'),
      p: fc.constantFrom<ElementKind>('i8', 'u8', 'i16', 'i64', 'f32'),
    };
    const event = fc.record({
      step: fc.oneof({ weight: 8, arbitrary: fc.nat(100) }, { weight: 1, arbitrary: fc.integer({ min: -5000, max: 2 ** 33 }) }),
      x: fc.nat(700),
      y: fc.nat(500),
      p: fc.nat(1),
    });
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 100 }),
        fc.record(kinds),
        fc.array(placing, { minLength: 4, maxLength: 4 }),
        fc.integer({ min: 0, max: 2 ** 45 }),
        fc.boolean(),
        fc.nat(99),
        (steps, kind, places, start, signed, cut) => {
          let micros = start + 10 * 5000;
          const events = steps.map((step): PlainEvent => {
            micros += step.step;
            return [micros, step.x, step.y, step.p];
          });
          const column = (role: 0 | 1 | 2 | 3, elementKind: ElementKind): ElementView => {
            const { order, offset, gap } = places[role]!;
            const off = signed && !elementKind.startsWith('u') && role === 3 ? -1 : 0;
            return view(
              elementKind,
              order,
              events.map((values) => (role === 3 && values[3] === 0 ? off : values[role])),
              offset,
              gap,
            );
          };
          const views = { t: column(0, kind.t), x: column(1, kind.x), y: column(2, kind.x), p: column(3, kind.p) };
          const found: PlainEvent[] = [];
          const emitter = new ColumnEmitter(
            block,
            { unit: 'us', offsetMicros: 0 },
            640,
            480,
            (columns) => void found.push(...plainEvents(columns)),
          );
          const first = Math.min(cut, events.length);
          emitter.add(views, first);
          const rest = Object.fromEntries(
            Object.entries(views).map(([role, whole]) => [role, { ...whole, start: whole.start + first * whole.step }]),
          );
          emitter.add({ ...views, ...rest }, events.length - first);
          emitter.flush();
          expect(found).toEqual(events);
          const times = events.map(([time]) => time);
          expect(emitter.tally).toMatchObject({
            events: events.length,
            on: events.reduce((sum, [, , , on]) => sum + on, 0),
            outOfRange: events.filter(([, column, row]) => column >= 640 || row >= 480).length,
            timeDecreases: times.filter((time, i) => i > 0 && time < times[i - 1]!).length,
            firstMicros: times[0],
            lastMicros: times.at(-1),
            minMicros: Math.min(...times),
            maxMicros: Math.max(...times),
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('runs longer than a block come in blocks', () => {
    const count = 120_000;
    const times = Array.from({ length: count }, (_, i) => 2 ** 32 - 50_000 + i);
    const small = view(
      'u16',
      'little',
      times.map((_, i) => i % 640),
      0,
      0,
    );
    const views = {
      t: view('i64', 'little', times, 0, 0),
      x: small,
      y: small,
      p: view(
        'i8',
        'little',
        times.map((_, i) => (i % 3 === 0 ? 1 : -1)),
        1,
        0,
      ),
    };
    const lengths: number[] = [];
    let index = 0;
    const emitter = new ColumnEmitter(block, { unit: 'us', offsetMicros: 0 }, 640, 640, (columns) => {
      lengths.push(columns.length);
      for (const [micros, column, , on] of plainEvents(columns)) {
        if (micros !== times[index] || column !== index % 640 || on !== (index % 3 === 0 ? 1 : 0)) throw new Error(`event ${index}`);
        index += 1;
      }
    });
    emitter.add(views, count);
    emitter.flush();
    expect(index).toBe(count);
    expect(Math.max(...lengths) * 9).toBeLessThanOrEqual(512 * 1024);
    expect(emitter.tally).toMatchObject({ events: count, on: 40_000, outOfRange: 0, timeDecreases: 0 });
  });

  it('coordinates that are no integers of 16 bits are out of range', () => {
    const numbers = (kind: ElementKind, values: number[]): ElementView => view(kind, 'little', values, 0, 0);
    const found: PlainEvent[] = [];
    const emitter = new ColumnEmitter(block, { unit: 'us', offsetMicros: 0 }, 0, 0, (columns) => void found.push(...plainEvents(columns)));
    const zeros = [0, 0, 0, 0];
    const views = {
      t: numbers('i64', zeros),
      x: numbers('f64', [1.5, -1, Number.NaN, 7]),
      y: numbers('i32', [1, 1, 1, 70_000]),
      p: numbers('u8', zeros),
    };
    emitter.add(views, 4);
    emitter.flush();
    expect(found.map(([, column, row]) => [column, row])).toEqual([
      [65_535, 1],
      [65_535, 1],
      [65_535, 1],
      [7, 65_535],
    ]);
    expect(emitter.tally.outOfRange).toBe(4);
  });
});
