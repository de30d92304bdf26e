import { FirstlightError } from '../../base/errors.js';

/** A linked program and the places of its uniforms, each looked up once. */
export interface GlProgram {
  readonly program: WebGLProgram;
  readonly uniform: (name: string) => WebGLUniformLocation | null;
}

/** Vertex and fragment shader. */
export type ShaderSources = readonly [vertex: string, fragment: string];

/** Programs of one context, made on first use. Errors: `internal` when a shader does not compile. */
export class GlPrograms<Key> {
  readonly #gl: WebGL2RenderingContext;
  readonly #sourcesOf: (key: Key) => ShaderSources;
  #programs = new Map<Key, GlProgram>();

  constructor(gl: WebGL2RenderingContext, sourcesOf: (key: Key) => ShaderSources) {
    this.#gl = gl;
    this.#sourcesOf = sourcesOf;
  }

  get(key: Key): GlProgram {
    const known = this.#programs.get(key);
    if (known !== undefined) return known;
    const gl = this.#gl;
    const program = gl.createProgram();
    const [vertex, fragment] = this.#sourcesOf(key);
    for (const [type, source] of [
      [gl.VERTEX_SHADER, vertex],
      [gl.FRAGMENT_SHADER, fragment],
    ] as const) {
      const shader = gl.createShader(type);
      if (shader === null) throw new FirstlightError('internal', 'No shader could be made');
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) {
        throw new FirstlightError('internal', `A shader does not compile: ${gl.getShaderInfoLog(shader) ?? ''}`);
      }
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    const locations = new Map<string, WebGLUniformLocation | null>();
    const uniform = (name: string): WebGLUniformLocation | null => {
      let location = locations.get(name);
      if (location === undefined) {
        location = gl.getUniformLocation(program, name);
        locations.set(name, location);
      }
      return location;
    };
    const made = { program, uniform };
    this.#programs.set(key, made);
    return made;
  }

  /** Forgets programs that went with their context. */
  forget(): void {
    this.#programs = new Map();
  }

  close(): void {
    for (const { program } of this.#programs.values()) this.#gl.deleteProgram(program);
  }
}

/** A WebGL 2 context to draw pictures with. Errors: `unsupported` where the browser offers none. */
export function pictureContext(canvas: HTMLCanvasElement | OffscreenCanvas): WebGL2RenderingContext {
  const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, preserveDrawingBuffer: true });
  if (gl instanceof WebGL2RenderingContext) return gl;
  throw new FirstlightError('unsupported', 'This browser offers no WebGL 2 to draw with', {
    advice: 'Turn hardware acceleration on, or use a current Chrome, Edge, Firefox or Safari.',
  });
}

/** The drawn pixels, RGBA, row-major from the top left; *given*. */
export function readCanvas(gl: WebGL2RenderingContext): Uint8ClampedArray<ArrayBuffer> {
  const { width, height } = gl.canvas;
  const bottomUp = new Uint8Array(width * height * 4);
  gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, bottomUp);
  const pixels = new Uint8ClampedArray(bottomUp.length);
  for (let row = 0; row < height; row += 1) {
    pixels.set(bottomUp.subarray((height - 1 - row) * width * 4, (height - row) * width * 4), row * width * 4);
  }
  return pixels;
}

/** Makes a texture's pixels hard-edged: nothing between them, nothing beyond its sides. */
export function nearestTexture(gl: WebGL2RenderingContext): void {
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
  for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, wrap, gl.CLAMP_TO_EDGE);
}
