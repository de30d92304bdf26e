import type { Notice } from '../../shapes/event-facts.js';

/** The files of a folder that make a stack. */
export interface ChosenFrames {
  /** Names in natural order; empty where there is no image. */
  readonly names: readonly string[];
  /** As people call the files: `PNG`, `TIFF`, … */
  readonly format: string;
  /** Each file holds one plane, whatever it is. */
  readonly single: boolean;
  readonly notices: readonly Notice[];
}

const kinds: readonly { readonly format: string; readonly ending: RegExp; readonly single: boolean }[] = [
  { format: 'PNG', ending: /\.png$/i, single: true },
  { format: 'TIFF', ending: /\.(tiff?|btf|tf8)$/i, single: false },
  { format: 'NPY', ending: /\.npy$/i, single: false },
  { format: 'JPEG', ending: /\.jpe?g$/i, single: true },
  { format: 'BMP', ending: /\.bmp$/i, single: true },
];

/** Chooses, of the names in a folder, in natural order, those of the kind of image that there is most of; the others are said. */
export function chooseFrames(names: readonly string[]): ChosenFrames {
  const groups = kinds.map((kind) => ({ ...kind, names: names.filter((name) => kind.ending.test(name)) }));
  const [most, ...others] = groups.filter((group) => group.names.length > 0).sort((a, b) => b.names.length - a.names.length);
  if (most === undefined) return { names: [], format: '', single: true, notices: [] };
  const left = others.map((group) => `${group.names.length} ${group.format}`);
  const notices: Notice[] = [];
  if (left.length > 0) notices.push({ code: 'files-left-out', message: `Images of other kinds are left out: ${left.join(', ')}` });
  return { names: most.names, format: most.format, single: most.single, notices };
}
