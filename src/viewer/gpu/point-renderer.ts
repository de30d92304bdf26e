import { FirstlightError } from '../../base/errors.js';
import { fullShare } from '../../picture/map-coverage.js';
import { type GlProgram, GlPrograms, nearestTexture } from './gl-programs.js';
import { PointBuffers } from './point-buffers.js';
import {
  type DrawnPoints,
  dimShare,
  type PointColumn,
  type PointLook,
  type PointMask,
  type PointRenderer,
  type PointView,
} from './point-look.js';
import { pointSources } from './point-shaders.js';
import { lookTable, lookUniforms } from './point-table.js';

/**
 * Draws a map's points with WebGL 2: coordinates, codes or numbers and masks in buffers of their own, each uploaded when it
 * changes and no other; colours from a small table. Where points lie dense they are summed in a float texture and resolved as the
 * picture layer does. Errors: `unsupported`.
 */
export class GpuPointRenderer implements PointRenderer {
  readonly kind = 'gpu';
  readonly canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #programs: GlPrograms<'points' | 'sums' | 'resolve'>;
  readonly #onDrawn: (drawn: DrawnPoints) => void;
  readonly #buffers: PointBuffers;
  #canSum = false;
  #pictures = 0;
  #look: PointLook = { kind: 'plain', colour: [128, 128, 128] };
  #table: WebGLTexture | null = null;
  #tableOf: { readonly look: PointLook; readonly byRank: boolean } | undefined;
  #sums: { readonly texture: WebGLTexture; readonly frame: WebGLFramebuffer; width: number; height: number } | undefined;
  /** The count from which on a pixel has its full colour, told when the map rests; and the zoom it was told at. */
  #full: { readonly count: number; readonly scale: number } | undefined;

  constructor(canvas: HTMLCanvasElement, onDrawn: (drawn: DrawnPoints) => void) {
    const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: true, preserveDrawingBuffer: true });
    if (!(gl instanceof WebGL2RenderingContext)) {
      throw new FirstlightError('unsupported', 'This browser offers no WebGL 2 to draw with', {
        advice: 'Turn hardware acceleration on, or use a current Chrome, Edge, Firefox or Safari.',
      });
    }
    this.canvas = canvas;
    this.#gl = gl;
    this.#onDrawn = onDrawn;
    this.#programs = new GlPrograms(gl, pointSources);
    this.#buffers = new PointBuffers(gl);
    this.#prepare();
  }

  get lost(): boolean {
    return this.#gl.isContextLost();
  }

  begin(cells: number, dims: 2 | 3): void {
    this.#buffers.begin(cells, dims);
    this.#full = undefined;
  }

  putSample(cells: Uint32Array, coordinates: Float32Array): void {
    this.#buffers.putSample(cells, coordinates);
  }

  putRun(from: number, coordinates: Float32Array): void {
    this.#buffers.putRun(from, coordinates);
  }

  setColumn(column: PointColumn | undefined): void {
    this.#buffers.setColumn(column);
  }

  setLook(look: PointLook): void {
    this.#look = look;
  }

  setMask(mask: PointMask): void {
    this.#buffers.setMask(mask);
    this.#full = undefined;
  }

  draw(view: PointView, moving: boolean): void {
    const gl = this.#gl;
    const { canvas } = this;
    if (canvas.width !== view.width) canvas.width = view.width;
    if (canvas.height !== view.height) canvas.height = view.height;
    gl.viewport(0, 0, view.width, view.height);
    const dense = view.dense && this.#canSum;
    this.#prepareTable(dense && this.#look.kind === 'categories' && this.#look.aggregate === 'rarest');
    if (dense) this.#drawSums(view, moving);
    else this.#drawPoints(view);
    const { partial, stride } = this.#buffers;
    const aggregate = this.#look.kind === 'plain' ? 'mixture' : this.#look.aggregate;
    this.#pictures += 1;
    this.#onDrawn({ picture: this.#pictures, stride, partial, current: true, drawing: dense ? aggregate : 'points' });
  }

  restore(): void {
    this.#programs.forget();
    this.#sums = undefined;
    this.#table = null;
    this.#tableOf = undefined;
    this.#buffers.restore();
    this.#prepare();
  }

  close(): void {
    this.#programs.close();
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #prepare(): void {
    const gl = this.#gl;
    this.#canSum = gl.getExtension('EXT_color_buffer_float') !== null && gl.getExtension('EXT_float_blend') !== null;
    this.#programs.get('points');
  }

  #drawPoints(view: PointView): void {
    const gl = this.#gl;
    const look = this.#look;
    const [red, green, blue] = view.background;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.clearColor(red / 255, green / 255, blue / 255, 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    const order = look.kind === 'categories' && look.aggregate === 'rarest' ? 2 : view.depth === undefined ? 0 : 1;
    const layered = order !== 0 || this.#buffers.hasSelection;
    if (layered) gl.enable(gl.DEPTH_TEST);
    else gl.disable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    gl.enable(gl.BLEND);
    gl.blendEquation(gl.FUNC_ADD);
    gl.blendFuncSeparate(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA, gl.ONE, gl.ZERO);
    const program = this.#use('points', view);
    gl.uniform1i(program.uniform('order'), order);
    gl.uniform1i(program.uniform('group'), 0);
    gl.uniform1f(program.uniform('dim'), dimShare);
    this.#buffers.draw();
    gl.disable(gl.BLEND);
    gl.disable(gl.DEPTH_TEST);
  }

  #drawSums(view: PointView, moving: boolean): void {
    const { hasSelection } = this.#buffers;
    this.#reserveSums(view);
    this.#addUp(view, 0, hasSelection ? dimShare : 1);
    this.#resolve(view, false, this.#fullCount(view, moving), hasSelection ? dimShare : 1);
    if (!hasSelection) return;
    this.#addUp(view, 1, 1);
    this.#resolve(view, true, this.#readFull(view, moving), 1);
  }

  #addUp(view: PointView, group: 0 | 1, dim: number): void {
    const gl = this.#gl;
    const look = this.#look;
    const order = look.kind === 'plain' ? 0 : look.aggregate === 'rarest' ? 2 : look.aggregate === 'largest' ? 3 : 0;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#sums?.frame ?? null);
    gl.clearBufferfv(gl.COLOR, 0, order === 3 ? [-3.4e38, 0, 0, 0] : [0, 0, 0, 0]);
    gl.enable(gl.BLEND);
    gl.blendEquationSeparate(order >= 2 ? gl.MAX : gl.FUNC_ADD, gl.FUNC_ADD);
    gl.blendFunc(gl.ONE, gl.ONE);
    const program = this.#use('sums', view);
    gl.uniform1i(program.uniform('order'), order);
    gl.uniform1i(program.uniform('group'), group);
    // Means and ranks are dimmed when they have become colours.
    gl.uniform1f(program.uniform('dim'), look.kind === 'numbers' || order === 2 ? 1 : dim);
    this.#buffers.draw();
    gl.disable(gl.BLEND);
  }

  #resolve(view: PointView, over: boolean, full: number, dim: number): void {
    const gl = this.#gl;
    const look = this.#look;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    const program = this.#programs.get('resolve');
    gl.useProgram(program.program);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, this.#sums?.texture ?? null);
    gl.uniform1i(program.uniform('sums'), 1);
    this.#setLook(program, view);
    gl.uniform1i(
      program.uniform('order'),
      look.kind === 'plain' ? 0 : look.aggregate === 'rarest' ? 2 : look.aggregate === 'largest' ? 3 : 0,
    );
    gl.uniform1f(program.uniform('dim'), dim);
    gl.uniform1f(program.uniform('full'), full);
    gl.uniform1i(program.uniform('over'), Number(over));
    this.#buffers.withoutPoints(() => gl.drawArrays(gl.TRIANGLES, 0, 3));
    gl.activeTexture(gl.TEXTURE0);
  }

  /** Read from the sums where the map rests; while it moves, what it was then, by the change of scale. */
  #fullCount(view: PointView, moving: boolean): number {
    if (this.#look.kind === 'numbers') return 1;
    const scale = Math.hypot(...view.projection.slice(0, view.projection.length / 2 - 1)) / view.diameter;
    if (moving && this.#full !== undefined) return Math.max(1, this.#full.count * (this.#full.scale / scale) ** 2);
    const count = this.#readFull(view, false);
    this.#full = { count, scale };
    return count;
  }

  #readFull({ width, height }: PointView, moving: boolean): number {
    if (this.#look.kind === 'numbers') return 1;
    if (moving) return this.#full?.count ?? 1;
    const gl = this.#gl;
    const sums = new Float32Array(4 * width * height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.#sums?.frame ?? null);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.FLOAT, sums);
    return fullCount(sums);
  }

  #reserveSums({ width, height }: PointView): void {
    const gl = this.#gl;
    const known = this.#sums;
    if (known?.width === width && known.height === height) return;
    const texture = known?.texture ?? gl.createTexture();
    const frame = known?.frame ?? gl.createFramebuffer();
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, width, height, 0, gl.RGBA, gl.FLOAT, null);
    nearestTexture(gl);
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    gl.activeTexture(gl.TEXTURE0);
    this.#sums = { texture, frame, width, height };
  }

  #use(pass: 'points' | 'sums', view: PointView): GlProgram {
    const gl = this.#gl;
    const program = this.#programs.get(pass);
    gl.useProgram(program.program);
    const { origin, dims } = this.#buffers;
    const row = (terms: readonly number[]): [number, number, number, number] => {
      const axis = [...terms.slice(0, dims), 0].slice(0, 3);
      const sum = terms[dims]! + axis.reduce((total, part, at) => total + part * origin[at]!, 0);
      return [axis[0]!, axis[1]!, axis[2]!, sum];
    };
    const { projection, depth } = view;
    gl.uniform3fv(program.uniform('origin'), [...origin]);
    gl.uniform4fv(program.uniform('rowX'), row(projection.slice(0, dims + 1)));
    gl.uniform4fv(program.uniform('rowY'), row(projection.slice(dims + 1)));
    gl.uniform4fv(program.uniform('rowZ'), depth === undefined ? [0, 0, 0, 0.5] : row(depth));
    const { from } = view;
    const { beforeDims } = this.#buffers;
    const moves = from !== undefined && beforeDims !== undefined && !this.#buffers.partial;
    gl.uniform1f(program.uniform('share'), moves ? from.share : 1);
    if (moves) {
      const terms = (at: number): number[] => {
        const own = from.projection.slice(at * (beforeDims + 1), (at + 1) * (beforeDims + 1));
        return [own[0]!, own[1]!, beforeDims === 3 ? own[2]! : 0, own[beforeDims]!];
      };
      gl.uniform4fv(program.uniform('beforeX'), terms(0));
      gl.uniform4fv(program.uniform('beforeY'), terms(1));
    } else if (from === undefined) this.#buffers.forgetBefore();
    gl.uniform2f(program.uniform('viewport'), view.width, view.height);
    gl.uniform1f(program.uniform('diameter'), view.diameter);
    gl.uniform1i(program.uniform('hasSelection'), Number(this.#buffers.hasSelection));
    this.#setLook(program, view);
    return program;
  }

  #setLook({ uniform }: GlProgram, view: PointView): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#table);
    const { kind, plain, span, missing, greatestRank } = lookUniforms(this.#look);
    gl.uniform1i(uniform('table'), 0);
    gl.uniform1i(uniform('kind'), this.#buffers.hasColumn(this.#look.kind) ? kind : 0);
    gl.uniform3fv(uniform('plain'), [...plain]);
    gl.uniform4fv(uniform('span'), [...span]);
    gl.uniform3fv(uniform('missing'), [...missing]);
    gl.uniform1f(uniform('greatestRank'), greatestRank);
    gl.uniform3fv(
      uniform('background'),
      view.background.map((channel) => channel / 255),
    );
  }

  #prepareTable(byRank: boolean): void {
    if (this.#tableOf?.look === this.#look && this.#tableOf.byRank === byRank) return;
    const gl = this.#gl;
    this.#table ??= gl.createTexture();
    this.#tableOf = { look: this.#look, byRank };
    const { rows, texels } = lookTable(this.#look);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#table);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, 256, rows, 0, gl.RGBA, gl.FLOAT, texels);
    nearestTexture(gl);
  }
}

/** The count that nine tenths of the pixels with points do not pass; as `paintCoverage` finds it. */
function fullCount(sums: Float32Array): number {
  const histogram = new Uint32Array(4096);
  let lit = 0;
  let most = 0;
  for (let at = 3; at < sums.length; at += 4) {
    const count = sums[at]!;
    if (count < 0.5) continue;
    lit += 1;
    if (count > most) most = count;
    histogram[Math.min(4095, Math.round(count))]! += 1;
  }
  let full = 0;
  for (let seen = 0; full < 4095 && seen < fullShare * lit; ) {
    full += 1;
    seen += histogram[full]!;
  }
  return full === 4095 ? Math.max(full, most) : Math.max(1, full);
}
