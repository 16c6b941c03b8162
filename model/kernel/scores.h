/* Passages as the rows of a model, and the model. */

#ifndef SCORES_H
#define SCORES_H

#include "arena.h"
#include "vocabulary.h"

/* Columns of the model's table that are added up at once: three registers. */
#define COLUMNS 12

/* The folded model. */
typedef struct {
    Vocabulary vocabulary;
    const f32 *table; /* (n_features + 1, width): the heads' weights, the squares of the inverse document frequencies,
                         1 for a word that marks English, and zeros up to the width, a multiple of `COLUMNS`. */
    u32 width;
    const f32 *intercepts; /* (n_heads,) */
    u32 n_heads;
} Model;

static inline const f32 *weights_of(const Model *model, u32 row) { return model->table + row * model->width; }

/* Words cut into passages. */
typedef struct {
    const u64 *words;  /* (n_words,) */
    const u32 *bounds; /* (n_passages + 1,), the first word of each passage, then the number of words. */
    u32 n_passages;
} Passages;

/* What finding a passage's rows takes. */
typedef struct {
    u32 *rows; /* Room for those of the longest passage. */
    u32 *seen; /* (1 << bits,), the rows that were seen, as a set with open addressing. Each carries in its high bits
                  the mark of the passage it was last seen in, so that others' need not be cleared away. */
    u32 bits;
    u32 mark; /* That of the passage at hand. */
} Scratch;

/* Take what the longest passage needs; false where there is too little memory. */
bool take_scratch(Arena *arena, const Passages *passages, Scratch *scratch);

/* The rows of a passage's known words and pairs, each once, in the order of the passage; return how many. */
u32 distinct_rows(Vocabulary vocabulary, const Passages *passages, u32 number, u32 *rows, Scratch *scratch);

f32 length_of(f32 squares);

typedef struct {
    f32 *log_odds; /* (n_passages, n_heads) */
    f32 *english;  /* (n_passages,), the share of words that mark English. */
} Scores;

/* Score every passage with every head; false where there is too little memory. */
bool take_scores(Arena *arena, const Model *model, const Passages *passages, Scores *scores);

#endif
