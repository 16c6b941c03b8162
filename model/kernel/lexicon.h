/* What words can be besides names; `model.lexicon` has the same numbers. */

#ifndef LEXICON_H
#define LEXICON_H

#include "vocabulary.h"

#define NO_WORD 0

enum {
    NARRATOR = 1,
    ROLE = 2,
    BEFORE_PLACE = 4,
    AFTER_PERSON = 8,
    IRREALIS = 16,
    PRONOUN = 32,
    NO_NAME = 64,
    ARTICLE = 128,
    TITLE = 256,
    SHORT_TITLE = 512,
    FIRST_CUE = 1024,
};

/* A vocabulary, and by its rows the words themselves, which tell those that are in it from those that pass for it. */
typedef struct {
    Vocabulary vocabulary;
    const u64 *words;   /* (n_words + 1,), NO_WORD first. */
    const u32 *classes; /* The same shape. */
} Lexicon;

static inline u32 class_of(Lexicon lexicon, u64 word) {
    u32 row = row_of(lexicon.vocabulary, word), is_there = lexicon.words[row] == word;
    return lexicon.classes[row] & -is_there; /* Read in any case, as above. */
}

#endif
