/** A bin that is none. */
const nowhere: u32 = 0xffff_ffff;

/**
 * The bin of each point, as `twinProject` in TypeScript: `terms` are ax, ay, az, a, bx, by, bz, b in double precision. `limit` and
 * `rows` end the places at which a point's disc lies within `stride` × … bins. `shown`: one byte a point, or 0.
 */
export function projectPoints(
  coordinates: usize,
  dims: i32,
  count: usize,
  shown: usize,
  terms: usize,
  columns: i32,
  rows: i32,
  stride: i32,
  bins: usize,
): void {
  const ax = load<f64>(terms, 0);
  const ay = load<f64>(terms, 8);
  const az = load<f64>(terms, 16);
  const a = load<f64>(terms, 24);
  const bx = load<f64>(terms, 32);
  const by = load<f64>(terms, 40);
  const bz = load<f64>(terms, 48);
  const b = load<f64>(terms, 56);
  const width = <f64>columns;
  const height = <f64>rows;
  const step = <usize>dims << 2;
  for (let i: usize = 0; i < count; i++) {
    let bin = nowhere;
    if (shown == 0 || load<u8>(shown + i) != 0) {
      const x = <f64>load<f32>(coordinates);
      let u = ax * x + a;
      let v = bx * x + b;
      if (dims > 1) {
        const y = <f64>load<f32>(coordinates, 4);
        u += ay * y;
        v += by * y;
        if (dims > 2) {
          const z = <f64>load<f32>(coordinates, 8);
          u += az * z;
          v += bz * z;
        }
      }
      if (u >= 0 && u < width && v >= 0 && v < height) bin = <u32>(<i32>v * stride + <i32>u);
    }
    store<u32>(bins + (i << 2), bin);
    coordinates += step;
  }
}

/** Adds, lane by lane, what the lookup has for each point's code to the bins of its disc. */
export function mixPoints(
  bins: usize,
  codes: usize,
  count: usize,
  lookup: usize,
  lastCode: u32,
  taps: usize,
  tapCount: i32,
  grid: usize,
): void {
  for (let i: usize = 0; i < count; i++) {
    const bin = load<u32>(bins + (i << 2));
    if (bin == nowhere) continue;
    const entry = v128.load(lookup + (<usize>min(load<u32>(codes + (i << 2)), lastCode) << 4));
    const at = grid + (<usize>bin << 4);
    for (let k: i32 = 0; k < tapCount; k++) {
      const target = at + (<usize>load<u32>(taps + (<usize>k << 2)) << 4);
      v128.store(target, i32x4.add(v128.load(target), entry));
    }
  }
}

/** Keeps the greatest first word that the lookup has for the points of a bin, and counts those that have one. */
export function rankPoints(
  bins: usize,
  codes: usize,
  count: usize,
  lookup: usize,
  lastCode: u32,
  taps: usize,
  tapCount: i32,
  grid: usize,
): void {
  for (let i: usize = 0; i < count; i++) {
    const bin = load<u32>(bins + (i << 2));
    if (bin == nowhere) continue;
    const priority = load<u32>(lookup + (<usize>min(load<u32>(codes + (i << 2)), lastCode) << 4));
    if (priority == 0) continue;
    const at = grid + (<usize>bin << 4);
    for (let k: i32 = 0; k < tapCount; k++) {
      const target = at + (<usize>load<u32>(taps + (<usize>k << 2)) << 4);
      store<u32>(target, max(load<u32>(target), priority));
      store<u32>(target, load<u32>(target, 12) + 1, 12);
    }
  }
}

/** Sums the numbers of the points of a bin, or keeps the greatest, and counts points with a number and all. */
export function numberPoints(bins: usize, values: usize, count: usize, largest: bool, taps: usize, tapCount: i32, grid: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const bin = load<u32>(bins + (i << 2));
    if (bin == nowhere) continue;
    const value = load<f64>(values + (i << 3));
    const at = grid + (<usize>bin << 4);
    for (let k: i32 = 0; k < tapCount; k++) {
      const target = at + (<usize>load<u32>(taps + (<usize>k << 2)) << 4);
      store<u32>(target, load<u32>(target, 12) + 1, 12);
      if (value != value) continue;
      const before = load<f64>(target);
      const numbers = load<u32>(target, 8);
      if (!largest) store<f64>(target, before + value);
      else if (numbers == 0 || value > before) store<f64>(target, value);
      store<u32>(target, numbers + 1, 8);
    }
  }
}
