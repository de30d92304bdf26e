import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer, AnswerOf } from '../../src/protocol/answers.js';
import type { Request } from '../../src/protocol/requests.js';
import { decodeAnswer, decodeRequest, encodeMessage, isStatus, transferablesOf } from '../../src/protocol/wire.js';

const frame = (pixels: Uint8Array<ArrayBuffer> | Int16Array<ArrayBuffer> | Uint16Array<ArrayBuffer>): AnswerOf<'frame'> => ({
  type: 'frame',
  view: 1,
  revision: 2,
  recording: '0:ä/b.raw',
  quality: 'exact',
  representation: 'polarity',
  width: 3,
  height: 2,
  fromMicros: -5,
  toMicros: 2 ** 40,
  events: 7,
  on: 3,
  least: -1.5,
  greatest: 4,
  regions: [[1, 2]],
  skipped: 0,
  dropped: 0,
  playing: false,
  timing: { read: 0.5, decode: 1, accumulate: 2 },
  pixels,
});

describe('the wire form', () => {
  it('restores typed arrays with their type, wherever the bytes lie', () => {
    fc.assert(
      fc.property(fc.int16Array(), fc.float32Array(), fc.nat(16), (pixels, bins, shift) => {
        const rate: Answer = {
          type: 'rate',
          request: 1,
          quality: 'coarse',
          fromMicros: 0,
          binMicros: 0.5,
          on: bins,
          off: bins,
          final: false,
        };
        const several: Answer = {
          ...frame(new Uint8Array(6)),
          beside: [{ representation: 'signedCount', least: -1, greatest: 1, pixels }],
        };
        for (const message of [frame(pixels), several, rate]) {
          const encoded = encodeMessage(message);
          const moved = new Uint8Array(encoded.byteLength + shift);
          moved.set(encoded, shift);
          expect(decodeAnswer(moved.subarray(shift))).toEqual(message);
        }
      }),
    );
  });

  it('carries every request as it is', () => {
    const requests: Request[] = [
      { type: 'hello', protocol: 1 },
      {
        type: 'describe',
        request: 3,
        recording: 'a',
        options: { kind: 'events', events: { geometry: [640, 480], columns: ['t', 'x', 'y', 'p'], timeUnit: 'us' } },
      },
      { type: 'cancel', view: 4 },
      {
        type: 'view',
        view: 1,
        revision: 2,
        recording: 'a',
        want: {
          kind: 'plane',
          place: { t: 3, c: 0, z: 1 },
          axis: 'T',
          chain: [
            { kind: 'subtract', by: { kind: 'range', of: 'median', first: 0, last: 9 }, amount: 0.5 },
            { kind: 'divide', by: { kind: 'sliding', planes: 5, placement: 'centred', gap: 1 }, amount: 1 },
            { kind: 'mask', shape: { kind: 'ellipse', x0: 1, y0: 2, x1: 3, y1: 4 }, inverted: true },
            { kind: 'rotate' },
          ],
          reduction: { of: 'std', first: 0, last: 99 },
        },
      },
      {
        type: 'select',
        request: 9,
        recording: 'a',
        want: {
          filters: [{ set: { kind: 'categories', column: 'louvain', names: ['B', null] }, except: true, on: true }],
          steps: [
            {
              op: 'add',
              set: {
                kind: 'polygon',
                embedding: 'X_umap',
                points: [
                  [0, 0],
                  [1, 0],
                  [0.5, 2],
                ],
              },
            },
            { op: 'intersect', set: { kind: 'range', column: { kind: 'gene', gene: 'CD3D' }, from: 1 } },
          ],
        },
      },
    ];
    for (const request of requests) expect(decodeRequest(encodeMessage(request))).toEqual(request);
  });

  it('refuses whatever is not a message, without another kind of error', () => {
    const encoded = encodeMessage(frame(new Uint8Array(64)));
    fc.assert(
      fc.property(fc.nat(encoded.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(encoded.length), (at, flip, length) => {
        const damaged = encoded.slice(0, length);
        if (at < length) damaged[at]! ^= flip;
        try {
          decodeAnswer(damaged);
        } catch (error) {
          expect(error).toMatchObject({ name: 'FirstlightError', code: expect.stringMatching(/^(corrupt|too-large)$/) });
        }
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => decodeRequest(bytes)).toThrowError(expect.objectContaining({ name: 'FirstlightError' }));
      }),
    );
  });

  it('keeps limits and lets no description write outside its place', () => {
    expect(() => decodeRequest(new Uint8Array((1 << 20) + 1))).toThrowError(expect.objectContaining({ code: 'too-large' }));
    expect(() => decodeRequest(encodeMessage(frame(new Uint8Array(8))))).toThrowError(expect.objectContaining({ code: 'too-large' }));
    const forge = (at: unknown[]): Uint8Array => {
      const head = new TextEncoder().encode(JSON.stringify({ m: { type: 'hello', protocol: 1 }, b: [{ at, type: 'u8', length: 0 }] }));
      const bytes = new Uint8Array((4 + head.length + 7) & ~7);
      new DataView(bytes.buffer).setUint32(0, head.length, true);
      bytes.set(head, 4);
      return bytes;
    };
    for (const at of [['__proto__', 'polluted'], ['constructor'], ['type'], ['nothing']]) {
      expect(() => decodeAnswer(forge(at))).toThrowError(expect.objectContaining({ code: 'corrupt' }));
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('tells a status that is not as agreed from answers that somebody waits for', () => {
    const status: Answer = { type: 'status', usedBytes: 1, budgetBytes: 2, readBytesPerSecond: 0, warmed: [], working: [] };
    const bad = encodeMessage({ ...status, usedBytes: 1.5 });
    expect(() => decodeAnswer(bad)).toThrow(/usedBytes/);
    expect(isStatus(bad)).toBe(true);
    expect(isStatus(encodeMessage(frame(new Uint8Array(6))))).toBe(false);
    expect(isStatus(new Uint8Array(3))).toBe(false);
  });

  it('names the buffers that can be transferred', () => {
    const own = new Uint8Array(6);
    expect(transferablesOf(frame(own))).toEqual([own.buffer]);
    expect(transferablesOf(frame(new Uint8Array(12).subarray(3, 9)))).toEqual([]);
  });
});
