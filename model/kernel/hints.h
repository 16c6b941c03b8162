/* What a line may be besides prose; `model.documents.hints` has the same numbers. */

#ifndef HINTS_H
#define HINTS_H

#include "kernel.h"

enum { SIGN = 1, HEADER = 2, MARGIN = 4, ANYTHING = SIGN | HEADER | MARGIN };

/* Stands for each character beyond Latin-1 of which no more is known: a letter in another case, maybe. */
#define OTHER '?'

/* Up to eight characters that a line may begin with. */
typedef struct {
    u64 letters, mask; /* Its bytes, and which of eight are its. */
    u64 hints;
} Opening;

typedef struct {
    const u8 *folded;        /* (256,), small letters, and a blank for whatever is white. */
    const u8 *is_word;       /* (256,), letters and digits. */
    const Opening *openings; /* In order of their first letters. */
    const u32 *firsts;       /* (27,), the first opening with each letter, and how many there are. */
} Openings;

/* Whether a byte of Latin-1 is white space. */
static inline bool is_space(u8 byte) {
    return byte <= ' ' ? byte >= 28 || (byte >= 9 && byte <= 13) : byte == 0x85 || byte == 0xA0;
}

/* PADDING bytes follow the text. */
u8 hints_of(Openings openings, const u8 *text, u32 start, u32 end);

#endif
