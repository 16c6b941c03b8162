/* Marks that hide letters of a word. */

#ifndef MASKS_H
#define MASKS_H

#include "censored.h"

/* A word of which letters are hidden, and the pieces of it that were taken for words. */
typedef struct {
    Plain plain;
    u32 start, end;
    u32 last; /* The last of its pieces. */
    bool ends_sentence;
} Masked;

/* Find out whether a masked word begins with a piece. Words are joined in place: so many are done, and those from the
   piece on are as they were cut; between them nothing holds. */
bool find_masked(Text text, Tokens tokens, u32 n_tokens, u32 piece, u32 n_done, Masked *masked);

#endif
