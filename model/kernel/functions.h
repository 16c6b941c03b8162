/* Functions of a library, where none is linked. */

#ifndef FUNCTIONS_H
#define FUNCTIONS_H

#include "kernel.h"

#define LN_2 0.69314718055994531
#define MANTISSA_BITS 52
#define BIAS 1023 /* Of an exponent of two. */
#define FARTHEST 700.0 /* Exponentials beyond this would be too large to write down. */

typedef union {
    double number;
    u64 bits;
} Parts;

static inline double power_of_two(int exponent) {
    return (Parts){.bits = (u64)(exponent + BIAS) << MANTISSA_BITS}.number;
}

/* Natural logarithm of a positive number, to twelve digits, by the series of atanh. */
static inline double log_of(double value) {
    Parts parts = {value};
    int exponent = (int)(parts.bits >> MANTISSA_BITS) - BIAS;
    double fraction = value * power_of_two(-exponent); /* Between 1 and 2. */
    double ratio = (fraction - 1) / (fraction + 1), square = ratio * ratio, sum = 0;
    for (int odd = 21; odd > 0; odd -= 2) sum = sum * square + 1.0 / odd;
    return 2 * ratio * sum + exponent * LN_2;
}

/* Exponential, to ten digits, by its own series. */
static inline double exp_of(double value) {
    if (!(value > -FARTHEST)) value = -FARTHEST; /* What is no number, too. */
    if (value > FARTHEST) value = FARTHEST;
    int exponent = (int)(value / LN_2 + (value < 0 ? -0.5 : 0.5));
    double rest = value - exponent * LN_2, sum = 1;
    for (int term = 10; term > 0; term--) sum = 1 + sum * rest * (1.0 / term);
    return sum * power_of_two(exponent);
}

static inline double probability_of(double log_odds) { return 1 / (1 + exp_of(-log_odds)); }

static inline double higher(double one, double other) { return one > other ? one : other; }

#endif
