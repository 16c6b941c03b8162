/* What is noted while a story is read; `model/cast.py` has the same fields. */

#ifndef CAST_H
#define CAST_H

#include "kernel.h"

/* A word that may be a name or stands for someone. */
typedef struct {
    u64 word;
    u32 position;   /* Number of the word in the work. */
    u32 start, end; /* Offsets in the work. */
    u8 capital;
    u8 inside; /* Whether it has a capital inside a sentence, where only names do. */
    u8 after_place, before_verb;
} Mention;

/* A word of death. */
typedef struct {
    u32 position;
    u32 passage;
    u32 kind;
    u32 mood; /* 0 stated, 1 irrealis, 2 spoken. */
} Note;

#endif
