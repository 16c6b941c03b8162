/* The three highest values of many, the highest first. */

#ifndef HIGHEST_H
#define HIGHEST_H

#include "kernel.h"

#define N_HIGHEST 3

typedef struct {
    double values[N_HIGHEST];
    u32 count;
} Highest;

static inline void add_value(Highest *highest, double value) {
    u32 at = highest->count;
    for (; at > 0 && value > highest->values[at - 1]; at--)
        if (at < N_HIGHEST) highest->values[at] = highest->values[at - 1];
    if (at < N_HIGHEST) highest->values[at] = value;
    if (highest->count < N_HIGHEST) highest->count++;
}

static inline double sum_of(const Highest *highest) {
    double sum = 0;
    for (u32 at = 0; at < highest->count; at++) sum += highest->values[at];
    return sum;
}

/* Of none, 0. */
static inline double mean_of(const Highest *highest) {
    return highest->count ? sum_of(highest) / highest->count : 0;
}

#endif
