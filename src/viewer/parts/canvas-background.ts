import type { Rgb } from '../../picture/palettes.js';

/** What the style sheet calls the canvas of an element; black where it says nothing that is a colour. */
export function readBackgroundOf(element: Element): Rgb {
  return parseRgb(getComputedStyle(element).getPropertyValue('--fl-canvas')) ?? [0, 0, 0];
}

function parseRgb(text: string): Rgb | undefined {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text.trim());
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim());
  const parts = long?.slice(1) ?? short?.slice(1).map((digit) => digit + digit);
  const [red = 0, green = 0, blue = 0] = parts?.map((part) => Number.parseInt(part, 16)) ?? [];
  return parts === undefined ? undefined : [red, green, blue];
}
