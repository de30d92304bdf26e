// Decoders of events as plain C, for comparison with the kernels: same input, same output layout (blocks of columns
// t:u32 x:u16 y:u16 p:u8), same totals. Written to be compiled with `gcc -O3`.
#include "decode.h"

static void flush(struct decoder *d) { d->n = 0; }

static inline void put(struct decoder *d, uint64_t micros, uint32_t x, uint32_t y, uint32_t p) {
  if (d->n == BLOCK || micros - d->base > 0xffffffffu) {
    if (d->n > 0) flush(d);
    d->base = micros & ~(uint64_t)0x7fffffff;
  }
  uint32_t at = d->n++;
  d->t[at] = (uint32_t)(micros - d->base);
  d->x[at] = (uint16_t)x;
  d->y[at] = (uint16_t)y;
  d->p[at] = (uint8_t)p;
#if TALLY
  d->events++;
  d->on += p;
  d->outside += (x >= d->width) | (y >= d->height);
  d->decreases += micros < d->previous;
  d->min = micros < d->min ? micros : d->min;
  d->max = micros > d->max ? micros : d->max;
  d->previous = micros;
#else
  d->events++;
#endif
}

void decode_dat(struct decoder *d, const uint8_t *in, size_t bytes) {
  for (size_t i = 0; i + 8 <= bytes; i += 8) {
    uint32_t t, w;
    memcpy(&t, in + i, 4);
    memcpy(&w, in + i + 4, 4);
    if (d->clock > t && d->clock - t > 0x80000000u) d->loop++;
    d->clock = t;
    put(d, (d->loop << 32) + t, w & 0x3fff, (w >> 14) & 0x3fff, w >> 28 != 0);
  }
}

void decode_evt2(struct decoder *d, const uint8_t *in, size_t bytes) {
  for (size_t i = 0; i + 4 <= bytes; i += 4) {
    uint32_t w;
    memcpy(&w, in + i, 4);
    switch (w >> 28) {
      case 0:
      case 1:
        if (d->have_time) put(d, d->micros + ((w >> 22) & 0x3f), (w >> 11) & 0x7ff, w & 0x7ff, w >> 28);
        break;
      case 8: {
        uint32_t high = w & 0x0fffffff;
        if (d->high >= high + 0x0fc00000u) d->loop++;
        d->high = high;
        d->micros = (d->loop << 34) + ((uint64_t)high << 6);
        d->have_time = 1;
        break;
      }
      case 0xa:
        d->triggers++;
        break;
    }
  }
}

void decode_evt3(struct decoder *d, const uint8_t *in, size_t bytes) {
  for (size_t i = 0; i + 2 <= bytes; i += 2) {
    uint16_t w;
    memcpy(&w, in + i, 2);
    uint32_t c = w & 0xfff;
    switch (w >> 12) {
      case 0x0:
        d->row = c & 0x7ff;
        break;
      case 0x2:
        if (d->row < d->height) put(d, d->micros, c & 0x7ff, d->row, c >> 11);
        break;
      case 0x3:
        d->base_x = c & 0x7ff;
        d->polarity = c >> 11;
        break;
      case 0x5:
        c &= 0xff;
        // fall through
      case 0x4:
        if (d->row < d->height) {
          for (uint32_t bits = c; bits; bits &= bits - 1) put(d, d->micros, d->base_x + __builtin_ctz(bits), d->row, d->polarity);
        }
        d->base_x += w >> 12 == 4 ? 12 : 8;
        break;
      case 0x6:
        d->micros = (d->micros & ~(uint64_t)0xfff) | c;
        break;
      case 0x8:
        if (d->high >= c + 2048) d->loop++;
        if (d->high != c) d->micros = (d->loop << 24) | ((uint64_t)c << 12);
        d->high = c;
        break;
      case 0xa:
        d->triggers++;
        break;
    }
  }
}
