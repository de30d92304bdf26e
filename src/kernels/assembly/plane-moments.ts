// Groups of planes are brought to their mean and squared deviations, then merged into those of all planes before. A sum that is
// finite differs from itself by zero, all bits of which are zero.

// @ts-ignore: decorator
@inline
function finite(value: f32): bool {
  return value - value == 0;
}

// @ts-ignore: decorator
@inline
function plane(planes: usize, k: i32): usize {
  return load<u32>(planes + (<usize>k << 2));
}

function mergePixel(planes: usize, count: i32, planesBefore: f64, means: usize, squares: usize, missing: usize, i: usize): void {
  let found = 0;
  let sum: f64 = 0;
  for (let k = 0; k < count; k++) {
    const value = load<f32>(plane(planes, k) + (i << 2));
    if (!finite(value)) continue;
    found++;
    sum += <f64>value;
  }
  const missed = load<u32>(missing + (i << 2));
  store<u32>(missing + (i << 2), missed + <u32>(count - found));
  if (found == 0) return;
  const before = planesBefore - <f64>missed;
  const all = <f64>found;
  const mean = sum * (1.0 / all);
  let square: f64 = 0;
  for (let k = 0; k < count; k++) {
    const value = load<f32>(plane(planes, k) + (i << 2));
    if (!finite(value)) continue;
    const deviation = <f64>value - mean;
    square += deviation * deviation;
  }
  const total = before + all;
  const delta = mean - load<f64>(means + (i << 3));
  store<f64>(means + (i << 3), load<f64>(means + (i << 3)) + delta * (all / total));
  store<f64>(squares + (i << 3), load<f64>(squares + (i << 3)) + (square + delta * delta * ((before * all) / total)));
}

// @ts-ignore: decorator
@inline
function pair(address: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(address));
}

// @ts-ignore: decorator
@inline
function squared(value: v128): v128 {
  return f64x2.mul(value, value);
}

/**
 * Merges up to eight planes, whose addresses are listed at `planes`, into means and sums of squared deviations of
 * `planesBefore` planes.
 */
export function planeMoments(
  planes: usize,
  count: i32,
  planesBefore: f64,
  means: usize,
  squares: usize,
  missing: usize,
  pixels: usize,
): void {
  let i: usize = 0;
  if (count == 8) i = mergeEight(planes, planesBefore, means, squares, missing, pixels);
  else i = mergeSome(planes, count, planesBefore, means, squares, missing, pixels);
  for (; i < pixels; i++) mergePixel(planes, count, planesBefore, means, squares, missing, i);
}

function mergeEight(planes: usize, planesBefore: f64, means: usize, squares: usize, missing: usize, pixels: usize): usize {
  const p0 = plane(planes, 0);
  const p1 = plane(planes, 1);
  const p2 = plane(planes, 2);
  const p3 = plane(planes, 3);
  const p4 = plane(planes, 4);
  const p5 = plane(planes, 5);
  const p6 = plane(planes, 6);
  const p7 = plane(planes, 7);
  const eighth = f64x2.splat(1.0 / 8.0);
  const share = f64x2.splat(8.0 / (planesBefore + 8.0));
  const weight = f64x2.splat((planesBefore * 8.0) / (planesBefore + 8.0));
  let i: usize = 0;
  for (; i + 2 <= pixels; i += 2) {
    const at = i << 2;
    const v0 = pair(p0 + at);
    const v1 = pair(p1 + at);
    const v2 = pair(p2 + at);
    const v3 = pair(p3 + at);
    const v4 = pair(p4 + at);
    const v5 = pair(p5 + at);
    const v6 = pair(p6 + at);
    const v7 = pair(p7 + at);
    let sum = f64x2.add(f64x2.add(f64x2.add(v0, v1), v2), v3);
    sum = f64x2.add(f64x2.add(f64x2.add(f64x2.add(sum, v4), v5), v6), v7);
    if (v128.any_true(v128.or(f64x2.sub(sum, sum), v128.load64_zero(missing + at)))) {
      mergePixel(planes, 8, planesBefore, means, squares, missing, i);
      mergePixel(planes, 8, planesBefore, means, squares, missing, i + 1);
      continue;
    }
    const mean = f64x2.mul(sum, eighth);
    let square = f64x2.add(squared(f64x2.sub(v0, mean)), squared(f64x2.sub(v1, mean)));
    square = f64x2.add(f64x2.add(square, squared(f64x2.sub(v2, mean))), squared(f64x2.sub(v3, mean)));
    square = f64x2.add(f64x2.add(square, squared(f64x2.sub(v4, mean))), squared(f64x2.sub(v5, mean)));
    square = f64x2.add(f64x2.add(square, squared(f64x2.sub(v6, mean))), squared(f64x2.sub(v7, mean)));
    merge(means + (i << 3), squares + (i << 3), mean, square, share, weight);
  }
  return i;
}

function mergeSome(
  planes: usize,
  count: i32,
  planesBefore: f64,
  means: usize,
  squares: usize,
  missing: usize,
  pixels: usize,
): usize {
  const all = <f64>count;
  const part = f64x2.splat(1.0 / all);
  const share = f64x2.splat(all / (planesBefore + all));
  const weight = f64x2.splat((planesBefore * all) / (planesBefore + all));
  let i: usize = 0;
  for (; i + 2 <= pixels; i += 2) {
    const at = i << 2;
    let sum = f64x2.splat(0);
    for (let k = 0; k < count; k++) sum = f64x2.add(sum, pair(plane(planes, k) + at));
    if (v128.any_true(v128.or(f64x2.sub(sum, sum), v128.load64_zero(missing + at)))) {
      mergePixel(planes, count, planesBefore, means, squares, missing, i);
      mergePixel(planes, count, planesBefore, means, squares, missing, i + 1);
      continue;
    }
    const mean = f64x2.mul(sum, part);
    let square = f64x2.splat(0);
    for (let k = 0; k < count; k++) square = f64x2.add(square, squared(f64x2.sub(pair(plane(planes, k) + at), mean)));
    merge(means + (i << 3), squares + (i << 3), mean, square, share, weight);
  }
  return i;
}

// @ts-ignore: decorator
@inline
function merge(means: usize, squares: usize, mean: v128, square: v128, share: v128, weight: v128): void {
  const before = v128.load(means);
  const delta = f64x2.sub(mean, before);
  v128.store(means, f64x2.add(before, f64x2.mul(delta, share)));
  v128.store(squares, f64x2.add(v128.load(squares), f64x2.add(square, f64x2.mul(f64x2.mul(delta, delta), weight))));
}
