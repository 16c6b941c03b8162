/* From hashes to the rows of a model. */

#ifndef VOCABULARY_H
#define VOCABULARY_H

#include "kernel.h"

#define ROW_BITS 20
#define UNKNOWN 0

/* A cuckoo table (Pagh and Rodler, "Cuckoo Hashing", Journal of Algorithms, 2004): each hash has two places. A slot
   holds a fingerprint in its high bits and a row in its low ones; zero where it is empty. */
typedef struct {
    u32 *slots;
    u32 shift; /* What leaves of a hash as many bits as number the slots. */
} Vocabulary;

static inline u32 first_place(Vocabulary vocabulary, u64 hash) { return hash >> vocabulary.shift; }

static inline u32 second_place(Vocabulary vocabulary, u64 hash) {
    return hash * 0x9FB21C651E98DF25 >> vocabulary.shift;
}

static inline u32 fingerprint(u64 hash) { return (u32)hash << ROW_BITS; }

static inline u32 row_of(Vocabulary vocabulary, u64 hash) {
    u32 expected = fingerprint(hash);
    /* Both places are read in any case: a branch that goes now this way, now that costs more than a read. */
    u32 first = vocabulary.slots[first_place(vocabulary, hash)] ^ expected;
    u32 second = vocabulary.slots[second_place(vocabulary, hash)] ^ expected;
    u32 row = first >> ROW_BITS ? second : first;
    return row >> ROW_BITS ? UNKNOWN : row;
}

#endif
