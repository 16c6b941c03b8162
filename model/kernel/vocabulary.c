/* Making a vocabulary, and asking it: `model.vocabulary` says what for. */

#include "vocabulary.h"

typedef struct {
    Vocabulary vocabulary;
    const u64 *hashes; /* (n_hashes,) */
    u32 n_hashes;
    u32 *rows;         /* (n_hashes,), in return. */
} LookUp;

EXPORT(look_up)
void look_up(void) {
    LookUp *task = (void *)desk;
    for (u32 at = 0; at < task->n_hashes; at++) task->rows[at] = row_of(task->vocabulary, task->hashes[at]);
}

typedef struct {
    Vocabulary vocabulary; /* All slots empty; in return the hash with number i has row i + 1. */
    const u64 *hashes;     /* (n_hashes,), distinct. */
    u32 n_hashes;
    u32 n_placed;          /* In return; less than `n_hashes` where two can't be told apart. */
} Placing;

/* Put a hash into its first place and whatever was there into its other one, until something fits. */
static bool place_one(Vocabulary vocabulary, const u64 *hashes, u32 number) {
    u32 entry = fingerprint(hashes[number]) | (number + 1), at = first_place(vocabulary, hashes[number]);
    for (u32 moves = 0; moves < 500; moves++) {
        u32 evicted = vocabulary.slots[at];
        vocabulary.slots[at] = entry;
        if (!evicted) return true;
        u64 hash = hashes[(evicted & ((1 << ROW_BITS) - 1)) - 1];
        u32 first = first_place(vocabulary, hash);
        at = at == first ? second_place(vocabulary, hash) : first;
        entry = evicted;
    }
    return false;
}

EXPORT(place)
void place(void) {
    Placing *task = (void *)desk;
    task->n_placed = 0;
    while (task->n_placed < task->n_hashes && place_one(task->vocabulary, task->hashes, task->n_placed)) task->n_placed++;
}
