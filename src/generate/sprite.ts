/** A shape to fill, in pixels of the sprite × 16. */
export type Shape =
  | { readonly kind: 'ellipse'; readonly x: number; readonly y: number; readonly a: number; readonly b: number; readonly shade: number }
  | {
      readonly kind: 'bar';
      readonly x0: number;
      readonly y0: number;
      readonly x1: number;
      readonly y1: number;
      readonly half: number;
      readonly shade: number;
    };

/** Pixels of a sprite where its brightness changes, with the change to the right and downwards. Parallel arrays, row-major. */
export interface Gradients {
  readonly length: number;
  /** From the centre of the sprite. */
  readonly x: Int16Array;
  readonly y: Int16Array;
  readonly alongX: Int16Array;
  readonly alongY: Int16Array;
}

/**
 * Brightness of a field of `width` × `height` with shapes around its centre, later ones over earlier ones; nine samples a
 * pixel smooth the edges. The array is given.
 */
export function drawShapes(shapes: readonly Shape[], width: number, height: number, background: number): Uint8Array {
  const samples = [2, 7, 13];
  const sums = new Uint16Array(width * height);
  const layer = new Uint8Array(width * height * 9).fill(background);
  for (const shape of shapes) {
    const box = boxOf(shape);
    const fromY = Math.max(0, (box.top >> 4) + (height >> 1));
    const toY = Math.min(height - 1, (box.bottom >> 4) + (height >> 1));
    const fromX = Math.max(0, (box.left >> 4) + (width >> 1));
    const toX = Math.min(width - 1, (box.right >> 4) + (width >> 1));
    for (let y = fromY; y <= toY; y += 1) {
      for (let x = fromX; x <= toX; x += 1) {
        for (let sample = 0; sample < 9; sample += 1) {
          const px = (x - (width >> 1)) * 16 + samples[sample % 3]!;
          const py = (y - (height >> 1)) * 16 + samples[Math.floor(sample / 3)]!;
          if (holds(shape, px, py)) layer[(y * width + x) * 9 + sample] = shape.shade;
        }
      }
    }
  }
  for (let i = 0; i < layer.length; i += 1) sums[Math.floor(i / 9)]! += layer[i]!;
  return Uint8Array.from(sums, (sum) => Math.floor(sum / 9));
}

function boxOf(shape: Shape): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number } {
  if (shape.kind === 'ellipse') {
    return { left: shape.x - shape.a, right: shape.x + shape.a, top: shape.y - shape.b, bottom: shape.y + shape.b };
  }
  return {
    left: Math.min(shape.x0, shape.x1) - shape.half,
    right: Math.max(shape.x0, shape.x1) + shape.half,
    top: Math.min(shape.y0, shape.y1) - shape.half,
    bottom: Math.max(shape.y0, shape.y1) + shape.half,
  };
}

/** The gradients of a field where they are at least `least` grey levels a pixel. */
export function findGradients(field: Uint8Array, width: number, height: number, least: number): Gradients {
  const found: number[][] = [[], [], [], []];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const alongX = (field[at + 1]! - field[at - 1]!) >> 1;
      const alongY = (field[at + width]! - field[at - width]!) >> 1;
      if (Math.abs(alongX) + Math.abs(alongY) < least) continue;
      [x - (width >> 1), y - (height >> 1), alongX, alongY].forEach((value, index) => {
        found[index]?.push(value);
      });
    }
  }
  const [x = [], y = [], alongX = [], alongY = []] = found;
  return {
    length: x.length,
    x: Int16Array.from(x),
    y: Int16Array.from(y),
    alongX: Int16Array.from(alongX),
    alongY: Int16Array.from(alongY),
  };
}

function holds(shape: Shape, x: number, y: number): boolean {
  if (shape.kind === 'ellipse') {
    const dx = x - shape.x;
    const dy = y - shape.y;
    return dx * dx * shape.b * shape.b + dy * dy * shape.a * shape.a <= shape.a * shape.a * shape.b * shape.b;
  }
  const alongX = shape.x1 - shape.x0;
  const alongY = shape.y1 - shape.y0;
  const square = alongX * alongX + alongY * alongY;
  const along = Math.max(0, Math.min(square, (x - shape.x0) * alongX + (y - shape.y0) * alongY));
  const dx = (x - shape.x0) * square - along * alongX;
  const dy = (y - shape.y0) * square - along * alongY;
  const reach = shape.half * square;
  return (
    Math.abs(dx) <= reach &&
    Math.abs(dy) <= reach &&
    (dx / square) * (dx / square) + (dy / square) * (dy / square) <= shape.half * shape.half
  );
}
