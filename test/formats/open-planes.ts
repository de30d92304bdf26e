import { MemorySource } from '../../src/bytes/memory-source.js';
import { runPlan } from '../../src/bytes/plan.js';
import { createEngineShared } from '../../src/engine/engine-shared.js';
import { knownEventFormats } from '../../src/engine/event-formats.js';
import { openPlaneSource } from '../../src/engine/open-plane-source.js';
import type { PlaneFile } from '../../src/engine/plane-file.js';
import type { EnginePorts } from '../../src/engine/ports.js';
import { createSha256 } from '../../src/engine/sha256.js';
import { createSystemClock } from '../../src/engine/system-clock.js';
import type { PlaneLayout } from '../../src/formats/plane-format.js';
import { findPlaneFormat } from '../../src/formats/plane-formats.js';
import { createTwinKernels } from '../../src/kernels/twin/create-twin-kernels.js';
import type { PlaneOpenOptions } from '../../src/shapes/plane-facts.js';
import { halfToNumber } from '../../src/shapes/plane-samples.js';
import type { PlaneSource } from '../../src/shapes/plane-source.js';

const ports: EnginePorts = { clock: createSystemClock(), createHasher: createSha256 };
export const shared = createEngineShared({ kernels: createTwinKernels(), ports, formats: knownEventFormats });

/** Opens bytes as a stack, as the engine would. */
export function openStack(bytes: Uint8Array, name: string, options: PlaneOpenOptions = {}): Promise<PlaneFile> {
  return openPlaneSource(new MemorySource(bytes, name), name, shared, { options });
}

/** The layout of a stack alone, for looking at its plans; `byteLength` may say that the file is longer than `bytes`. */
export function openLayout(bytes: Uint8Array, name: string, byteLength: number = bytes.length): Promise<PlaneLayout> {
  const probe = { name, byteLength, head: bytes.slice(0, 64 << 10), options: {} };
  return runPlan(new MemorySource(bytes, name), findPlaneFormat(probe)!.open(probe));
}

/** Every sample of every plane as plain numbers. */
export async function readNumbers(stack: PlaneSource): Promise<number[][]> {
  await stack.settle();
  const planes: number[][] = [];
  for await (const { samples } of stack.planes({ fromPlane: 0, toPlane: stack.facts.frames.value })) {
    planes.push(Array.from(samples as Float64Array, (value) => (stack.facts.dtype === 'float16' ? halfToNumber(value) : Number(value))));
  }
  return planes;
}

/** An .npy file of version 1. */
export function npyFile(descr: string, shape: readonly number[], data: Uint8Array, fortran = false): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${sizes}), }`;
  const header = new TextEncoder().encode(`\x00NUMPY\x01\x00..${dictionary.padEnd(117)}\n`);
  header[0] = 0x93;
  header[8] = (header.length - 10) & 255;
  header[9] = (header.length - 10) >> 8;
  const file = new Uint8Array(header.length + data.length);
  file.set(header);
  file.set(data, header.length);
  return file;
}
