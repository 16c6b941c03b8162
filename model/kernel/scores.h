/* Passages as the rows of a model, and the model. */

#ifndef SCORES_H
#define SCORES_H

#include "arena.h"
#include "vocabulary.h"

/* Columns of the model's table that are added up at once: three registers. */
#define COLUMNS 12

enum { WORDS, PAIRS, ROW_KINDS }; /* Of rows. */

/* The folded model. */
typedef struct {
    Vocabulary vocabulary;
    const f32 *table; /* (n_features + 1, width): the heads' weights, the squares of the inverse document frequencies,
                         1 for a word that marks English, and zeros up to the width, a multiple of `COLUMNS`. */
    u32 width;
    const f32 *intercepts; /* (n_heads,) */
    const f32 *emphasis;   /* (ROW_KINDS, n_heads), how much a passage's heaviest word and pair count besides. */
    u32 n_heads;
} Model;

static inline const f32 *weights_of(const Model *model, u32 row) { return model->table + row * model->width; }

/* Words cut into passages. */
typedef struct {
    const u64 *words;  /* (n_words,) */
    const u32 *bounds; /* (n_passages + 1,), the first word of each passage, then the number of words. */
    u32 n_passages;
} Passages;

static inline u32 n_words_of(const Passages *passages, u32 number) {
    return passages->bounds[number + 1] - passages->bounds[number];
}

static inline u32 longest_of(const Passages *passages) {
    u32 longest = 0;
    for (u32 number = 0; number < passages->n_passages; number++)
        if (n_words_of(passages, number) > longest) longest = n_words_of(passages, number);
    return longest;
}

typedef struct {
    f32 *log_odds; /* (n_passages, n_heads) */
    f32 *highest;  /* (n_passages, ROW_KINDS, n_heads), the highest weight among the rows, 0 where none is above. */
    f32 *english;  /* (n_passages,), the share of words that mark English. */
    f32 *lengths;  /* (n_passages,), what the sum of each passage's rows is divided by. */
} Scores;

static inline f32 *highest_of(const Model *model, const Scores *scores, u32 passage) {
    return scores->highest + (u64)passage * ROW_KINDS * model->n_heads;
}

/* Score every passage with every head; false where there is too little memory. */
bool take_scores(Arena *arena, const Model *model, const Passages *passages, Scores *scores);

#endif
