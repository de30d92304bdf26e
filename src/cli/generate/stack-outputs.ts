import type { ByteSink } from '../../formats/event-format.js';
import type { PlaneWriter, PlaneWriterOptions } from '../../formats/plane-writer.js';

type CreatePlaneWriter = (sink: ByteSink, options: PlaneWriterOptions) => PlaneWriter;

const outputs: Readonly<Record<string, () => Promise<CreatePlaneWriter>>> = {
  npy: async () => (await import('../../formats/npy-planes/npy-plane-writer.js')).createNpyPlaneWriter,
  tif: loadTiff,
  tiff: loadTiff,
  btf: async () => {
    const create = await loadTiff();
    return (sink, options) => create(sink, { ...options, big: true });
  },
};

async function loadTiff(): Promise<typeof import('../../formats/tiff/write/tiff-plane-writer.js').createTiffPlaneWriter> {
  return (await import('../../formats/tiff/write/tiff-plane-writer.js')).createTiffPlaneWriter;
}

/** The endings that stacks are written to, for people. */
export const stackOutputNames: readonly string[] = Object.keys(outputs);

/** What writes a stack to a file of this name; undefined where its ending is none of a stack. */
export function stackOutputOf(path: string): (() => Promise<CreatePlaneWriter>) | undefined {
  return outputs[/\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''];
}
