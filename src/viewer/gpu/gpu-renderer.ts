import type { Rgb } from '../../picture/palettes.js';
import { GlPrograms, nearestTexture, pictureContext, readCanvas } from './gl-programs.js';
import type { DrawSettings, Picture, PictureRenderer } from './picture-renderer.js';
import { fragmentShader, type TexelKind, vertexShader } from './shaders.js';

/**
 * Draws one picture on a canvas: a texture of raw values, colours and levels in the shader. Camera, palette, levels and
 * orientation need no new upload. `unsupported` when the browser offers no WebGL 2.
 */
export class GpuRenderer implements PictureRenderer {
  readonly kind = 'gpu';
  readonly #canvas: HTMLCanvasElement | OffscreenCanvas;
  readonly #gl: WebGL2RenderingContext;
  readonly #programs: GlPrograms<TexelKind>;
  #texture: WebGLTexture | null = null;
  #storage = '';
  #picture: Picture | undefined;

  constructor(canvas: HTMLCanvasElement | OffscreenCanvas) {
    this.#canvas = canvas;
    const gl = pictureContext(canvas);
    this.#gl = gl;
    this.#programs = new GlPrograms(gl, (kind) => [vertexShader, fragmentShader(kind)]);
  }

  /** Whether the context is gone for now; the browser says when it is back. */
  get lost(): boolean {
    return this.#gl.isContextLost();
  }

  /** Builds everything anew after the context came back; the last picture is uploaded again. */
  restore(): void {
    this.#programs.forget();
    this.#texture = null;
    this.#storage = '';
    if (this.#picture !== undefined) this.upload(this.#picture);
  }

  /** Makes the shaders before the first picture, so that it does not wait for them. */
  warm(): void {
    for (const kind of ['polarity', 'signed', 'pair', 'rgba'] as const) this.#programs.get(kind);
  }

  upload(picture: Picture): void {
    this.#picture = picture;
    const gl = this.#gl;
    const { kind, width, height, pixels } = picture;
    this.#texture ??= gl.createTexture();
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    const [internal, format, type] = this.#formats(kind);
    const storage = `${kind} ${width} ${height}`;
    if (storage !== this.#storage) {
      this.#storage = storage;
      gl.texImage2D(gl.TEXTURE_2D, 0, internal, width, height, 0, format, type, pixels);
      nearestTexture(gl);
    } else {
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, format, type, pixels);
    }
  }

  draw(settings: DrawSettings): void {
    const gl = this.#gl;
    const picture = this.#picture;
    const { viewport, camera, orientation, palette } = settings;
    if (this.#canvas.width !== viewport.width) this.#canvas.width = viewport.width;
    if (this.#canvas.height !== viewport.height) this.#canvas.height = viewport.height;
    gl.viewport(0, 0, viewport.width, viewport.height);
    if (picture === undefined) {
      const [red, green, blue] = unit(settings.surround);
      gl.clearColor(red, green, blue, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
      return;
    }
    const { program, uniform } = this.#programs.get(picture.kind);
    gl.useProgram(program);
    const [width, height] = orientation.transpose ? [picture.height, picture.width] : [picture.width, picture.height];
    gl.uniform1i(uniform('pixels'), 0);
    gl.uniform2f(uniform('viewport'), viewport.width, viewport.height);
    gl.uniform2f(uniform('center'), camera.centerX, camera.centerY);
    gl.uniform1f(uniform('scale'), camera.scale);
    gl.uniform2i(uniform('orientedSize'), width, height);
    gl.uniform3i(uniform('orientation'), Number(orientation.transpose), Number(orientation.flipX), Number(orientation.flipY));
    const { lo, hi } = settings.levels;
    gl.uniform2f(uniform('levels'), lo, hi > lo ? hi : lo + 1);
    gl.uniform3fv(uniform('background'), unit(palette.background));
    gl.uniform3fv(uniform('surround'), unit(settings.surround));
    gl.uniform3fv(uniform('onColor'), unit(palette.on));
    gl.uniform3fv(uniform('offColor'), unit(palette.off));
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  /** The drawn pixels, RGBA, row-major from the top left; *given*. */
  read(): Uint8ClampedArray<ArrayBuffer> {
    return readCanvas(this.#gl);
  }

  close(): void {
    const gl = this.#gl;
    gl.deleteTexture(this.#texture);
    this.#programs.close();
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #formats(kind: TexelKind): readonly [internal: number, format: number, type: number] {
    const gl = this.#gl;
    switch (kind) {
      case 'polarity':
        return [gl.R8UI, gl.RED_INTEGER, gl.UNSIGNED_BYTE];
      case 'signed':
        return [gl.R16I, gl.RED_INTEGER, gl.SHORT];
      case 'pair':
        return [gl.RG16UI, gl.RG_INTEGER, gl.UNSIGNED_SHORT];
      case 'rgba':
        return [gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE];
    }
  }
}

function unit([red, green, blue]: Rgb): [number, number, number] {
  return [red / 255, green / 255, blue / 255];
}
