// A gene as a page gets it that is served plain bytes: a range over HTTP, then inflated, which is what Cellucid 0.9.5 does.
import { Agent, get } from 'node:http';
import { inflateSync } from 'node:zlib';

export class GeneFetcher {
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #url;
  #cells;

  constructor(url, cells) {
    this.#url = url;
    this.#cells = cells;
  }

  /**
   * Fetches a gene in one range, which holds the chunks of its values and of its cells, and inflates them: its value in each cell.
   * @param {{ first: number, last: number, chunk: number, data: [number, number][], indices: [number, number][] }} place
   */
  async read({ first, last, chunk, data, indices }) {
    const all = [...data, ...indices];
    const start = Math.min(...all.map(([at]) => at));
    const bytes = await this.#range(start, Math.max(...all.map(([at, size]) => at + size)));
    const inflate = (chunks) => chunks.map(([at, size]) => new Uint8Array(inflateSync(bytes.subarray(at - start, at - start + size))));
    const values = inflate(data).map((part) => new Float32Array(part.buffer, part.byteOffset, part.length / 4));
    // HDF5's shuffle is undone on the cells.
    const cells = inflate(indices).map((part) => new Int32Array(unshuffle(part).buffer));
    const column = new Float32Array(this.#cells);
    const firstChunk = Math.floor(first / chunk);
    for (let entry = first; entry < last; entry += 1) {
      const part = Math.floor(entry / chunk) - firstChunk;
      column[cells[part][entry % chunk]] = values[part][entry % chunk];
    }
    return column;
  }

  close() {
    this.#agent.destroy();
  }

  #range(start, end) {
    return new Promise((resolve, reject) => {
      get(this.#url, { agent: this.#agent, headers: { Range: `bytes=${start}-${end - 1}` } }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => resolve(Buffer.concat(parts)));
        response.on('error', reject);
      }).on('error', reject);
    });
  }
}

function unshuffle(bytes) {
  const count = bytes.length / 4;
  const out = new Uint8Array(bytes.length);
  for (let place = 0; place < 4; place += 1) {
    for (let i = 0; i < count; i += 1) out[4 * i + place] = bytes[place * count + i];
  }
  return out;
}
