/* What words can be besides names; `model.lexicon` has the same numbers. */

#ifndef LEXICON_H
#define LEXICON_H

#include "kernel.h"

#define NO_WORD 0

enum {
    NARRATOR = 1,
    ROLE = 2,
    BEFORE_PLACE = 4,
    AFTER_PERSON = 8,
    IRREALIS = 16,
    PRONOUN = 32,
    NO_NAME = 64,
    FIRST_CUE = 256,
};

/* A table of words with open addressing. */
typedef struct {
    const u64 *words;   /* (1 << 64 - shift,), NO_WORD where a place is empty. */
    const u32 *classes; /* The same shape. */
    u32 shift;
} Lexicon;

static inline u32 class_of(Lexicon lexicon, u64 word) {
    u32 mask = (1u << (64 - lexicon.shift)) - 1, at = word >> lexicon.shift;
    while (lexicon.words[at] != NO_WORD && lexicon.words[at] != word) at = (at + 1) & mask;
    return lexicon.words[at] == word ? lexicon.classes[at] : 0;
}

#endif
