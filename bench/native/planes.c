// Kernels on planes as plain C, for comparison: the same formulas, the same order of planes, compiled with `gcc -O3`. Samples
// that are not finite are not looked for in sums here; ours leave them out.
#include "planes.h"
#include <math.h>

static inline float finite_or_zero(float v) { return v - v == 0.0f ? v : 0.0f; }

void fused(const float *cube, size_t planes, size_t n, const float *restrict s, float a, const float *restrict d, float b, float *restrict out) {
  float rest = 1.0f - b;
  for (size_t t = 0; t < planes; t++) {
    const float *x = cube + t * n;
    float *to = out + t * n;
    for (size_t i = 0; i < n; i++) {
      float v = finite_or_zero(x[i] - a * s[i]);
      float divisor = b * d[i] + rest;
      to[i] = divisor == 0.0f ? 0.0f : finite_or_zero(v / divisor);
    }
  }
}

void mean_of(const float *cube, size_t planes, size_t n, double *restrict sums, float *restrict out) {
  for (size_t i = 0; i < n; i++) sums[i] = 0;
  size_t t = 0;
  for (; t + 4 <= planes; t += 4) {
    const float *p = cube + t * n, *q = p + n, *r = q + n, *u = r + n;
    for (size_t i = 0; i < n; i++) sums[i] = sums[i] + p[i] + q[i] + r[i] + u[i];
  }
  for (; t < planes; t++) {
    const float *p = cube + t * n;
    for (size_t i = 0; i < n; i++) sums[i] += p[i];
  }
  for (size_t i = 0; i < n; i++) out[i] = (float)(sums[i] / (double)planes);
}

void std_of(const float *cube, size_t planes, size_t n, double *restrict means, double *restrict squares, float *restrict out) {
  for (size_t i = 0; i < n; i++) means[i] = squares[i] = 0;
  for (size_t t = 0; t < planes; t += 8) {
    size_t k = planes - t < 8 ? planes - t : 8;
    double share = (double)k / (double)(t + k), weight = (double)t * (double)k / (double)(t + k), part = 1.0 / (double)k;
    const float *p = cube + t * n;
    if (k == 8) {
      for (size_t i = 0; i < n; i++) {
        double v[8], sum = 0, square = 0;
        for (size_t j = 0; j < 8; j++) sum += v[j] = p[j * n + i];
        double mean = sum * part;
        for (size_t j = 0; j < 8; j++) square += (v[j] - mean) * (v[j] - mean);
        double delta = mean - means[i];
        means[i] += delta * share;
        squares[i] += square + delta * delta * weight;
      }
    } else {
      for (size_t i = 0; i < n; i++) {
        double sum = 0, square = 0;
        for (size_t j = 0; j < k; j++) sum += p[j * n + i];
        double mean = sum * part;
        for (size_t j = 0; j < k; j++) square += (p[j * n + i] - mean) * (p[j * n + i] - mean);
        double delta = mean - means[i];
        means[i] += delta * share;
        squares[i] += square + delta * delta * weight;
      }
    }
  }
  for (size_t i = 0; i < n; i++) out[i] = (float)sqrt(squares[i] / (double)planes);
}

static inline double lost(double before, double added, double sum) {
  double taken = sum - before;
  return (before - (sum - taken)) + (added - taken);
}

void sliding_mean(const float *cube, size_t planes, size_t n, size_t window, double *restrict high, double *restrict low, float *restrict out) {
  for (size_t i = 0; i < n; i++) high[i] = low[i] = 0;
  double part = 1.0 / (double)window;
  for (size_t t = 0; t < planes; t++) {
    const float *x = cube + t * n;
    if (t < window) {
      for (size_t i = 0; i < n; i++) {
        double sum = high[i] + x[i];
        low[i] += lost(high[i], x[i], sum);
        high[i] = sum;
      }
      continue;
    }
    const float *y = x - window * n;
    for (size_t i = 0; i < n; i++) {
      double between = high[i] + x[i], sum = between - y[i];
      low[i] = low[i] + lost(high[i], x[i], between) + lost(between, -(double)y[i], sum);
      high[i] = sum;
      out[i] = (float)((sum + low[i]) * part);
    }
  }
}
