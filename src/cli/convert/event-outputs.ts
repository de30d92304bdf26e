import { FirstlightError } from '../../base/errors.js';
import type { ByteSink, EventWriter, EventWriterOptions } from '../../formats/event-format.js';
import { loadNodeKernels } from '../../node/node-kernels.js';

/** Makes a writer over a sink. */
export type CreateWriter = (sink: ByteSink, options: EventWriterOptions) => EventWriter;

/** A format that recordings can be written in; its code is loaded when it is chosen. */
export interface EventOutput {
  /** As `--format` names it. */
  readonly name: string;
  /** Endings that choose it; the first format with an ending is its default. */
  readonly endings: readonly string[];
  readonly load: () => Promise<CreateWriter>;
}

const outputs: readonly EventOutput[] = [
  {
    name: 'csv',
    endings: ['csv'],
    load: async () => {
      const { createTextWriter } = await import('../../formats/text/text-writer.js');
      return (sink, options) => createTextWriter(sink, { ...options, style: 'prophesee' });
    },
  },
  {
    name: 'txt',
    endings: ['txt'],
    load: async () => {
      const { createTextWriter } = await import('../../formats/text/text-writer.js');
      return (sink, options) => createTextWriter(sink, { ...options, style: 'uzh' });
    },
  },
  {
    name: 'hdf5',
    endings: ['h5', 'hdf5'],
    load: async () => {
      const { createHdf5Writer } = await import('../../formats/hdf5-events/hdf5-writer.js');
      const { kernels } = await loadNodeKernels();
      return (sink, options) => createHdf5Writer(sink, { ...options, deflate: (bytes) => kernels.deflate(bytes, 'zlib') });
    },
  },
  { name: 'npz', endings: ['npz'], load: async () => (await import('../../formats/numpy/npz-writer.js')).createNpzWriter },
  { name: 'dat', endings: ['dat'], load: async () => (await import('../../formats/dat/dat-writer.js')).createDatWriter },
  { name: 'evt3', endings: ['raw'], load: async () => (await import('../../formats/evt3/evt3-writer.js')).createEvt3Writer },
  { name: 'evt2', endings: ['raw'], load: async () => (await import('../../formats/evt2/evt2-writer.js')).createEvt2Writer },
  { name: 'evt2.1', endings: ['raw'], load: async () => (await import('../../formats/evt21/evt21-writer.js')).createEvt21Writer },
];

/** Names that `--format` takes. */
export const eventOutputNames: readonly string[] = outputs.map(({ name }) => name);

/** The format of a file to write, by `format` where it is given, else by the ending of the name; undefined for others. */
export function eventOutputOf(path: string, format: string | undefined): EventOutput | undefined {
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return outputs.find((output) => (format === undefined ? output.endings.includes(ending) : output.name === format));
}

/** The format of that name. */
export function eventOutputNamed(name: string): EventOutput {
  const output = outputs.find((candidate) => candidate.name === name);
  if (output === undefined) throw new FirstlightError('internal', `No writer is called ${name}`);
  return output;
}

/** What to say when a name's ending chooses no format. */
export function unknownOutput(path: string): string {
  const endings = [...new Set(outputs.flatMap((output) => output.endings))].map((name) => `.${name}`).join(', ');
  return `error: recordings are written to ${endings}, or with --format to any name: ${path}`;
}
