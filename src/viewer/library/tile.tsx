import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';
import { Sparkline } from '../parts/sparkline.js';
import { entryPath, type LibraryEntry, type Thumbnail } from './library-model.js';
import { sparklineName, tileFacts } from './tile-facts.js';

export interface TileProps {
  readonly entry: LibraryEntry;
  readonly selected: boolean;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** One recording: picture, name, one line of facts, its curve. A click chooses it, a second one opens it. */
export function Tile({ entry, selected, left, top, width, height }: TileProps): JSX.Element {
  const model = useModel();
  const details = model.library.details(entry.recording).value;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
    <div
      id={`tile-${entry.recording}`}
      class="fl-tile"
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      title={entryPath(entry)}
      style={{ left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` }}
      onClick={() => {
        const narrow = matchMedia('(max-width: 719px)').matches;
        if (selected || narrow) model.open(entry);
        else model.library.selected.value = entry.recording;
      }}
      onDblClick={() => model.open(entry)}
    >
      <div class="fl-tile-picture">
        {details.thumbnail !== undefined ? (
          <ThumbnailCanvas thumbnail={details.thumbnail} />
        ) : details.error === undefined ? null : (
          <span class="fl-tile-error">
            <Icon name="warning" /> {details.error.message}
          </span>
        )}
      </div>
      <div class="fl-tile-caption">
        <div class="fl-tile-name">
          <b>{entry.name}</b>
          <span>{details.thumbnail?.facts.format ?? ''}</span>
        </div>
        <span class="fl-tile-facts">
          {tileFacts(entry, details).map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </span>
      </div>
      {details.thumbnail === undefined || details.thumbnail.sparkline.length === 0 ? null : (
        <Sparkline
          class="fl-tile-sparkline"
          values={details.thumbnail.sparkline}
          label={`${sparklineName(details.thumbnail.facts)} of ${entry.name}`}
        />
      )}
    </div>
  );
}

/** A thumbnail in its own pixels, scaled by the style sheet. */
export function ThumbnailCanvas({ thumbnail }: { readonly thumbnail: Thumbnail }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const { width, height, rgba } = thumbnail;
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined || width === 0 || height === 0) return;
    context.canvas.width = width;
    context.canvas.height = height;
    const image = context.createImageData(width, height);
    image.data.set(rgba);
    context.putImageData(image, 0, 0);
  }, [thumbnail]);
  return <canvas ref={canvas} class="fl-thumbnail" />;
}
