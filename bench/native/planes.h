#include <stddef.h>
#include <stdint.h>

/* Planes of n floats that follow each other in `cube`. */

void fused(const float *cube, size_t planes, size_t n, const float *s, float a, const float *d, float b, float *out);
void mean_of(const float *cube, size_t planes, size_t n, double *sums, float *out);
void std_of(const float *cube, size_t planes, size_t n, double *means, double *squares, float *out);
void sliding_mean(const float *cube, size_t planes, size_t n, size_t window, double *high, double *low, float *out);
