/* The passages that prove a warning. */

#ifndef PROOFS_H
#define PROOFS_H

#include "arena.h"

/* The passages of a work, scored. */
typedef struct {
    const u8 *english;   /* (n_passages,), whether each passage is. */
    const f32 *log_odds; /* (n_passages, n_heads) */
    u32 n_passages, n_heads;
} Scored;

typedef struct {
    double likely; /* How likely the passage by itself reaches what the head asks. */
    u32 head, passage;
} Proof;

/* What choosing passages takes. */
typedef struct {
    u32 most;       /* Passages chosen for a head. */
    u32 *strongest; /* (most,) */
    u32 *chosen;    /* (most,) */
} Choice;

/* Take room to choose for so many heads, and for what is chosen; nothing may be written before the arena has grown. */
Proof *take_choice(Arena *arena, u32 n_heads, u32 most, u32 n_passages, Choice *choice);

/* Choose what proves most of what a head asks: passages that tell of it, then the strongest. Return how many. */
u32 prove(const Scored *scored, u32 head, const u32 *telling, u32 n_telling, const Choice *choice, Proof *proofs);

#endif
