import type { JSX } from 'preact';
import { Icon } from '../parts/icons.js';
import { useModel } from '../parts/model-context.js';

/** Nothing here yet: drop something, try a demo, or open a folder from the command line. */
export function EmptyLibrary(): JSX.Element {
  const model = useModel();
  const { openFiles, demos } = model.host;
  const command = 'npx firstlight open FOLDER';
  return (
    <main class="fl-empty">
      {openFiles === undefined ? (
        <h2>No recordings in this folder</h2>
      ) : (
        <label class="fl-drop-area">
          <Icon name="file" />
          <b>Drop recordings, image stacks or atlases here, or choose files</b>
          <span>RAW, DAT, HDF5, TIFF, PNG, NumPy, .h5ad, Zarr, Parquet · they are read in this tab and stay on this machine</span>
          <input
            type="file"
            multiple
            aria-label="Choose recordings"
            onChange={(event) => {
              const files = [...(event.currentTarget.files ?? [])];
              if (files.length > 0) openFiles(files);
            }}
          />
        </label>
      )}
      {demos === undefined || demos.length === 0 ? null : (
        <section>
          <h3>Or look at one of these</h3>
          <div class="fl-demos">
            {demos.map(({ title, facts, open }) => (
              <button key={title} type="button" class="fl-demo" onClick={open}>
                <b>{title}</b>
                <span>{facts}</span>
              </button>
            ))}
          </div>
        </section>
      )}
      <section>
        <h3>A folder of recordings, read beside the disk</h3>
        <div class="fl-command">
          <code>{command}</code>
          <button type="button" class="fl-button" onClick={() => void model.copy(command, 'Command copied')}>
            Copy
          </button>
        </div>
      </section>
    </main>
  );
}
