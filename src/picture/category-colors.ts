import type { Rgb } from './palettes.js';

/**
 * Ten colours that stay apart under simulated protanopia, deuteranopia and tritanopia (matrices of G. M. Machado, M. M. Oliveira
 * and L. A. F. Fernandes, 2009, severity 1): 0.13 at least between any two in OKLab, found by search, blue first.
 */
const firstColours = '3778d7ed931640c59b753c869e241880ecefada3ff9a6982c95b0ae5df00';
const firstCount = firstColours.length / 6;

/** Degrees from one further hue to the next, and the lightness that goes with it: neighbours differ in both. */
const goldenAngle = 137.508;
const lightnesses = [0.64, 0.8, 0.52, 0.72, 0.88, 0.58];

/** What is drawn where a cell has no category or no number. */
export const missingColour: Rgb = [0x8c, 0x8c, 0x8c];

/** The colour of category `index` of any number of them, none of which the file has a colour for. */
export function categoryColour(index: number): Rgb {
  if (index < firstCount) return hexColour(firstColours.slice(6 * index, 6 * index + 6));
  const further = index - firstCount;
  return oklchColour(lightnesses[further % lightnesses.length]!, 0.14, (further * goldenAngle) % 360);
}

/**
 * The colours of a column's categories, one after the other, then {@link missingColour} for the code of a cell without one: so
 * many as a lookup by code needs. `stored` are the file's own, as it writes them; what cannot be read as a colour gets ours.
 */
export function categoryColours(categories: number, stored?: readonly string[]): Rgb[] {
  const colours = Array.from({ length: categories }, (_, index) => {
    const text = stored?.[index];
    return (text === undefined ? undefined : parseColour(text)) ?? categoryColour(index);
  });
  return [...colours, missingColour];
}

const namedColours: Readonly<Record<string, string>> = {
  black: '000000',
  blue: '0000ff',
  brown: 'a52a2a',
  cyan: '00ffff',
  gold: 'ffd700',
  gray: '808080',
  green: '008000',
  grey: '808080',
  lightgray: 'd3d3d3',
  lightgrey: 'd3d3d3',
  lime: '00ff00',
  magenta: 'ff00ff',
  maroon: '800000',
  navy: '000080',
  olive: '808000',
  orange: 'ffa500',
  pink: 'ffc0cb',
  purple: '800080',
  red: 'ff0000',
  teal: '008080',
  white: 'ffffff',
  yellow: 'ffff00',
};

/** `#rgb`, `#rrggbb`, `#rrggbbaa` (whose alpha is left out) or one of the common names; undefined for anything else. */
export function parseColour(text: string): Rgb | undefined {
  const plain = text.trim().toLowerCase();
  const [, hex] = /^#([0-9a-f]{6})(?:[0-9a-f]{2})?$/.exec(plain) ?? [];
  if (hex !== undefined) return hexColour(hex);
  const [, short] = /^#([0-9a-f]{3})$/.exec(plain) ?? [];
  if (short !== undefined) return hexColour([...short].map((digit) => digit + digit).join(''));
  const named = Object.hasOwn(namedColours, plain) ? namedColours[plain] : undefined;
  return named === undefined ? undefined : hexColour(named);
}

function hexColour(hex: string): Rgb {
  const value = Number.parseInt(hex, 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

/** OKLCH to sRGB (B. Ottosson, 2020), with as much of the chroma as fits. */
function oklchColour(lightness: number, chroma: number, hueDegrees: number): Rgb {
  const hue = (hueDegrees * Math.PI) / 180;
  for (let c = chroma; c > 0; c -= 0.01) {
    const linear = linearFromOklab(lightness, c * Math.cos(hue), c * Math.sin(hue));
    if (linear.every((channel) => channel >= 0 && channel <= 1)) return toBytes(linear);
  }
  return toBytes(linearFromOklab(lightness, 0, 0));
}

function linearFromOklab(lightness: number, a: number, b: number): Rgb {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
  ];
}

function toBytes(linear: Rgb): Rgb {
  const byte = (channel: number): number =>
    Math.floor(255 * (channel <= 0.0031308 ? 12.92 * channel : 1.055 * channel ** (1 / 2.4) - 0.055) + 0.5);
  return [byte(linear[0]), byte(linear[1]), byte(linear[2])];
}
