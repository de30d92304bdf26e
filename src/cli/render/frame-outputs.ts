import { InvalidArgumentError } from 'commander';

/** The kinds of output, by the ending of the name. */
export const frameOutputs = ['png', 'gif', 'webp', 'mp4', 'npz'] as const;
export type FrameOutput = (typeof frameOutputs)[number];

/** The kind of output that a name asks for. Commander's `InvalidArgumentError` for any other ending. */
export function frameOutputOf(path: string): FrameOutput {
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase();
  const output = frameOutputs.find((candidate) => candidate === ending);
  if (output === undefined) throw new InvalidArgumentError(`Frames are written to ${frameOutputs.map((name) => `.${name}`).join(', ')}.`);
  return output;
}
