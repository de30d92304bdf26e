import type { PointColumn, PointLook, PointMask } from './point-look.js';

/** Vertex buffers of one map: coordinates in file order, what is looked up for each cell, and masks. */
export class PointBuffers {
  readonly #gl: WebGL2RenderingContext;
  #cells = 0;
  #dims: 2 | 3 = 2;
  #known = 0;
  #origin: readonly number[] = [0, 0, 0];
  #sample: { readonly cells: Uint32Array; readonly coordinates: Float32Array } | undefined;
  #runs: { readonly from: number; readonly coordinates: Float32Array }[] = [];
  #column: PointColumn | undefined;
  #mask: PointMask = { visible: undefined, selected: undefined };
  #buffers: {
    positions: WebGLBuffer;
    column: WebGLBuffer;
    mask: WebGLBuffer;
    array: WebGLVertexArrayObject;
    empty: WebGLVertexArrayObject;
  };
  #before: { readonly positions: WebGLBuffer; readonly dims: 2 | 3 } | undefined;
  #stale = { column: true, mask: true };

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#buffers = createBuffers(gl);
  }

  get dims(): 2 | 3 {
    return this.#dims;
  }

  /** A place among the points, from which the others are counted so that they stay precise. */
  get origin(): readonly number[] {
    return this.#origin;
  }

  get partial(): boolean {
    return this.#known < this.#cells;
  }

  get stride(): number {
    const sample = this.#sample;
    return this.partial && sample !== undefined && sample.cells.length > 0 ? Math.max(1, Math.round(this.#cells / sample.cells.length)) : 1;
  }

  get hasSelection(): boolean {
    return this.#mask.selected !== undefined;
  }

  hasColumn(kind: PointLook['kind']): boolean {
    return (kind === 'categories' && this.#column?.kind === 'codes') || (kind === 'numbers' && this.#column?.kind === 'numbers');
  }

  /** Dimensions of the map before, while its points are kept to move from. */
  get beforeDims(): 2 | 3 | undefined {
    return this.#before?.dims;
  }

  forgetBefore(): void {
    if (this.#before === undefined || this.partial) return;
    this.#gl.deleteBuffer(this.#before.positions);
    this.#before = undefined;
  }

  begin(cells: number, dims: 2 | 3): void {
    const gl = this.#gl;
    if (this.#before !== undefined) gl.deleteBuffer(this.#before.positions);
    const complete = !this.partial && this.#cells === cells && cells > 0;
    this.#before = complete ? { positions: this.#buffers.positions, dims: this.#dims } : undefined;
    if (complete) this.#buffers.positions = gl.createBuffer();
    this.#cells = cells;
    this.#dims = dims;
    this.#known = 0;
    this.#sample = undefined;
    this.#runs = [];
    this.#origin = [0, 0, 0];
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.positions);
    gl.bufferData(gl.ARRAY_BUFFER, 4 * dims * Math.max(1, cells), gl.STATIC_DRAW);
    this.#stale = { column: true, mask: true };
  }

  putSample(cells: Uint32Array, coordinates: Float32Array): void {
    this.#sample = { cells, coordinates };
    this.#note(coordinates);
    this.#stale = { column: true, mask: true };
    this.#upload(0, coordinates);
  }

  putRun(from: number, coordinates: Float32Array): void {
    const before = this.partial;
    this.#runs.push({ from, coordinates });
    this.#known += coordinates.length / this.#dims;
    this.#note(coordinates);
    if (this.#sample === undefined) this.#upload(from, coordinates);
    else if (!this.partial) for (const run of this.#runs) this.#upload(run.from, run.coordinates);
    if (before && !this.partial) {
      this.#sample = undefined;
      this.#stale = { column: true, mask: true };
    }
  }

  setColumn(column: PointColumn | undefined): void {
    this.#column = column;
    this.#stale.column = true;
  }

  setMask(mask: PointMask): void {
    this.#mask = mask;
    this.#stale.mask = true;
  }

  /** Draws what there is: the sample until all points came. */
  draw(): void {
    const gl = this.#gl;
    const count = this.#sample === undefined ? this.#known : this.#sample.cells.length;
    if (count === 0) return;
    gl.bindVertexArray(this.#buffers.array);
    if (this.#stale.column) this.#uploadColumn();
    if (this.#stale.mask) this.#uploadMask();
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.positions);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, this.#dims, gl.FLOAT, false, 0, 0);
    if (this.#before === undefined || this.partial) gl.disableVertexAttribArray(4);
    else {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.#before.positions);
      gl.enableVertexAttribArray(4);
      gl.vertexAttribPointer(4, this.#before.dims, gl.FLOAT, false, 0, 0);
    }
    gl.drawArrays(gl.POINTS, 0, count);
    gl.bindVertexArray(null);
  }

  /** Runs `work` with no buffers bound. */
  withoutPoints(work: () => void): void {
    this.#gl.bindVertexArray(this.#buffers.empty);
    work();
    this.#gl.bindVertexArray(null);
  }

  /** Fills buffers anew after the context came back. */
  restore(): void {
    const gl = this.#gl;
    this.#buffers = createBuffers(gl);
    this.#before = undefined;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.positions);
    gl.bufferData(gl.ARRAY_BUFFER, 4 * this.#dims * Math.max(1, this.#cells), gl.STATIC_DRAW);
    if (this.#sample !== undefined) this.#upload(0, this.#sample.coordinates);
    else for (const { from, coordinates } of this.#runs) this.#upload(from, coordinates);
    this.#stale = { column: true, mask: true };
  }

  #note(coordinates: Float32Array): void {
    if (this.#origin.some((part) => part !== 0)) return;
    const first = [...coordinates.subarray(0, this.#dims)];
    if (first.every((part) => Number.isFinite(part))) this.#origin = [...first, 0].slice(0, 3);
  }

  #upload(from: number, coordinates: Float32Array): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.positions);
    gl.bufferSubData(gl.ARRAY_BUFFER, 4 * this.#dims * from, coordinates);
  }

  #uploadColumn(): void {
    const gl = this.#gl;
    this.#stale.column = false;
    const column = this.#column;
    gl.disableVertexAttribArray(1);
    gl.disableVertexAttribArray(2);
    gl.vertexAttribI4ui(1, 0, 0, 0, 0);
    gl.vertexAttrib1f(2, 0);
    if (column === undefined) return;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.column);
    const cells = this.#sample?.cells;
    if (column.kind === 'numbers') {
      gl.bufferData(
        gl.ARRAY_BUFFER,
        cells === undefined ? column.values : pick(column.values, cells, new Float32Array(cells.length)),
        gl.STATIC_DRAW,
      );
      gl.enableVertexAttribArray(2);
      gl.vertexAttribPointer(2, 1, gl.FLOAT, false, 0, 0);
      return;
    }
    const { codes } = column;
    const type = codes instanceof Uint8Array ? gl.UNSIGNED_BYTE : codes instanceof Uint16Array ? gl.UNSIGNED_SHORT : gl.UNSIGNED_INT;
    const some = codes instanceof Uint8Array ? Uint8Array : codes instanceof Uint16Array ? Uint16Array : Uint32Array;
    gl.bufferData(gl.ARRAY_BUFFER, cells === undefined ? codes : pick(codes, cells, new some(cells.length)), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribIPointer(1, 1, type, 0, 0);
  }

  #uploadMask(): void {
    const gl = this.#gl;
    this.#stale.mask = false;
    const { visible, selected } = this.#mask;
    gl.disableVertexAttribArray(3);
    gl.vertexAttribI4ui(3, 1, 0, 0, 0);
    if (visible === undefined && selected === undefined) return;
    const cells = this.#sample?.cells;
    const bytes = new Uint8Array(cells?.length ?? this.#cells);
    const bit = (bits: Uint8Array, cell: number): number => (bits[cell >> 3]! >> (cell & 7)) & 1;
    for (let place = 0; place < bytes.length; place += 1) {
      const cell = cells === undefined ? place : cells[place]!;
      bytes[place] = (visible === undefined ? 1 : bit(visible, cell)) | (selected === undefined ? 0 : 2 * bit(selected, cell));
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers.mask);
    gl.bufferData(gl.ARRAY_BUFFER, bytes, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(3);
    gl.vertexAttribIPointer(3, 1, gl.UNSIGNED_BYTE, 0, 0);
  }
}

function createBuffers(gl: WebGL2RenderingContext): {
  positions: WebGLBuffer;
  column: WebGLBuffer;
  mask: WebGLBuffer;
  array: WebGLVertexArrayObject;
  empty: WebGLVertexArrayObject;
} {
  const [positions, column, mask] = [gl.createBuffer(), gl.createBuffer(), gl.createBuffer()];
  return { positions, column, mask, array: gl.createVertexArray(), empty: gl.createVertexArray() };
}

function pick<Numbers extends Uint8Array | Uint16Array | Uint32Array | Float32Array>(
  from: Numbers,
  cells: Uint32Array,
  to: Numbers,
): Numbers {
  for (let place = 0; place < cells.length; place += 1) to[place] = from[cells[place]!]!;
  return to;
}
