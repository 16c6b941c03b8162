/* Names of which stars leave little more than the initial. */

#ifndef INITIALS_H
#define INITIALS_H

#include "censored.h"

static inline u8 byte_at(Text text, u32 at) { return text.characters->folded[code_of(text.codes[at])]; }

static inline bool is_capital(Text text, u32 at) { return text.characters->is_capital[code_of(text.codes[at])]; }

/* The last place before another of which something is seen. */
static inline u32 seen_before(Text text, u32 at) {
    while (at > 0)
        if (byte_at(text, --at) != UNSEEN) return at;
    return NONE;
}

/* Whether the first characters of a stretch, which go on to the piece `last`, are rather a name. Of the words before them
   so many are done; those after them are as they were cut. */
bool is_name(Text text, Tokens tokens, u32 n_tokens, u32 n_done, const Stretch *stretch, u32 length, u32 last);

#endif
