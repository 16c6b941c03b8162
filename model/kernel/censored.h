/* Words that are written with letters hidden, as in f*ck. */

#ifndef CENSORED_H
#define CENSORED_H

#include "words.h"

/* More than the longest such word has, with the marks behind it. */
#define MOST_SEEN 32

/* Of shorter words marks leave too little. */
#define LEAST_LETTERS 4

/* What a reader sees from somewhere in a text on, letters and marks, up to whatever is neither. */
typedef struct {
    u32 n_seen;
    u8 bytes[MOST_SEEN + 1]; /* Folded; after the last stands what ends the stretch, and so in the next two. */
    u32 codes[MOST_SEEN + 1];
    u32 places[MOST_SEEN + 1];
    u8 capitals[MOST_SEEN + 1];
} Stretch;

/* A word as it would be written with nothing hidden. */
typedef struct {
    u8 letters[TOKEN_BYTES];
    u32 length;
} Plain;

/* Whether a character says nothing of the letter that it hides. */
bool is_star(u32 code);

static inline bool is_digit(u32 code) { return code >= '0' && code <= '9'; }

/* Find the word that the first characters of a stretch stand for; false where they stand for none. */
bool find_plain(const Stretch *stretch, u32 length, Plain *plain);

#endif
