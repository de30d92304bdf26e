import type { DensityPainter, DensityPicture, DensityWant } from '../viewer/gpu/density-painter.js';
import type { PointColumn, PointLook, PointMask } from '../viewer/gpu/point-look.js';
import type { FromDensityWorker, ToDensityWorker } from './density-messages.js';

export interface TabDensityPainterOptions {
  readonly createWorker: () => Worker;
  /** The compiled kernels, or nothing where they cannot be had: their twins then do the work. */
  readonly module: Promise<WebAssembly.Module | undefined>;
}

/** Draws maps in a worker of this tab. A worker that dies gives up its pictures; its map is drawn when it is begun again. */
export class TabDensityPainter implements DensityPainter {
  readonly #worker: Worker;
  readonly #asked = new Map<number, (picture: DensityPicture | undefined) => void>();
  #queue: { readonly message: ToDensityWorker; readonly transfer: Transferable[] }[] | undefined = [];
  #number = 0;
  #closed = false;

  constructor({ createWorker, module }: TabDensityPainterOptions) {
    this.#worker = createWorker();
    this.#worker.onmessage = ({ data }: MessageEvent<FromDensityWorker>) => this.#settle(data.number, data.picture);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      console.warn('The worker that draws maps failed:', event.message);
      this.#giveUp();
    };
    void module.then((compiled) => this.#start(compiled));
  }

  begin(cells: number, dims: 2 | 3): void {
    this.#post({ type: 'begin', cells, dims });
  }

  putSample(cells: Uint32Array, coordinates: Float32Array): void {
    const own = { cells: cells.slice(), coordinates: coordinates.slice() };
    this.#post({ type: 'sample', ...own }, [own.cells.buffer, own.coordinates.buffer]);
  }

  putRun(from: number, coordinates: Float32Array): void {
    const own = coordinates.slice();
    this.#post({ type: 'run', from, coordinates: own }, [own.buffer]);
  }

  setColumn(column: PointColumn | undefined): void {
    if (column === undefined) this.#post({ type: 'column', column });
    else if (column.kind === 'codes') {
      const codes = column.codes.slice();
      this.#post({ type: 'column', column: { kind: 'codes', codes } }, [codes.buffer]);
    } else {
      const values = column.values.slice();
      this.#post({ type: 'column', column: { kind: 'numbers', values } }, [values.buffer]);
    }
  }

  setLook(look: PointLook): void {
    // Arrays that came with others in one message would take all of it along.
    if (look.kind !== 'categories') this.#post({ type: 'look', look });
    else {
      const { colours, hidden, counts } = look;
      this.#post({ type: 'look', look: { ...look, colours: colours.slice(), hidden: hidden.slice(), counts: counts.slice() } });
    }
  }

  setMask(mask: PointMask): void {
    this.#post({ type: 'mask', mask: { visible: mask.visible?.slice(), selected: mask.selected?.slice() } });
  }

  paint(want: DensityWant): Promise<DensityPicture | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve) => {
      this.#asked.set(number, resolve);
      this.#post({ type: 'paint', number, want });
    });
  }

  close(): void {
    this.#giveUp();
    this.#worker.terminate();
  }

  #start(module: WebAssembly.Module | undefined): void {
    if (this.#closed) return;
    const queue = this.#queue ?? [];
    this.#queue = undefined;
    this.#post({ type: 'start', module });
    for (const { message, transfer } of queue) this.#post(message, transfer);
  }

  #post(message: ToDensityWorker, transfer: Transferable[] = []): void {
    if (this.#closed) return;
    if (this.#queue === undefined) this.#worker.postMessage(message, transfer);
    else this.#queue.push({ message, transfer });
  }

  #settle(number: number, picture: DensityPicture | undefined): void {
    const resolve = this.#asked.get(number);
    this.#asked.delete(number);
    resolve?.(picture);
  }

  #giveUp(): void {
    this.#closed = true;
    for (const number of [...this.#asked.keys()]) this.#settle(number, undefined);
  }
}
