import type { DensityPicture, DensityWant } from '../viewer/gpu/density-painter.js';
import type { PointColumn, PointLook, PointMask } from '../viewer/gpu/point-look.js';

/** What a page says to the worker that draws maps. First `start`, with the compiled kernels where they can be had. */
export type ToDensityWorker =
  | { readonly type: 'start'; readonly module: WebAssembly.Module | undefined }
  | { readonly type: 'begin'; readonly cells: number; readonly dims: 2 | 3 }
  | { readonly type: 'sample'; readonly cells: Uint32Array; readonly coordinates: Float32Array }
  | { readonly type: 'run'; readonly from: number; readonly coordinates: Float32Array }
  | { readonly type: 'column'; readonly column: PointColumn | undefined }
  | { readonly type: 'look'; readonly look: PointLook }
  | { readonly type: 'mask'; readonly mask: PointMask }
  | { readonly type: 'paint'; readonly number: number; readonly want: DensityWant };

/** The picture of that number, or none where another took its place. */
export interface FromDensityWorker {
  readonly number: number;
  readonly picture?: DensityPicture;
}
