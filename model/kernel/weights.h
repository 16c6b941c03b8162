/* What the words of passages add to their scores. */

#ifndef WEIGHTS_H
#define WEIGHTS_H

#include "scores.h"
#include "words.h"

/* A word of a passage. */
typedef struct {
    u32 start, end; /* Offsets in the text. */
    f32 weight;
} Term;

/* Where a passage is in a text, and the head that it is weighed for. */
typedef struct {
    u32 start, end, head;
} Asked;

typedef struct {
    Term *terms;  /* The heaviest words of each passage in turn, the heaviest first. */
    u32 *n_terms; /* (n_asked,) */
} Heaviest;

/* Find the words of passages that add most to a head's score, so many of each; false without enough memory. */
bool take_heaviest(
    Arena *arena, const Model *model, Text text, const Asked *asked, u32 n_asked, u32 most, Heaviest *heaviest
);

#endif
