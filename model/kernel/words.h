/* A text and its words. */

#ifndef WORDS_H
#define WORDS_H

#include "arena.h"

/* What the fold leaves of characters that are no letters; letters lie above, 'a' to 'z' and 128 to 255. A mask may hide a
   letter, and so may what ends a sentence: they lie above all others. */
enum {
    NEW_LINE,
    OPEN,
    CLOSE,
    STRAIGHT,
    UNSEEN = '\'' - 1, /* Words go on through it, as through an apostrophe: both are looked for at once. */
    APOSTROPHE = '\'',
    MASK = '*',
    SENTENCE_END = '.',
    FIRST_LETTER = 'a',
};

static inline bool is_letter(u8 byte) { return byte >= FIRST_LETTER; }

#define TOKEN_BYTES 24 /* By which a word is told from others. */

/* What each code point is to the kernel; `model/features.py` fills it in. */
typedef struct {
    u8 folded[N_CODES];
    u8 is_capital[N_CODES];
} Characters;

/* A text before it is cut into words. */
typedef struct {
    const u32 *codes; /* (n_codes,), its code points. */
    u32 n_codes;
    const Characters *characters;
} Text;

/* The words of a text, a column each, as `model.features.Tokens` describes them; that file has the same columns. */
typedef struct {
    u64 *words;
    u32 *starts;
    u32 *ends;
    u8 *ends_sentence;
    u8 *capitals;
    u8 *spoken;
} Tokens;

#define TOKEN_SIZE 19 /* Bytes of all columns. */

static inline void move_token(Tokens tokens, u32 from, u32 to) {
    tokens.words[to] = tokens.words[from];
    tokens.starts[to] = tokens.starts[from];
    tokens.ends[to] = tokens.ends[from];
    tokens.ends_sentence[to] = tokens.ends_sentence[from];
    tokens.capitals[to] = tokens.capitals[from];
    tokens.spoken[to] = tokens.spoken[from];
}

/* Tokens that the columns have room for: one for every two codes begun. */
static inline u32 capacity_of(Text text) { return text.n_codes / 2 + text.n_codes % 2; }

/* Cut a text into words, in memory taken for them; false where there is too little. */
bool take_words(Arena *arena, Text text, Tokens *tokens, u32 *n_tokens);

#endif
