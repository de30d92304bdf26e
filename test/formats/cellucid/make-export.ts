import { gzipSync } from 'node:zlib';
import type { Files } from '../open-table.js';
import { floats, json } from '../zarr/make-zarr.js';

/** An export of four cells: of version 0.0.9 plain (32-bit floats, files named after fields), of 0.9.1 rounded and gzipped. */
export function makeExport(generation: '0.0' | '0.9', folder = ''): Files {
  const old = generation === '0.0';
  const end = old ? '' : '.gz';
  const pack = (bytes: Uint8Array): Uint8Array => (old ? bytes : new Uint8Array(gzipSync(bytes)));
  const field = (index: number, key: string, ...rest: unknown[]): unknown[] => (old ? [key, ...rest] : [index, key, ...rest]);
  const pattern = (start: string, rest: string): string => `${start}/${old ? '{key}' : '{index}'}.${rest}${end}`;
  const schema = old
    ? { ext: 'f32', dtype: 'float32', quantized: false }
    : { ext: 'u8', dtype: 'uint8', quantized: true, quantizationBits: 8 };
  const files: Record<string, Uint8Array> = {
    'obs_manifest.json': json({
      _format: 'compact_v1',
      n_points: 4,
      _obsSchemas: {
        continuous: { pathPattern: pattern('obs', `values.${schema.ext}`), ...schema },
        categorical: { codesPathPattern: pattern('obs', 'codes.{ext}') },
      },
      _continuousFields: [field(1, 'a score', ...(old ? [] : [2, 4.54]))],
      _categoricalFields: [field(0, 'kind/of', ['B', 'T'], 'uint8', 255, {})],
    }),
    'var_manifest.json': json({
      n_points: 4,
      _varSchema: { kind: 'continuous', pathPattern: pattern('var', `values.${schema.ext}`), ...schema },
      fields: [field(0, 'CD3D', ...(old ? [] : [0, 254])), field(1, 'MS4A1', ...(old ? [] : [1, 1]))],
    }),
    'dataset_identity.json': json({ version: 2, id: 'x', name: 'X', embeddings: { files: { '2d': `points_2d.bin${end}` } } }),
    [`points_2d.bin${end}`]: pack(floats([-1, 0, 1, 0, 0.5, -0.5, 0, 1])),
    [`points_3d.bin${end}`]: pack(floats([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])),
    [`obs/${old ? 'kind_of' : 0}.codes.u8${end}`]: pack(Uint8Array.of(1, 0, 255, 1)),
    [`obs/${old ? 'a_score' : 1}.values.${schema.ext}${end}`]: pack(
      old ? floats([2, 2.01, Number.NaN, 4.54]) : Uint8Array.of(0, 1, 255, 254),
    ),
    [`var/${old ? 'CD3D' : 0}.values.${schema.ext}${end}`]: pack(old ? floats([0, 3, 7, 254]) : Uint8Array.of(0, 3, 7, 254)),
    [`var/${old ? 'MS4A1' : 1}.values.${schema.ext}${end}`]: pack(old ? floats([1, 1, 1, 1]) : Uint8Array.of(0, 0, 0, 0)),
  };
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${folder}${name}`, bytes]));
}
