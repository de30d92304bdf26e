import { Random } from './random.js';
import type { LayerPicture } from './scrolling-layer.js';
import { noiseTexture } from './texture.js';

/** The pictures that the slider moves past, from the wall to the things nearest. Columns repeat after `width`. */
export function drawScenery(width: number, height: number, seed: string): readonly LayerPicture[] {
  return [drawWall(width, height, seed), drawThings(width, height, seed), drawPosts(width, height, seed)];
}

type Canvas = LayerPicture;

function blank(width: number, height: number): Canvas {
  return { width, height, shades: new Uint8Array(width * height), cover: new Uint8Array(width * height) };
}

function put(canvas: Canvas, x: number, y: number, shade: number): void {
  if (y < 0 || y >= canvas.height) return;
  const at = y * canvas.width + (((x % canvas.width) + canvas.width) % canvas.width);
  canvas.shades[at] = Math.max(0, Math.min(255, shade));
  canvas.cover[at] = 1;
}

/** Fills a box with shades of coordinates inside it; `undefined` leaves a pixel as it is. */
function fill(
  canvas: Canvas,
  left: number,
  top: number,
  width: number,
  height: number,
  shade: (x: number, y: number) => number | undefined,
): void {
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const value = shade(x, y);
      if (value !== undefined) put(canvas, left + x, top + y, value);
    }
  }
}

/** A brick wall with posters: a checkerboard, rings, and a page of text. */
function drawWall(width: number, height: number, seed: string): Canvas {
  const canvas = blank(width, height);
  const unit = Math.max(1, Math.floor(height / 60));
  const plaster = noiseTexture(width, height, new Random(`${seed}/wall`).next(), [
    { spacing: 64, weight: 4 },
    { spacing: 16, weight: 3 },
    { spacing: 4, weight: 2 },
  ]);
  const brick = { width: unit * 10, height: unit * 4 };
  fill(canvas, 0, 0, width, height, (x, y) => {
    const row = Math.floor(y / brick.height);
    const inBrick = (x + (row % 2) * (brick.width >> 1)) % brick.width;
    const joint = y % brick.height < Math.max(1, unit >> 1) || inBrick < Math.max(1, unit >> 1);
    return (joint ? 84 : 116) + ((plaster[y * width + x]! - 128) >> 2);
  });
  const side = unit * 20;
  fill(canvas, Math.floor(width * 0.08), unit * 6, side, side, (x, y) => {
    if (Math.min(x, y, side - 1 - x, side - 1 - y) < unit) return 225;
    return (Math.floor((x - unit) / (unit * 3)) + Math.floor((y - unit) / (unit * 3))) % 2 === 0 ? 235 : 25;
  });
  fill(canvas, Math.floor(width * 0.44), unit * 4, side, side, (x, y) => {
    if (Math.min(x, y, side - 1 - x, side - 1 - y) < unit) return 225;
    const dx = x - (side >> 1);
    const dy = y - (side >> 1);
    const square = dx * dx + dy * dy;
    for (let ring = 1; ring <= 5; ring += 1) if (square < ring * ring * unit * unit * 3) return ring % 2 === 0 ? 215 : 40;
    return 215;
  });
  const random = new Random(`${seed}/text`);
  const page = { width: unit * 18, height: unit * 26 };
  const letters = Array.from({ length: 400 }, () => random.next());
  fill(canvas, Math.floor(width * 0.74), unit * 5, page.width, page.height, (x, y) => {
    const line = Math.floor(y / (unit * 2));
    const column = Math.floor(x / Math.max(1, unit));
    const isInk = line > 0 && line < 12 && column > 1 && column < 16 && y % (unit * 2) < unit && (letters[line * 18 + column]! & 7) > 1;
    const stroke = (letters[line * 18 + column]! >>> (3 + ((x % unit) % 7) + 4 * ((y % unit) % 4))) & 1;
    return isInk && stroke === 1 ? 45 : 220;
  });
  return canvas;
}

/** On a table: a striped box, a ball, books, and a cup. */
function drawThings(width: number, height: number, seed: string): Canvas {
  const canvas = blank(width, height);
  const unit = Math.max(1, Math.floor(height / 60));
  const table = unit * 47;
  const grain = noiseTexture(width, height, new Random(`${seed}/table`).next(), [
    { spacing: 64, weight: 3 },
    { spacing: 16, weight: 3 },
    { spacing: 4, weight: 2 },
  ]);
  fill(canvas, 0, table, width, height - table, (x, y) => {
    // Boards run towards the wall; their grain is drawn out sideways.
    const board = x % (unit * 17) < Math.max(1, unit >> 2);
    return (board ? 70 : 150) + ((grain[(table + y) * width + (x >> 2)]! - 128) >> 1);
  });
  const box = unit * 16;
  fill(canvas, Math.floor(width * 0.16), table - box, box, box, (x, y) => {
    if (Math.min(x, y) < unit || x >= box - unit) return 30;
    return Math.floor((x + y) / (unit * 2)) % 2 === 0 ? 205 : 60;
  });
  const radius = unit * 9;
  fill(canvas, Math.floor(width * 0.38), table - 2 * radius, 2 * radius, 2 * radius, (x, y) => {
    const dx = x - radius;
    const dy = y - radius;
    const square = dx * dx + dy * dy;
    if (square > radius * radius) return undefined;
    const lit = Math.floor(((radius - dx - dy) * 60) / radius);
    return Math.floor((dx * 2 + dy + 8 * radius) / (unit * 6)) % 2 === 0 ? 140 + lit : 40 + lit;
  });
  const random = new Random(`${seed}/books`);
  let left = Math.floor(width * 0.56);
  for (let book = 0; book < 9; book += 1) {
    const thick = unit * (2 + random.below(3));
    const high = unit * (14 + random.below(8));
    const shade = 40 + random.below(170);
    fill(canvas, left, table - high, thick, high, (x, y) => {
      if (x === 0 || x === thick - 1) return 15;
      return y > unit * 3 && y < unit * 5 ? 230 : shade;
    });
    left += thick;
  }
  const cup = { width: unit * 9, height: unit * 10 };
  fill(canvas, Math.floor(width * 0.86), table - cup.height, cup.width, cup.height, (x, y) => {
    const shade = 235 - Math.floor((x * 150) / cup.width);
    return y > unit * 4 && y < unit * 6 ? shade - 70 : shade;
  });
  return canvas;
}

/** Nearest to the camera: a lamp's post and the leaves of a plant. */
function drawPosts(width: number, height: number, seed: string): Canvas {
  const canvas = blank(width, height);
  const unit = Math.max(1, Math.floor(height / 60));
  const post = unit * 2;
  fill(canvas, Math.floor(width * 0.3), 0, post, height, (x) => (x * 3 < post ? 60 : x * 2 < post ? 190 : 40));
  const random = new Random(`${seed}/leaves`);
  const stem = { x: Math.floor(width * 0.7), y: height };
  for (let leaf = 0; leaf < 16; leaf += 1) {
    const x = stem.x + (random.below(27) - 13) * unit;
    const y = stem.y - (2 + random.below(26)) * unit;
    const a = (3 + random.below(4)) * unit;
    const b = (1 + random.below(2)) * unit + 1;
    const slant = random.below(5) - 2;
    const shade = 30 + random.below(60);
    fill(canvas, x - a, y - 3 * a, 2 * a, 6 * a, (px, py) => {
      const dx = px - a;
      const dy = py - 3 * a - Math.floor((dx * slant) / 2);
      if (dx * dx * b * b + dy * dy * a * a > a * a * b * b) return undefined;
      return Math.abs(dy) < Math.max(1, unit >> 2) ? shade + 70 : shade;
    });
  }
  return canvas;
}
