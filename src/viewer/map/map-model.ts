import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Rgb } from '../../picture/palettes.js';
import type { ReportedError } from '../../protocol/questions.js';
import type { DrawnPoints } from '../gpu/point-look.js';
import type { LibraryEntry } from '../library/library-model.js';
import { Description } from '../opened/description.js';
import type { KnownRecording, Opened, OpenedPorts, PictureQuality } from '../opened/opened.js';
import type { ColumnWant, SelectionStep } from '../state/map-state.js';
import type { Facts, TableFacts } from '../state/view-state.js';
import { CellModel } from './cell-model.js';
import { CellsExport } from './cells-export.js';
import { ColumnModel } from './column-model.js';
import { GenesModel } from './genes-model.js';
import { IndexModel } from './index-model.js';
import type { MapSpace } from './map-camera.js';
import { chooseColor, chooseEmbedding, colorColumns, growsDown } from './map-choices.js';
import { coloursOf, type NumberSpan, spanOf } from './map-look.js';
import { PointsModel } from './points-model.js';
import { SelectionModel } from './selection-model.js';

/** What keys ask of a map that is on the canvas. */
export interface MapKeys {
  /** Moves, or turns, the map by pixels. */
  nudge(dx: number, dy: number): void;
}

/**
 * One opened table of cells: turns the view state into questions (points, a column of colours, what is selected), keeps the last
 * good answers, and says how good the picture is.
 */
export class MapModel implements Opened {
  readonly kind = 'cells';
  readonly entry: LibraryEntry;
  readonly facts: Signal<TableFacts | undefined> = signal(undefined);
  readonly error: Signal<ReportedError | undefined> = signal(undefined);
  readonly playing: ReadonlySignal<boolean> = signal(false);
  readonly points: PointsModel;
  readonly column: ColumnModel;
  readonly selection: SelectionModel;
  readonly genes: GenesModel;
  readonly index: IndexModel;
  readonly cell: CellModel;
  readonly cellsExport: CellsExport;
  /** Genes that were looked at, the last first. */
  readonly recentGenes: Signal<readonly Extract<ColumnWant, { kind: 'gene' }>[]> = signal([]);
  /** A column that is tried on while a person looks for one; it is not part of the view. */
  readonly tried: Signal<ColumnWant | undefined> = signal(undefined);
  /** Set by the canvas: what it shows now. */
  readonly drawn: Signal<DrawnPoints | undefined> = signal(undefined);
  /** Set by the canvas while it is mounted. */
  keys: MapKeys | undefined;

  readonly embedding: ReadonlySignal<TableFacts['embeddings'][number] | undefined> = computed(() => {
    const facts = this.facts.value;
    return facts === undefined ? undefined : chooseEmbedding(facts, this.#ports.store.state.value.map.embedding);
  });
  /** What cells are coloured by, or are to be. */
  readonly colorBy: ReadonlySignal<ColumnWant | undefined> = computed(() => {
    const facts = this.facts.value;
    return facts === undefined ? undefined : (this.tried.value ?? chooseColor(facts, this.#ports.store.state.value.map.colorBy));
  });
  readonly space: ReadonlySignal<MapSpace | undefined> = computed(() => {
    const points = this.points.points.value;
    if (points === undefined) return undefined;
    return { dims: points.dims, bounds: points.bounds, yDown: points.fileDims === 2 && growsDown(points.embedding) };
  });
  /** Of categories. */
  readonly colours: ReadonlySignal<readonly Rgb[]> = computed(() => {
    const column = this.column.column.value;
    return column?.values.kind === 'categories' ? coloursOf(column.values) : [];
  });
  /** Of numbers. */
  readonly span: ReadonlySignal<NumberSpan | undefined> = computed(() => {
    const column = this.column.column.value;
    return column?.values.kind === 'numbers' ? spanOf(column.values, this.#ports.store.state.value.map.levels) : undefined;
  });
  readonly quality: ReadonlySignal<PictureQuality | undefined> = computed(() => {
    const drawn = this.drawn.value;
    if (this.points.points.value === undefined || drawn === undefined) return undefined;
    if (drawn.stride > 1 || drawn.partial) return 'sampled';
    return drawn.current ? 'exact' : 'coarse';
  });
  readonly waiting: ReadonlySignal<boolean> = computed(
    () =>
      this.error.value === undefined &&
      (this.facts.value === undefined ||
        (this.embedding.value !== undefined && !this.points.complete) ||
        this.column.pending.value !== undefined ||
        this.selection.pending.value),
  );

  readonly #ports: OpenedPorts;
  readonly #description: Description;
  readonly #stops: (() => void)[] = [];

  constructor(ports: OpenedPorts, entry: LibraryEntry, known: KnownRecording = {}) {
    this.#ports = ports;
    this.entry = entry;
    const { questions, store } = ports;
    const fail = (error: ReportedError): void => {
      this.error.value = error;
    };
    this.points = new PointsModel(questions, entry.recording, fail);
    this.column = new ColumnModel(questions, entry.recording);
    this.selection = new SelectionModel(questions, entry.recording);
    this.genes = new GenesModel(questions, entry.recording);
    this.index = new IndexModel(questions, entry.recording);
    this.cell = new CellModel(questions, entry.recording);
    this.cellsExport = new CellsExport(questions, entry.recording);
    if (known.facts?.kind === 'cells') this.facts.value = known.facts;
    this.#description = new Description(questions, store, entry.recording, {
      onFacts: (facts) => this.#learn(facts, known.onOtherKind),
      onError: fail,
    });
    this.#stops.push(
      store.listen((action) => {
        if (action.type !== 'setOptions' || this.#description.ask() !== 'changed') return;
        this.points.forget();
        this.column.forget();
        this.cell.forget();
        this.retry();
      }),
      effect(() => {
        const embedding = this.embedding.value;
        if (embedding !== undefined) this.points.want(embedding.name);
      }),
      effect(() => {
        if (this.facts.value !== undefined) this.column.want(this.colorBy.value);
      }),
      effect(() => {
        const { filters, steps } = store.state.value.map;
        if (this.facts.value !== undefined) this.selection.want({ filters, steps });
      }),
      effect(() => {
        const column = this.column.column.value;
        this.cell.forget();
        if (column?.want.kind === 'gene') this.#remember(column.want);
      }),
    );
    this.#description.ask();
  }

  get readAsItIs(): boolean {
    return this.#description.readAsItIs;
  }

  /** Colours by a column, which becomes part of the view. */
  colorWith(want: ColumnWant | undefined): void {
    this.tried.value = undefined;
    this.#ports.store.dispatch({ type: 'map:setColorBy', colorBy: want ?? { kind: 'none' } });
  }

  /** Colours by the column so many places on, in the order of the file. */
  stepColor(steps: number): void {
    const facts = this.facts.peek();
    const columns = facts === undefined ? [] : colorColumns(facts);
    const now = this.colorBy.peek();
    const at = now?.kind === 'obs' ? columns.findIndex(({ name }) => name === now.name) : -1;
    const next = columns[Math.min(columns.length - 1, Math.max(0, at < 0 ? 0 : at + steps))];
    if (next !== undefined) this.colorWith({ kind: 'obs', name: next.name });
  }

  /** Gives up the column that is on its way: what is shown is what is wanted again. */
  cancelColumn(): void {
    this.column.cancel();
    this.colorWith(this.column.column.peek()?.want);
  }

  /** Forgets a column that was tried on and not kept. */
  stopTrying(): void {
    this.tried.value = undefined;
  }

  /** Puts errors away; what is shown stays. */
  dismiss(): void {
    for (const { error } of [this, this.column, this.selection, this.index, this.cellsExport]) error.value = undefined;
  }

  /** Selects with a set of cells: in place of what is selected, or as a further step. */
  select(step: SelectionStep, replaces: boolean): void {
    const { steps } = this.#ports.store.now.map;
    this.#ports.store.dispatch({ type: 'map:setSelection', steps: replaces ? [step] : [...steps, step] });
  }

  selectNothing(): void {
    this.#ports.store.dispatch({ type: 'map:setSelection', steps: [] });
  }

  retry(): void {
    this.error.value = undefined;
    this.#description.again();
    this.points.again();
    this.column.again();
    this.selection.again();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#description.close();
    for (const part of [this.points, this.column, this.selection, this.genes, this.index, this.cell, this.cellsExport]) part.close();
  }

  #learn(facts: Facts, onOtherKind: KnownRecording['onOtherKind']): void {
    if (facts.kind === 'cells') this.facts.value = facts;
    else onOtherKind?.(facts);
  }

  #remember(gene: Extract<ColumnWant, { kind: 'gene' }>): void {
    if (this.tried.peek() !== undefined) return;
    const others = this.recentGenes.peek().filter((one) => one.gene !== gene.gene || one.matrix !== gene.matrix);
    this.recentGenes.value = [gene, ...others].slice(0, 8);
  }
}
