#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BLOCK 49152

struct decoder {
  uint32_t t[BLOCK];
  uint16_t x[BLOCK], y[BLOCK];
  uint8_t p[BLOCK];
  uint32_t n, width, height, clock, high, have_time, row, base_x, polarity;
  uint64_t base, loop, micros, previous, min, max, events, on, outside, decreases, triggers;
};

void decode_dat(struct decoder *d, const uint8_t *in, size_t bytes);
void decode_evt2(struct decoder *d, const uint8_t *in, size_t bytes);
void decode_evt3(struct decoder *d, const uint8_t *in, size_t bytes);
