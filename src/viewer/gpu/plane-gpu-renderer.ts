import type { Rgb } from '../../picture/palettes.js';
import { GlPrograms, nearestTexture, pictureContext, readCanvas } from './gl-programs.js';
import type { PlaneDrawSettings, PlanePicture, PlaneRenderer } from './plane-renderer.js';
import { type PlaneTexels, planeTexels } from './plane-texels.js';
import { coverShader, vertexShader } from './shaders.js';

/** A program for each way in which a texture is read: its sampler, and whether pixels are values or colours. */
type PlaneProgram = `${PlaneTexels['sampler']} ${'value' | 'colour'}`;

const samplers = { unsigned: 'usampler2D', signed: 'isampler2D', float: 'sampler2D' } as const;

/** The formula is that of `picture/plane-to-rgba.ts`. */
function planeShader(program: PlaneProgram): string {
  const [sampler, what] = program.split(' ') as [PlaneTexels['sampler'], 'value' | 'colour'];
  const declarations = `precision highp sampler2D;
uniform sampler2D colours;
uniform vec3 missing;
uniform float gamma;
uniform bool logarithm;

float place(float value) {
  float share = level(value);
  if (logarithm) share = log2(1.0 + 255.0 * share) / 8.0;
  if (gamma != 1.0) share = pow(share, gamma);
  return min(255.0, floor(256.0 * share));
}

bool isMissing(float value) {
  return (floatBitsToUint(value) & 0x7fffffffu) > 0x7f800000u;
}`;
  const ink =
    what === 'value'
      ? `
  float value = float(texelFetch(pixels, at, 0).r);
  if (isMissing(value)) return vec4(missing - background, 1.0);
  return vec4(texelFetch(colours, ivec2(int(place(value)), 0), 0).rgb - background, 1.0);`
      : `
  vec3 values = vec3(texelFetch(pixels, at, 0).rgb);
  if (isMissing(values.r) || isMissing(values.g) || isMissing(values.b)) return vec4(missing - background, 1.0);
  return vec4(vec3(place(values.r), place(values.g), place(values.b)) / 255.0 - background, 1.0);`;
  return coverShader({ sampler: samplers[sampler], declarations, ink, lift: false });
}

/**
 * Draws planes: a texture of their own depth, the colour table and levels in the shader. Camera, colours and levels need no
 * new upload. `unsupported` when the browser offers no WebGL 2.
 */
export class PlaneGpuRenderer implements PlaneRenderer {
  readonly kind = 'gpu';
  readonly mostAcross: number;
  readonly #gl: WebGL2RenderingContext;
  readonly #programs: GlPrograms<PlaneProgram>;
  #plane: WebGLTexture | null = null;
  #colours: WebGLTexture | null = null;
  #storage = '';
  #table: Uint8Array | undefined;
  #picture: PlanePicture | undefined;
  #texels: PlaneTexels | undefined;

  constructor(canvas: HTMLCanvasElement | OffscreenCanvas) {
    const gl = pictureContext(canvas);
    this.#gl = gl;
    this.mostAcross = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
    this.#programs = new GlPrograms(gl, (program) => [vertexShader, planeShader(program)]);
  }

  get lost(): boolean {
    return this.#gl.isContextLost();
  }

  restore(): void {
    this.#programs.forget();
    this.#plane = null;
    this.#colours = null;
    this.#storage = '';
    this.#table = undefined;
    if (this.#picture !== undefined) this.upload(this.#picture);
  }

  /** Makes the shaders of the most usual planes before the first picture, so that it does not wait for them. */
  warm(): void {
    for (const program of ['unsigned value', 'float value'] as const) this.#programs.get(program);
  }

  upload(picture: PlanePicture): void {
    this.#picture = picture;
    const texels = planeTexels(picture);
    this.#texels = texels;
    const gl = this.#gl;
    const { width, height } = picture;
    this.#plane ??= gl.createTexture();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#plane);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    const [internal, format, type] = this.#formats(texels);
    const storage = `${internal} ${width} ${height}`;
    if (storage === this.#storage) {
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, format, type, texels.data);
      return;
    }
    this.#storage = storage;
    gl.texImage2D(gl.TEXTURE_2D, 0, internal, width, height, 0, format, type, texels.data);
    nearestTexture(gl);
  }

  draw({ viewport, camera, ink, surround }: PlaneDrawSettings): void {
    const gl = this.#gl;
    const { canvas } = gl;
    if (canvas.width !== viewport.width) canvas.width = viewport.width;
    if (canvas.height !== viewport.height) canvas.height = viewport.height;
    gl.viewport(0, 0, viewport.width, viewport.height);
    const [picture, texels] = [this.#picture, this.#texels];
    if (picture === undefined || texels === undefined) {
      gl.clearColor(...unit(surround), 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
      return;
    }
    const { program, uniform } = this.#programs.get(`${texels.sampler} ${picture.channels >= 3 ? 'colour' : 'value'}`);
    gl.useProgram(program);
    this.#bindTable(ink.table);
    gl.uniform1i(uniform('pixels'), 0);
    gl.uniform1i(uniform('colours'), 1);
    gl.uniform2f(uniform('viewport'), viewport.width, viewport.height);
    gl.uniform2f(uniform('center'), camera.centerX, camera.centerY);
    gl.uniform1f(uniform('scale'), camera.scale);
    gl.uniform2i(uniform('orientedSize'), picture.width, picture.height);
    gl.uniform3i(uniform('orientation'), 0, 0, 0);
    const { lo, hi } = ink.levels;
    const low = (lo - texels.offset) / texels.scale;
    const high = (hi - texels.offset) / texels.scale;
    gl.uniform2f(uniform('levels'), low, high > low ? high : low + Math.max(1e-30, Math.abs(low) * 2 ** -22));
    gl.uniform1f(uniform('gamma'), ink.gamma ?? 1);
    gl.uniform1i(uniform('logarithm'), Number(ink.log ?? false));
    gl.uniform3fv(uniform('missing'), unit(ink.missing ?? [128, 128, 128]));
    gl.uniform3f(uniform('background'), 0, 0, 0);
    gl.uniform3fv(uniform('surround'), unit(surround));
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  /** The drawn pixels, RGBA, row-major from the top left; *given*. */
  read(): Uint8ClampedArray<ArrayBuffer> {
    return readCanvas(this.#gl);
  }

  close(): void {
    const gl = this.#gl;
    gl.deleteTexture(this.#plane);
    gl.deleteTexture(this.#colours);
    this.#programs.close();
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #bindTable(table: Uint8Array): void {
    const gl = this.#gl;
    gl.activeTexture(gl.TEXTURE1);
    this.#colours ??= gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.#colours);
    if (table === this.#table) return;
    this.#table = table;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB8, 256, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, table);
    nearestTexture(gl);
  }

  #formats({ sampler, bits, channels }: PlaneTexels): readonly [internal: number, format: number, type: number] {
    const gl = this.#gl;
    const at = channels - 1;
    if (sampler === 'float') {
      const format = [gl.RED, gl.RG, gl.RGB, gl.RGBA][at]!;
      if (bits === 16) return [[gl.R16F, gl.RG16F, gl.RGB16F, gl.RGBA16F][at]!, format, gl.HALF_FLOAT];
      return [[gl.R32F, gl.RG32F, gl.RGB32F, gl.RGBA32F][at]!, format, gl.FLOAT];
    }
    const format = [gl.RED_INTEGER, gl.RG_INTEGER, gl.RGB_INTEGER, gl.RGBA_INTEGER][at]!;
    if (sampler === 'unsigned') {
      if (bits === 8) return [[gl.R8UI, gl.RG8UI, gl.RGB8UI, gl.RGBA8UI][at]!, format, gl.UNSIGNED_BYTE];
      return [[gl.R16UI, gl.RG16UI, gl.RGB16UI, gl.RGBA16UI][at]!, format, gl.UNSIGNED_SHORT];
    }
    if (bits === 8) return [[gl.R8I, gl.RG8I, gl.RGB8I, gl.RGBA8I][at]!, format, gl.BYTE];
    return [[gl.R16I, gl.RG16I, gl.RGB16I, gl.RGBA16I][at]!, format, gl.SHORT];
  }
}

function unit([red, green, blue]: Rgb): [number, number, number] {
  return [red / 255, green / 255, blue / 255];
}
