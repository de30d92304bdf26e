import type { Answer, AnswerOf } from '../../src/protocol/answers.js';
import type { Provider } from '../../src/protocol/provider.js';
import type { Request, RequestOf } from '../../src/protocol/requests.js';

type Set = RequestOf<'select'>['want']['steps'][number]['set'];

export interface FakeMapOptions {
  readonly cells?: number;
  readonly categories?: number;
  /** Columns of genes are answered when the test says so. */
  readonly slowGenes?: boolean;
}

/** A host with one table of cells on a grid: every answer follows from the question. Cell i lies at (i mod 100, ⌊i / 100⌋). */
export class FakeMapProvider implements Provider {
  readonly sent: Request[] = [];
  readonly cells: number;
  readonly categories: number;
  readonly #listeners = new Set<(answer: Answer) => void>();
  readonly #options: FakeMapOptions;

  constructor(options: FakeMapOptions = {}) {
    this.#options = options;
    this.cells = options.cells ?? 10_000;
    this.categories = options.categories ?? 4;
  }

  listen(listener: (answer: Answer) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watchConnection(): () => void {
    return () => undefined;
  }

  close(): void {
    this.#listeners.clear();
  }

  say(answer: Answer): void {
    for (const listener of this.#listeners) listener(answer);
  }

  categoryOf(cell: number): number {
    return cell % 10 === 9 ? this.categories : Math.floor(cell / 100) % this.categories;
  }

  valueOf(cell: number): number {
    return cell % 3 === 0 ? 0 : (cell % 100) / 10;
  }

  send(request: Request): void {
    this.sent.push(request);
    queueMicrotask(() => this.#answer(request));
  }

  #answer(request: Request): void {
    switch (request.type) {
      case 'hello':
        this.say({ type: 'welcome', protocol: 1, place: 'server', title: 'lab', budgetBytes: 512e6, warm: true, kernels: 'wasm' });
        break;
      case 'list':
        this.say({
          type: 'entries',
          request: request.request,
          entries: [{ recording: 'lung', name: 'lung.h5ad', folder: '', kind: 'cells', byteLength: 1_000_000 }],
          done: true,
        });
        break;
      case 'describe':
        this.say({
          type: 'facts',
          request: request.request,
          recording: 'lung',
          fingerprint: 'f',
          facts: this.facts(),
          byteLength: 1_000_000,
        });
        break;
      case 'points':
        this.#tellPoints(request);
        break;
      case 'column':
        if (request.column.kind === 'gene' && this.#options.slowGenes === true) {
          this.say({ type: 'progress', request: request.request, what: 'scanning', done: 10e6, total: 100e6, unit: 'bytes' });
        } else this.tellColumn(request);
        break;
      case 'genes':
        this.say({
          type: 'genes',
          request: request.request,
          matrix: request.matrix ?? 'raw.X',
          genes: ['CD3D', 'CD3E', 'CD8A'].flatMap((name, index) => (name.includes(request.text.toUpperCase()) ? [{ name, index }] : [])),
          total: 3,
        });
        break;
      case 'select':
        this.#tellSelection(request);
        break;
      case 'cells': {
        const cells = this.#selected(request.want);
        this.say({
          type: 'cells',
          request: request.request,
          indexes: Uint32Array.from(cells),
          names: cells.map((cell) => `cell-${cell}`),
          final: true,
        });
        break;
      }
      case 'cell':
        this.say({
          type: 'cell',
          request: request.request,
          index: request.index,
          name: `cell-${request.index}`,
          values: [{ column: 'cluster', text: `type ${this.categoryOf(request.index)}` }],
        });
        break;
      default:
    }
  }

  facts(): AnswerOf<'facts'>['facts'] {
    const access = { state: 'direct', scanBytes: 0, indexBytes: 0, done: 1 } as const;
    const matrix = { layout: 'csc', dtype: '<f4', cells: this.cells, genes: 3 } as const;
    return {
      kind: 'cells',
      format: 'AnnData HDF5',
      cells: this.cells,
      genes: 3,
      obs: [
        { name: 'cluster', kind: 'categorical', categories: this.categories },
        { name: 'n_genes', kind: 'numeric' },
      ],
      embeddings: [
        { name: 'X_umap', dims: 2 },
        { name: 'X_space', dims: 3 },
        { name: 'pseudotime', dims: 1 },
      ],
      matrices: [
        { ...matrix, name: 'X', names: 'var', access },
        { ...matrix, name: 'raw.X', names: 'raw.var', access, sample: { look: 'log-normalised', sampled: 100, min: 0, max: 5 } },
      ],
      matrix: 'raw.X',
      notices: [],
    };
  }

  tellColumn(request: RequestOf<'column'>): void {
    const { column } = request;
    const all = Array.from({ length: this.cells }, (_, cell) => cell);
    if (column.kind === 'obs' && column.name === 'cluster') {
      const codes = (this.categories < 256 ? Uint8Array : Uint16Array).from(all.map((cell) => this.categoryOf(cell)));
      const counts = new Uint32Array(this.categories + 1);
      for (const code of codes) counts[code]! += 1;
      const names = Array.from({ length: this.categories }, (_, code) => `type ${code}`);
      this.say({
        type: 'column',
        request: request.request,
        name: 'cluster',
        column: { kind: 'categories', names, ordered: false, codes, counts },
      });
      return;
    }
    const values = Float32Array.from(all.map((cell) => this.valueOf(cell)));
    const sorted = values.toSorted();
    const percentiles = Float32Array.from({ length: 1_001 }, (_, at) => sorted[Math.round((at / 1_000) * (this.cells - 1))] ?? 0);
    this.say({
      type: 'column',
      request: request.request,
      name: column.kind === 'obs' ? column.name : column.gene,
      column: {
        kind: 'numbers',
        values,
        least: 0,
        greatest: 9.9,
        missing: 0,
        percentiles,
        ...(column.kind === 'gene' ? { matrix: column.matrix ?? 'raw.X', rounded: 0 } : {}),
      },
    });
  }

  #tellPoints({ request, embedding }: RequestOf<'points'>): void {
    const dims = embedding === 'X_umap' ? 2 : embedding === 'X_space' ? 3 : 1;
    const place = (cell: number): number[] => [cell % 100, Math.floor(cell / 100), cell % 7].slice(0, dims);
    const coordinatesOf = (cells: readonly number[]): Float32Array<ArrayBuffer> => Float32Array.from(cells.flatMap(place));
    const bounds = Float64Array.from([[0, 0, 0].slice(0, dims), [99, Math.floor((this.cells - 1) / 100), 6].slice(0, dims)].flat());
    const common = { type: 'points' as const, request, embedding, dims, cells: this.cells, bounds, missing: 0 };
    const all = Array.from({ length: this.cells }, (_, cell) => cell);
    const sample = all.filter((cell) => cell % 16 === 0);
    const half = Math.floor(this.cells / 2);
    this.say({ ...common, part: { kind: 'sample', cells: Uint32Array.from(sample) }, coordinates: coordinatesOf(sample), final: false });
    this.say({ ...common, part: { kind: 'run', from: 0 }, coordinates: coordinatesOf(all.slice(0, half)), final: false });
    this.say({ ...common, part: { kind: 'run', from: half }, coordinates: coordinatesOf(all.slice(half)), final: true });
  }

  #tellSelection({ request, want }: RequestOf<'select'>): void {
    const visible = this.#visible(want);
    const selected = this.#selected(want);
    const bits = (cells: readonly number[]): Uint8Array<ArrayBuffer> => {
      const bytes = new Uint8Array(Math.ceil(this.cells / 8));
      for (const cell of cells) bytes[cell >> 3]! |= 1 << (cell & 7);
      return bytes;
    };
    const count = (cells: readonly number[]): Uint32Array<ArrayBuffer> => {
      const counts = new Uint32Array(this.categories + 1);
      for (const cell of cells) counts[this.categoryOf(cell)]! += 1;
      return counts;
    };
    this.say({
      type: 'selection',
      request,
      ...(visible.length < this.cells ? { visible: bits(visible) } : {}),
      ...(selected.length > 0 ? { selected: bits(selected) } : {}),
      visibleCount: visible.length,
      selectedCount: selected.length,
      composition: [
        {
          kind: 'categories',
          column: 'cluster',
          names: Array.from({ length: this.categories }, (_, code) => `type ${code}`),
          selected: count(selected),
          visible: count(visible),
        },
      ],
      final: true,
    });
  }

  #visible({ filters }: RequestOf<'select'>['want']): number[] {
    const all = Array.from({ length: this.cells }, (_, cell) => cell);
    return all.filter((cell) => filters.every(({ on, except, set }) => !on || this.#holds(set, cell) !== except));
  }

  #selected(want: RequestOf<'select'>['want']): number[] {
    const visible = this.#visible(want);
    if (want.steps.length === 0) return [];
    return visible.filter((cell) =>
      want.steps.reduce((isIn, { op, set }) => {
        const holds = this.#holds(set, cell);
        return op === 'add' ? isIn || holds : op === 'subtract' ? isIn && !holds : isIn && holds;
      }, false),
    );
  }

  #holds(set: Set, cell: number): boolean {
    if (set.kind === 'categories') {
      const code = this.categoryOf(cell);
      return set.names.includes(code === this.categories ? null : `type ${code}`);
    }
    if (set.kind === 'range') {
      const value = this.valueOf(cell);
      return value >= (set.from ?? Number.NEGATIVE_INFINITY) && value <= (set.to ?? Number.POSITIVE_INFINITY);
    }
    const [x, y] = [cell % 100, Math.floor(cell / 100)];
    const xs = set.points.map(([px]) => px);
    const ys = set.points.map(([, py]) => py);
    return x >= Math.min(...xs) && x <= Math.max(...xs) && y >= Math.min(...ys) && y <= Math.max(...ys);
  }
}
