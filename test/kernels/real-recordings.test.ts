import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DecoderSpec } from '../../src/kernels/event-kernels.js';
import type { EventColumns } from '../../src/shapes/event-columns.js';
import { builds } from './builds.js';

// Digests of packed records t:u64 x:u16 y:u16 p:u8 from decoders of other projects.
const folder = '../shared/data/events';
const size = { width: 1280, height: 720 } as const;
const first50k = 'c84c0bc8754e4c05390d4b316a878b79da34ec074053ae72eb0fded4ad498c6e';
const recordings: readonly (readonly [file: string, spec: DecoderSpec, headerEnd: string | number, sha256: string])[] = [
  ['gen3-evt2.raw', { kind: 'evt2', width: 640, height: 480 }, 166, '58773c06cd3098d13e0f2781e1134449d2f01ed498d4975aabc2c4e5ec81d44b'],
  ['gen4-evt3.raw', { kind: 'evt3', ...size }, 166, '9bba5ca48301878102200069a89413a3240eaae3ff599d217f1c1a84d13fe7ba'],
  ['derived/gen4-evt2.raw', { kind: 'evt2', ...size }, '% end\n', first50k],
  ['derived/gen4-evt21.raw', { kind: 'evt21', order: 'legacy', ...size }, '% end\n', first50k],
  ['derived/gen4.dat', { kind: 'dat', version: 2, recordType: 'cd', ...size }, '% end\n..', first50k],
  [
    'derived/gen4-prophesee.csv',
    { kind: 'text', order: ['x', 'y', 'p', 't'], separator: 44, microsDigits: 0, polarity: '01', ...size },
    0,
    first50k,
  ],
];

describe.skipIf(!existsSync(folder)).each(builds)('real recordings (%s)', (_name, kernels) => {
  for (const [file, spec, headerEnd, sha256] of recordings) {
    it(`decodes ${file} as the other decoders do`, () => {
      const bytes = readFileSync(`${folder}/${file}`);
      const start = typeof headerEnd === 'number' ? headerEnd : bytes.indexOf(headerEnd.replaceAll('.', '')) + headerEnd.length;
      const hash = createHash('sha256');
      const decoder = kernels.decoder(spec);
      const sink = (columns: EventColumns) => hash.update(pack(columns));
      for (let at = start; at < bytes.length; at += 100_003) decoder.decode(bytes.subarray(at, at + 100_003), sink);
      decoder.finish(sink);
      expect(decoder.tally).toMatchObject({ timeDecreases: expect.any(Number), truncatedBytes: 0, unknownWords: 0 });
      expect(hash.digest('hex')).toBe(sha256);
    });
  }
});

function pack(columns: EventColumns): Uint8Array {
  const bytes = new Uint8Array(13 * columns.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < columns.length; i++) {
    view.setBigUint64(13 * i, BigInt(columns.baseMicros + columns.t[i]!), true);
    view.setUint16(13 * i + 8, columns.x[i]!, true);
    view.setUint16(13 * i + 10, columns.y[i]!, true);
    bytes[13 * i + 12] = columns.p[i]!;
  }
  return bytes;
}
