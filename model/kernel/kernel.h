/* What all parts of the kernel share.

   The kernel is a WebAssembly module without imports: it sees nothing but its own memory. Python lays arrays out in that
   memory, writes their addresses into a task, a structure of 32-bit numbers, and calls one function with it; results are
   read out of the same memory. Shapes stand beside each array, in NumPy's words. Nothing is remembered between two calls. */

#ifndef KERNEL_H
#define KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef float f32;

#define NONE ~0u /* The number of something that there is not. */

/* Where Python lays the task of the next call. */
#define MOST_FIELDS 96
extern u32 desk[MOST_FIELDS];

/* Called from Python by this name. */
#define EXPORT(name) __attribute__((export_name(#name)))

/* Folded bytes are read 64 at a time, and hashes look up to 24 bytes past a word's start. */
#define PADDING 128

#define N_CODES 0x1D6A5 /* Code points up to the last Latin letter; those beyond are taken for the last, which is none. */

static inline u32 code_of(u32 code) { return code < N_CODES ? code : N_CODES - 1; }

/* Odd multipliers with well-spread bits, after Steele and Vigna, "Computationally easy, spectrally good multipliers
   for congruential pseudorandom number generators" (2022), table for 64 bits. */
static const u64 MULTIPLIERS[4] = {0xF1357AEA2E62A9C5, 0xD1342543DE82EF95, 0xAF251AF3B0F025B5, 0xB564EF22EC7AECE5};

static inline u64 mix(u64 value, u32 which) {
    u64 mixed = value * MULTIPLIERS[which];
    return mixed ^ (mixed >> 32);
}

/* An odd number, drawn by Python. Where a key goes in a table with open addressing must not be foreseen: whoever could
   would write words that all go to one place, and each would be looked for among all others. */
extern u64 secret;

/* A place of 1 << bits, after Dietzfelbinger et al., "A Reliable Randomized Algorithm for the Closest-Pair Problem"
   (Journal of Algorithms, 1997). */
static inline u32 first_place_of(u64 key, u32 bits) { return key * secret >> (64 - bits); }

/* A bit that a vocabulary compares, so that no word ever passes for a pair, nor a pair for a word. */
#define IS_PAIR 1ull

static inline u64 hash_pair(u64 left, u64 right) { return mix(left * MULTIPLIERS[1] + right, 2) | IS_PAIR; }

#endif
