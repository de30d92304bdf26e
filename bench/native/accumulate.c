// Accumulators as plain C, for comparison with the kernels: same columns, same pixels. Compiled with `gcc -O3`.
#include <math.h>
#include "accumulate.h"

void draw_polarity(uint8_t *frame, struct frame_size s, const uint16_t *x, const uint16_t *y, const uint8_t *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (x[i] < s.width && y[i] < s.height) frame[y[i] * s.width + x[i]] = 1 + p[i];
  }
}

void draw_signed(int16_t *frame, struct frame_size s, const uint16_t *x, const uint16_t *y, const uint8_t *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (x[i] < s.width && y[i] < s.height) {
      int16_t *pixel = frame + y[i] * s.width + x[i];
      int sum = *pixel + (p[i] ? 1 : -1);
      *pixel = sum > 32767 ? 32767 : sum < -32767 ? -32767 : sum;
    }
  }
}

void draw_per_polarity(uint16_t *frame, struct frame_size s, const uint16_t *x, const uint16_t *y, const uint8_t *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (x[i] < s.width && y[i] < s.height) {
      uint16_t *pixel = frame + 2 * (y[i] * s.width + x[i]) + 1 - p[i];
      if (*pixel < 65535) ++*pixel;
    }
  }
}

void draw_surface(
  int16_t *frame, struct frame_size s, const uint32_t *t, const uint16_t *x, const uint16_t *y, const uint8_t *p, size_t n, uint32_t end,
  float tau
) {
  float rate = -1.0f / tau;
  for (size_t i = 0; i < n; i++) {
    if (x[i] < s.width && y[i] < s.height) {
      uint32_t age = t[i] < end ? end - t[i] : 0;
      int16_t value = (int16_t)(32767.0f * expf((float)age * rate) + 0.5f);
      frame[y[i] * s.width + x[i]] = p[i] ? value : -value;
    }
  }
}
