// Runs one native kernel over a file of payload and prints events and nanoseconds of the fastest of several passes.
// main decode dat|evt2|evt3 FILE WIDTH HEIGHT PASSES
// main frames KIND FILE WIDTH HEIGHT PASSES EVENTS: FILE holds u32 count, then columns t, x, y, p; frames of EVENTS events
//   each, cleared first; EVENTS 0 draws all events into one frame that is not cleared in between.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "accumulate.h"
#include "decode.h"

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static uint8_t *read_file(const char *path, size_t *bytes) {
  FILE *f = fopen(path, "rb");
  if (!f) exit(1);
  fseek(f, 0, SEEK_END);
  *bytes = (size_t)ftell(f);
  rewind(f);
  uint8_t *data = malloc(*bytes + 64);
  if (fread(data, 1, *bytes, f) != *bytes) exit(1);
  fclose(f);
  return data;
}

static struct decoder decoder;

int main(int argc, char **argv) {
  if (argc < 7) return 2;
  size_t bytes;
  uint8_t *data = read_file(argv[3], &bytes);
  struct frame_size size = {(uint32_t)atoi(argv[4]), (uint32_t)atoi(argv[5])};
  int passes = atoi(argv[6]);
  double best = 1e30;
  uint64_t events = 0, frames = 1;

  if (!strcmp(argv[1], "decode")) {
    decoder.width = size.width;
    decoder.height = size.height;
    decoder.min = ~0ull;
    for (int i = 0; i < passes; i++) {
      uint64_t before = decoder.events;
      double start = now();
      for (size_t at = 0; at < bytes; at += 1 << 20) {
        size_t piece = bytes - at < 1 << 20 ? bytes - at : 1 << 20;
        if (!strcmp(argv[2], "dat")) decode_dat(&decoder, data + at, piece);
        else if (!strcmp(argv[2], "evt2")) decode_evt2(&decoder, data + at, piece);
        else decode_evt3(&decoder, data + at, piece);
      }
      double taken = now() - start;
      if (taken < best) best = taken;
      events = decoder.events - before;
    }
  } else {
    uint32_t n;
    memcpy(&n, data, 4);
    const uint32_t *t = (const uint32_t *)(data + 4);
    const uint16_t *x = (const uint16_t *)(t + n), *y = x + n;
    const uint8_t *p = (const uint8_t *)(y + n);
    size_t per_frame = argc > 7 ? (size_t)atoll(argv[7]) : 0;
    size_t step = per_frame ? per_frame : n;
    size_t pixels = (size_t)size.width * size.height;
    void *frame = calloc(pixels, 4);
    size_t pixel_bytes = !strcmp(argv[2], "polarity") ? 1 : !strcmp(argv[2], "perPolarityCount") ? 4 : 2;
    for (int i = 0; i < passes; i++) {
      frames = 0;
      events = 0;
      double start = now();
      for (size_t at = 0; at + step <= n; at += step) {
        if (per_frame) memset(frame, 0, pixels * pixel_bytes);
        if (!strcmp(argv[2], "polarity")) draw_polarity(frame, size, x + at, y + at, p + at, step);
        else if (!strcmp(argv[2], "signedCount")) draw_signed(frame, size, x + at, y + at, p + at, step);
        else if (!strcmp(argv[2], "perPolarityCount")) draw_per_polarity(frame, size, x + at, y + at, p + at, step);
        else draw_surface(frame, size, t + at, x + at, y + at, p + at, step, t[at + step - 1], 30000.0f);
        __asm__ volatile("" : : "r"(frame) : "memory");
        frames++;
        events += step;
      }
      double taken = now() - start;
      if (taken < best) best = taken;
    }
  }
  printf("{\"events\": %llu, \"frames\": %llu, \"nanoseconds\": %.0f}\n", (unsigned long long)events, (unsigned long long)frames, best);
  return 0;
}
