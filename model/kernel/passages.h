/* A story, and the passages it is cut into. */

#ifndef PASSAGES_H
#define PASSAGES_H

#include "words.h"

/* A run of paragraphs of one chapter; no passage crosses from one to the next. */
typedef struct {
    u32 stop;    /* The paragraph before which it stops. */
    u32 chapter; /* Number of its chapter, from 1. */
} Block;

typedef struct {
    const u32 (*paragraphs)[2]; /* (n_paragraphs, 2), offsets into the work, rising. */
    u32 n_paragraphs;
    const Block *blocks;        /* (n_blocks,) */
    u32 n_blocks;
    u32 offset;                 /* Where the text begins in the work. */
    u32 least, most, target;    /* Words of a passage. */
} Story;

typedef struct {
    u32 *bounds; /* (n_passages + 1,), the first token of each passage, then the number of tokens. */
    u32 n_passages;
    u32 *chapters; /* (n_passages,) */
    u32 *stops;    /* (n_stops,), the token before which each block that has words stops. */
    u32 n_stops;
} Cut;

/* Keep of a text's words those of its story, say how many, and cut it; false where there is too little memory. */
bool cut_story(Arena *arena, const Story *story, Tokens tokens, u32 *n_tokens, Cut *cut);

#endif
