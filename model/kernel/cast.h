/* What is noted while a story is read. */

#ifndef CAST_H
#define CAST_H

#include "company.h"
#include "lexicon.h"
#include "passages.h"

/* A word that may be a name or stands for someone. */
typedef struct {
    u64 word;
    u32 position;   /* Number of the word in the work. */
    u32 start, end; /* Offsets in the work. */
    u8 capital;
    u8 inside; /* Whether it has a capital inside a sentence, where only names do. */
    u8 after; /* What kind of word stands before it: one of those below. */
    u8 before_verb;
    f32 said; /* What the words beside it say of its bearer's death. */
    u8 stands_for; /* SOMEONE or MYSELF beside others' names, or 0 where it stays the word that it is. */
    u8 _[3];
} Mention;

enum { AFTER_OTHERS, AFTER_PLACE_WORD, AFTER_ARTICLE, AFTER_TITLE, N_WORDS_BEFORE };

/* A word of death. */
typedef struct {
    u32 position;
    u32 passage;
    u32 kind;
    u32 mood; /* 0 stated, 1 irrealis, 2 spoken. */
} Note;

/* `model/cast.py` has these sizes. */
_Static_assert(sizeof(Mention) == 32 && sizeof(Note) == 16, "sizes");

/* Words around a word of death. */
typedef struct {
    u32 before, after;           /* Those noted to either side. */
    u32 mood_before, mood_after; /* Those in which a word of mood counts. */
    u32 sentences;               /* Sentences back that a pronoun's meaning is looked for in. */
} Window;

/* What came before in the work. */
typedef struct {
    u32 offset, n_words, n_passages;
} Before;

typedef struct {
    Mention *mentions; /* (n_mentions,) */
    u64 (*pairs)[2];   /* (n_pairs, 2), neighbours that may be one name. */
    Note *notes;       /* (n_notes,) */
    u64 *windows;      /* (n_notes, before + 1 + after); NO_WORD where a word says nothing of it. */
    u8 *own;           /* The same shape: whether the word stands in the same sentence. */
    u32 n_mentions, n_pairs, n_notes;
} Met;

typedef struct {
    Tokens tokens;
    u32 n_tokens;
    const Cut *cut;
    Lexicon lexicon;
    Company company;
    Window window;
    Before before;
    u32 most_notes;
} Meeting;

/* Note whom a story names and where it speaks of death; false where there is too little memory. */
bool meet_cast(Arena *arena, const Meeting *meeting, Met *met);

#endif
