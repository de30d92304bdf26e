import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatBytes, formatWhole } from '../format/figures.js';
import type { LibraryEntry } from '../library/library-model.js';
import { Dialog } from '../parts/dialog.js';
import { useModel } from '../parts/model-context.js';

/** Number types of headerless files, as the command line names them, and what a number takes. */
const types = [
  ['u1', 'unsigned, 8 bits', 1],
  ['u2', 'unsigned, 16 bits', 2],
  ['>u2', 'unsigned, 16 bits, big-endian', 2],
  ['i2', 'signed, 16 bits', 2],
  ['u4', 'unsigned, 32 bits', 4],
  ['i4', 'signed, 32 bits', 4],
  ['f4', 'float, 32 bits', 4],
  ['f8', 'float, 64 bits', 8],
] as const;

/** How the numbers of a headerless file lie: their type, the size of an image, what stands before them. */
export function RawDialog({ entry }: { readonly entry: LibraryEntry }): JSX.Element {
  const model = useModel();
  const given = model.store.now.options?.planes;
  const [type, setType] = useState<string>(given?.raw ?? 'u2');
  const [width, setWidth] = useState(`${given?.shape?.at(-1) ?? ''}`);
  const [height, setHeight] = useState(`${given?.shape?.at(-2) ?? ''}`);
  const [header, setHeader] = useState(`${given?.headerBytes ?? 0}`);
  const bytes = types.find(([name]) => name === type)?.[2] ?? 1;
  const [w, h, before] = [Number(width), Number(height), Number(header)];
  const sized = [width, height].every((text) => /^[1-9]\d{0,6}$/.test(text.trim())) && /^\d{1,12}$/.test(header.trim());
  const frames = sized ? Math.floor((entry.byteLength - before) / (w * h * bytes)) : 0;
  const rest = sized ? entry.byteLength - before - frames * w * h * bytes : 0;
  const close = (): void => {
    model.dialog.value = undefined;
  };
  const number = (label: string, value: string, onInput: (text: string) => void): JSX.Element => (
    <input
      class="fl-number fl-ch-8"
      inputMode="numeric"
      aria-label={label}
      value={value}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  );
  return (
    <Dialog title={`Read ${entry.name} as images`} class="fl-columns" onClose={close}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (frames < 1) return;
          const planes = { raw: type, shape: [frames, h, w], ...(before === 0 ? {} : { headerBytes: before }) };
          model.store.dispatch({ type: 'setOptions', options: { kind: 'stack', planes } });
          close();
        }}
      >
        <label class="fl-row">
          <span>Numbers</span>
          <select class="fl-select" value={type} onChange={(event) => setType(event.currentTarget.value)}>
            {types.map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <div class="fl-row">
          <span>Image</span>
          <span class="fl-levels">
            {number('Width of an image', width, setWidth)}
            <span>×</span>
            {number('Height of an image', height, setHeight)}
          </span>
        </div>
        <div class="fl-row">
          <span>Before</span>
          <span class="fl-levels">
            {number('Bytes before the first image', header, setHeader)}
            <span class="fl-muted">bytes</span>
          </span>
        </div>
        <p class="fl-hint">
          {!sized
            ? `${formatBytes(entry.byteLength)} in all`
            : frames < 1
              ? 'The file is shorter than one such image.'
              : `${formatWhole(frames)} ${frames === 1 ? 'image' : 'images'}${rest === 0 ? '' : `, ${formatBytes(rest)} left over`}`}
        </p>
        <div class="fl-card-buttons">
          <button type="submit" class="fl-button fl-button-primary" disabled={frames < 1}>
            Open so
          </button>
          <button type="button" class="fl-button" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
