#include <stddef.h>
#include <stdint.h>

struct frame_size {
  uint32_t width, height;
};

void draw_polarity(uint8_t *frame, struct frame_size s, const uint16_t *x, const uint16_t *y, const uint8_t *p, size_t n);
void draw_signed(int16_t *frame, struct frame_size s, const uint16_t *x, const uint16_t *y, const uint8_t *p, size_t n);
void draw_per_polarity(uint16_t *frame, struct frame_size s, const uint16_t *x, const uint16_t *y, const uint8_t *p, size_t n);
void draw_surface(
  int16_t *frame, struct frame_size s, const uint32_t *t, const uint16_t *x, const uint16_t *y, const uint8_t *p, size_t n, uint32_t end,
  float tau
);
