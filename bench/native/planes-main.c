// Runs one native kernel on planes over a file of floats and prints the seconds of the fastest of several passes by the clock and
// by processor time, and the sum of what came out.
// main fused|mean|std|sliding FILE PLANES PIXELS PASSES
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "planes.h"

static double now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  if (argc < 6) return 2;
  size_t planes = (size_t)atoll(argv[3]), n = (size_t)atoll(argv[4]);
  int passes = atoi(argv[5]);
  float *cube = malloc(planes * n * sizeof(float));
  FILE *f = fopen(argv[2], "rb");
  if (!f || fread(cube, sizeof(float), planes * n, f) != planes * n) return 1;
  fclose(f);
  int whole = !strcmp(argv[1], "fused");
  size_t results = whole ? planes * n : n;
  float *out = calloc(results, sizeof(float)), *s = malloc(n * sizeof(float)), *d = malloc(n * sizeof(float));
  double *sums = calloc(n, sizeof(double)), *others = calloc(n, sizeof(double));
  for (size_t i = 0; i < n; i++) s[i] = cube[i], d[i] = cube[n + i];
  double best = 1e30, best_cpu = 1e30;
  for (int pass = 0; pass < passes; pass++) {
    double start = now(CLOCK_MONOTONIC), start_cpu = now(CLOCK_THREAD_CPUTIME_ID);
    if (whole) fused(cube, planes, n, s, 0.5f, d, 0.75f, out);
    else if (!strcmp(argv[1], "mean")) mean_of(cube, planes, n, sums, out);
    else if (!strcmp(argv[1], "std")) std_of(cube, planes, n, sums, others, out);
    else sliding_mean(cube, planes, n, 10, sums, others, out);
    double taken = now(CLOCK_MONOTONIC) - start, taken_cpu = now(CLOCK_THREAD_CPUTIME_ID) - start_cpu;
    if (taken < best) best = taken;
    if (taken_cpu < best_cpu) best_cpu = taken_cpu;
    __asm__ volatile("" : : "r"(out) : "memory");
  }
  double total = 0;
  for (size_t i = 0; i < results; i++) total += out[i];
  printf("{\"seconds\": %.9f, \"cpuSeconds\": %.9f, \"total\": %.17g}\n", best, best_cpu, total);
  return 0;
}
