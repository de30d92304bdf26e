import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type ColormapName, colormapTable } from '../../picture/colormaps.js';
import { reversedTable } from '../../picture/plane-to-rgba.js';

/** A colour table from its first to its last colour. */
export function ColourBar({
  colormap,
  reversed,
  class: name,
}: {
  readonly colormap: ColormapName;
  readonly reversed: boolean;
  readonly class: string;
}): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined) return;
    const table = reversed ? reversedTable(colormapTable(colormap)) : colormapTable(colormap);
    const image = context.createImageData(256, 1);
    for (let i = 0; i < 256; i += 1) image.data.set([table[3 * i]!, table[3 * i + 1]!, table[3 * i + 2]!, 255], 4 * i);
    context.putImageData(image, 0, 0);
  }, [colormap, reversed]);
  return <canvas ref={canvas} width={256} height={1} class={name} />;
}
