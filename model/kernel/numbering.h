/* Keys get numbers in the order in which they are first met, with open addressing. */

#ifndef NUMBERING_H
#define NUMBERING_H

#include "arena.h"

#define NOT_MET ~0u
#define LEAST_BITS 10

typedef struct {
    u64 *keys;   /* (most,), by number. */
    u32 *places; /* (1 << bits,), one more than the number, or 0 where a place is empty. */
    u32 count, bits;
} Numbering;

/* Where a key is, or where it would be. */
static inline u32 *place_of_key(const Numbering *met, u64 key) {
    u32 mask = (1u << met->bits) - 1, at = first_place_of(key, met->bits);
    while (met->places[at] && met->keys[met->places[at] - 1] != key) at = (at + 1) & mask;
    return met->places + at;
}

/* The places double as they fill, so that few keys touch little memory. */
static inline void lay_places(Numbering *met, u32 bits) {
    met->bits = bits;
    __builtin_memset(met->places, 0, sizeof(u32) << bits);
    for (u32 number = 0; number < met->count; number++) *place_of_key(met, met->keys[number]) = number + 1;
}

static inline Numbering take_numbering(Arena *arena, u32 most) {
    Numbering met = {.keys = take(arena, sizeof(u64) * (u64)most)};
    met.places = take(arena, sizeof(u32) * (4 * (u64)most + (1 << LEAST_BITS)));
    return met;
}

static inline void start_numbering(Numbering *met) {
    met->count = 0;
    lay_places(met, LEAST_BITS);
}

static inline u32 find_number(const Numbering *met, u64 key) { return *place_of_key(met, key) - 1; }

static inline u32 number_of(Numbering *met, u64 key) {
    u32 *place = place_of_key(met, key);
    if (*place) return *place - 1;
    met->keys[met->count++] = key;
    *place = met->count;
    if (2 * met->count > 1u << met->bits) lay_places(met, met->bits + 1);
    return met->count - 1;
}

#endif
