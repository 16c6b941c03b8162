/* What the words of passages add to their scores. */

#ifndef WEIGHTS_H
#define WEIGHTS_H

#include "scores.h"
#include "words.h"

/* Words that weigh as much as the last one asked for; whoever writes more of them than this is not after an answer. */
enum { MOST_AS_HEAVY = 64 };

/* A word of a passage. */
typedef struct {
    u32 start, end; /* Offsets in the text. */
    f32 weight;
} Term;

/* A passage's words, and what they are weighed for. */
typedef struct {
    const u64 *words;
    const u32 *starts, *ends; /* Offsets in the text. */
    u32 n_words;
    u32 head;
    f32 length;          /* What the sum of the passage's rows is divided by. */
    const f32 *highest; /* (ROW_KINDS, n_heads), as in `Scores`. */
} Weighed;

typedef struct {
    Term *terms;  /* The heaviest words of each passage in turn, the heaviest first. */
    u32 *n_terms; /* (n_asked,) */
} Heaviest;

/* Words that may weigh as much as the last, and as many that come later and weigh more. */
static inline u64 most_terms(u32 most) { return 2 * (u64)most + MOST_AS_HEAVY; }

/* Room for the heaviest words of so many passages; nothing may be written before the arena has grown. */
static inline Heaviest take_heaviest(Arena *arena, u32 n_asked, u32 most) {
    Term *terms = take(arena, most_terms(most) * n_asked * sizeof(Term));
    return (Heaviest){terms, take(arena, sizeof(u32) * (u64)n_asked)};
}

/* Write those words that add most to a head's score, so many different ones, and all that weigh as much as the last;
   `weights` has room for all. Return how many there are, `most_terms` at most. */
u32 find_heaviest(const Model *model, const Weighed *passage, u32 most, f32 *weights, Term *terms);

#endif
