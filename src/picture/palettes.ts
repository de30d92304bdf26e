/** Red, green, blue, 0 to 255 each. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The three colours an event picture is made of. */
export interface EventPalette {
  readonly name: EventPaletteName;
  /** As people call it. */
  readonly label: string;
  readonly background: Rgb;
  readonly on: Rgb;
  readonly off: Rgb;
}

/** In the order they are offered; the first is the default. */
export const eventPaletteNames = ['safe', 'dark', 'light', 'coolWarm', 'gray'] as const;
export type EventPaletteName = (typeof eventPaletteNames)[number];

const fromUnit = (red: number, green: number, blue: number): Rgb => [
  Math.round(red * 255),
  Math.round(green * 255),
  Math.round(blue * 255),
];

/**
 * `safe` is told apart under the three common colour-vision deficiencies. The others carry the colours that users of
 * OpenEB's viewer know under these names.
 */
export const eventPalettes: Readonly<Record<EventPaletteName, EventPalette>> = {
  safe: { name: 'safe', label: 'Colour-blind safe', background: [0, 0, 0], on: [0xff, 0xb0, 0x00], off: [0x64, 0x8f, 0xff] },
  dark: { name: 'dark', label: 'Dark', background: fromUnit(0.117, 0.145, 0.203), on: [255, 255, 255], off: fromUnit(0.25, 0.492, 0.785) },
  light: {
    name: 'light',
    label: 'Light',
    background: [255, 255, 255],
    on: fromUnit(0.25, 0.492, 0.785),
    off: fromUnit(0.117, 0.145, 0.203),
  },
  coolWarm: {
    name: 'coolWarm',
    label: 'Cool to warm',
    background: fromUnit(0.851, 0.878, 0.929),
    on: fromUnit(1, 0.443, 0.459),
    off: fromUnit(0.341, 0.482, 0.776),
  },
  gray: { name: 'gray', label: 'Gray', background: [128, 128, 128], on: [255, 255, 255], off: [0, 0, 0] },
};
