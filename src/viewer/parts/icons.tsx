import type { JSX } from 'preact';

const paths = {
  play: 'M6 4.5v11l9-5.5z',
  pause: 'M6 4.5h2.6v11H6zM11.4 4.5H14v11h-2.6z',
  first: 'M5 5v10M15 5l-7.5 5 7.5 5z',
  last: 'M15 5v10M5 5l7.5 5L5 15z',
  back: 'M13 5l-7 5 7 5z',
  forward: 'M7 5l7 5-7 5z',
  reverse: 'M8.5 4.5L4 9l4.5 4.5M4.5 9H12a4 4 0 0 1 0 8h-2',
  loop: 'M4 10V9a3 3 0 0 1 3-3h8M12.5 3.5L15 6l-2.5 2.5M16 10v1a3 3 0 0 1-3 3H5M7.5 11.5L5 14l2.5 2.5',
  pan: 'M10 3v14M3 10h14M10 3L8 5M10 3l2 2M10 17l-2-2M10 17l2-2M3 10l2-2M3 10l2 2M17 10l-2-2M17 10l-2 2',
  region: 'M4 5.5h12v9H4z',
  ellipse: 'M17 10a7 4.700 0 1 1-14 0 7 4.700 0 0 1 14 0z',
  line: 'M4.500 15.500l11-11M3 15.500a1.500 1.500 0 1 0 3 0 1.500 1.500 0 1 0-3 0M14 4.500a1.500 1.500 0 1 0 3 0 1.500 1.500 0 1 0-3 0',
  probe: 'M10 3v4M10 13v4M3 10h4M13 10h4M12.5 10a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z',
  fit: 'M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4',
  rotate: 'M15.5 10a5.5 5.5 0 1 1-1.7-4M14 2.8v3.4h-3.4',
  flipX: 'M10 3v14M7.5 6L3 14h4.5zM12.5 6l4.5 8h-4.5z',
  flipY: 'M3 10h14M6 7.5L14 3v4.5zM6 12.5l8 4.5v-4.5z',
  transpose: 'M4 4l12 12M11 4h5v5M9 16H4v-5',
  inspector: 'M3.5 4.5h13v11h-13zM12 4.5v11',
  search: 'M13 8.5a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0zM12 12l4 4',
  link: 'M8.5 11.5l3-3M9.5 6.5l1.8-1.8a2.8 2.8 0 0 1 4 4L13.500 10.500M10.500 13.500l-1.800 1.800a2.800 2.800 0 0 1-4-4L6.500 9.500',
  export: 'M10 12.500V3.500M6.800 6.500L10 3.300l3.200 3.200M4 11.500V16h12v-4.500',
  check: 'M4.5 10.5l3.500 3.500 7.500-8',
  warning: 'M10 3.500L17.500 16.500H2.500zM10 8.500v3.800M10 14.200v.6',
  error: 'M16.500 10a6.500 6.500 0 1 1-13 0 6.500 6.500 0 0 1 13 0zM7.800 7.800l4.400 4.400M12.200 7.800l-4.400 4.400',
  close: 'M5.500 5.500l9 9M14.500 5.500l-9 9',
  chevron: 'M12 5l-5 5 5 5',
  file: 'M5 3h6.500L15 6.500V17H5zM11.500 3v3.500H15',
  sun: 'M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM10 2.500v1.800M10 15.700v1.800M2.500 10h1.800M15.700 10h1.800M4.700 4.700L6 6M14 14l1.300 1.300M15.300 4.700L14 6M6 14l-1.300 1.300',
  moon: 'M15.500 11.800A6 6 0 0 1 8.200 4.500a6 6 0 1 0 7.300 7.300z',
  bookmark: 'M6 3.500h8v13l-4-3-4 3z',
  sliders: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4',
  lasso: 'M5.5 12.5C3 11 2.800 7.500 6 5.500s9-1.500 10.500 1.500-1 6-5 6.300c-2 .2-4.200-.2-6-.8zM5.500 12.500c1.800.3 2 2 .8 3.200',
  label: 'M3.500 5.500h7.500L16.500 10 11 14.500H3.500zM6.800 10h.1',
  plus: 'M10 4.500v11M4.500 10h11',
} as const;

export type IconName = keyof typeof paths;

const filled: readonly IconName[] = ['play', 'pause', 'back', 'forward'];

/** A 20 × 20 drawing in the colour of the text around it. Decoration: its control has the words. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class={`fl-icon${filled.includes(name) ? ' fl-icon-filled' : ''}`} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
