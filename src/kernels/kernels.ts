import type { ByteKernels } from './byte-kernels.js';
import type { EventKernels } from './event-kernels.js';
import type { PlaneKernels } from './plane-kernels.js';
import type { PointKernels } from './point-kernels.js';

/** All kernels of one thread. */
export interface Kernels extends EventKernels, ByteKernels, PlaneKernels, PointKernels {}
