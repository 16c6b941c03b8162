/* From code points to words: `model.features.tokenize` says what a word is. */

#include "bytes.h"
#include "kernel.h"

u32 desk[MOST_FIELDS];

/* What the fold leaves of characters that are no letters; letters lie above, 'a' to 'z' and 128 to 255. */
enum { NEW_LINE, OPEN, CLOSE, STRAIGHT, SENTENCE_END = '.', APOSTROPHE = '\'', FIRST_LETTER = 'a' };

static inline bool is_letter(u8 byte) { return byte >= FIRST_LETTER; }

static void fold(Text text) {
    for (u32 at = 0; at < text.n_codes; at++) text.folded[at] = text.characters->folded[code_of(text.codes[at])];
    for (u32 at = 0; at < PADDING; at++) text.folded[text.n_codes + at] = ' ';
}

static inline u64 eight_bytes(const u8 *from, u32 length) {
    u64 value;
    __builtin_memcpy(&value, from, 8);
    return length < 8 ? value & ~(~(u64)0 << 8 * length) : value;
}

/* The first 24 bytes tell words apart. */
static inline u64 hash_word(const u8 *word, u32 length) {
    u64 hash = mix(eight_bytes(word, length), 0);
    if (length > 8) hash ^= mix(eight_bytes(word + 8, length - 8), 1);
    if (length > 16) hash ^= mix(eight_bytes(word + 16, length - 16), 2);
    return mix(hash, 3);
}

/* An apostrophe belongs to a word between two letters, but not before a possessive s. */
static inline bool joins(const u8 *folded, u32 at) {
    return at > 0 && is_letter(folded[at - 1]) && is_letter(folded[at + 1]) &&
           !(folded[at + 1] == 's' && !is_letter(folded[at + 2]));
}

static u64 inside_words(const u8 *folded, u32 at) {
    const u8 *bytes = folded + at;
    u64 inside = MASK_OF(wasm_u8x16_ge, bytes, wasm_u8x16_splat(FIRST_LETTER));
    u64 apostrophes = MASK_OF(wasm_i8x16_eq, bytes, wasm_u8x16_splat(APOSTROPHE));
    for (; apostrophes; apostrophes &= apostrophes - 1)
        if (joins(folded, at + __builtin_ctzll(apostrophes))) inside |= apostrophes & -apostrophes;
    return inside;
}

typedef struct {
    bool is_open;     /* Whether words are speech now. */
    bool is_straight; /* Whether an odd number of straight marks has come in this line. */
} Speech;

/* A mark that is never closed holds to the end of its line. */
static inline void hear(Speech *speech, u8 mark) {
    speech->is_straight = mark != NEW_LINE && speech->is_straight != (mark == STRAIGHT);
    speech->is_open = mark == STRAIGHT ? speech->is_straight : mark == OPEN;
}

u32 tokenize(Text text, Tokens tokens) {
    fold(text);
    const u8 *folded = text.folded;
    Speech speech = {false, false};
    u32 count = 0, start = 0;
    bool in_word = false;
    for (u32 at = 0; at <= text.n_codes; at += 64) {
        u64 inside = inside_words(folded, at);
        u64 marks = MASK_OF(wasm_u8x16_le, folded + at, wasm_u8x16_splat(STRAIGHT));
        /* Something happens only where a word begins or ends and at marks of speech. */
        for (u64 events = (inside ^ (inside << 1 | in_word)) | marks; events; events &= events - 1) {
            u32 here = at + __builtin_ctzll(events);
            u8 byte = folded[here];
            if (in_word) {
                tokens.words[count] = hash_word(folded + start, here - start);
                tokens.starts[count] = start;
                tokens.ends[count] = here;
                tokens.ends_sentence[count] = byte == SENTENCE_END;
                tokens.capitals[count] = text.characters->is_capital[code_of(text.codes[start])];
                tokens.spoken[count] = speech.is_open;
                count++;
            }
            in_word = is_letter(byte);
            start = here;
            if (byte <= STRAIGHT) hear(&speech, byte);
        }
    }
    return count;
}

typedef struct {
    Text text;
    void *tokens;   /* Room for `capacity` tokens, one for every two codes begun. */
    u32 capacity;
    u32 n_tokens;   /* In return. */
} Tokenizing;

EXPORT(tokenize)
void tokenize_text(void) {
    Tokenizing *task = (void *)desk;
    task->n_tokens = tokenize(task->text, tokens_at(task->tokens, task->capacity));
}

typedef struct {
    const u64 *words; /* (n_words,) */
    u32 n_words;
    u64 *pairs;       /* (n_words - 1,), in return. */
} Pairing;

EXPORT(hash_pairs)
void hash_pairs(void) {
    Pairing *task = (void *)desk;
    for (u32 at = 1; at < task->n_words; at++) task->pairs[at - 1] = hash_pair(task->words[at - 1], task->words[at]);
}
