import { DensityDrawing } from '../picture/map-density.js';
import { DensityMap } from '../viewer/gpu/density-map.js';
import type { FromDensityWorker, ToDensityWorker } from './density-messages.js';
import { tabKernels } from './tab-kernels.js';

/* The script of the worker that draws maps where there is no GPU: one map at a time, its newest picture first. */

type Paint = Extract<ToDensityWorker, { readonly type: 'paint' }>;

let map: DensityMap | undefined;
let waiting: Paint | undefined;
let painting = false;

/** Lets messages that came meanwhile be heard, without the delay of a timer. */
const turns = new MessageChannel();
let onTurn: (() => void) | undefined;
turns.port1.onmessage = () => onTurn?.();

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    onTurn = resolve;
    turns.port2.postMessage(undefined);
  });
}

function say(message: FromDensityWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

async function paintAll(): Promise<void> {
  if (painting) return;
  painting = true;
  while (waiting !== undefined && map !== undefined) {
    const { number, want } = waiting;
    waiting = undefined;
    const work = map.paint(want);
    let step = work.next();
    while (step.done !== true) {
      await nextTurn();
      // A picture of a part is soon there; an exact one would keep the next gesture waiting.
      if (waiting !== undefined && want.stride === 1) break;
      step = work.next();
    }
    if (step.done === true) say({ number, picture: step.value }, [step.value.rgba.buffer]);
    else say({ number });
  }
  painting = false;
}

self.onmessage = ({ data }: MessageEvent<ToDensityWorker>) => {
  if (data.type === 'start') {
    map = new DensityMap(new DensityDrawing(tabKernels(data.module)));
    return;
  }
  if (data.type === 'paint') {
    if (waiting !== undefined) say({ number: waiting.number });
    waiting = data;
    void paintAll();
  } else if (data.type === 'begin') map?.begin(data.cells, data.dims);
  else if (data.type === 'sample') map?.putSample(data.cells, data.coordinates);
  else if (data.type === 'run') map?.putRun(data.from, data.coordinates);
  else if (data.type === 'column') map?.setColumn(data.column);
  else if (data.type === 'look') map?.setLook(data.look);
  else map?.setMask(data.mask);
};
