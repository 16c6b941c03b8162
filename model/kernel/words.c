/* From code points to words: `model.features.tokenize` says what a word is. */

#include "arena.h"
#include "bytes.h"
#include "masks.h"

u32 desk[MOST_FIELDS];
u64 secret;

enum { N_ASCII = 128 };

/* Look sixteen bytes up, all below `N_ASCII`: in a row of the table that a byte is not in, swizzling finds zero. */
static inline v128_t look_up_ascii(const u8 *table, v128_t bytes) {
    v128_t found = wasm_i8x16_swizzle(wasm_v128_load(table), bytes);
    for (u32 row = AT_ONCE; row < N_ASCII; row += AT_ONCE) {
        bytes = wasm_i8x16_sub(bytes, wasm_u8x16_splat(AT_ONCE));
        found = wasm_v128_or(found, wasm_i8x16_swizzle(wasm_v128_load(table + row), bytes));
    }
    return found;
}

/* Fold sixteen characters: those of ASCII at once, others one by one. */
static inline void fold_sixteen(const u32 *codes, const u8 *table, u8 *folded) {
    u32 others;
    wasm_v128_store(folded, look_up_ascii(table, narrow(codes, N_ASCII - 1, &others)));
    write_others(codes, others, table, folded);
}

static void fold(Text text, u8 *folded) {
    const u8 *table = text.characters->folded;
    u32 at = 0;
    for (; at + AT_ONCE <= text.n_codes; at += AT_ONCE) fold_sixteen(text.codes + at, table, folded + at);
    for (; at < text.n_codes; at++) folded[at] = table[code_of(text.codes[at])];
    __builtin_memset(folded + at, ' ', PADDING);
}

static inline u32 next_seen(const u8 *folded, u32 at) {
    do at++;
    while (folded[at] == UNSEEN);
    return at;
}

/* Whether a word that has come so far goes on: through what no one sees, and through an apostrophe before a letter, but
   not before a possessive s. */
static inline bool goes_on(const u8 *folded, u32 at) {
    if (folded[at] == UNSEEN) return true;
    u32 next = next_seen(folded, at);
    return is_letter(folded[next]) && !(folded[next] == 's' && !is_letter(folded[next_seen(folded, next)]));
}

/* Whether bytes are `UNSEEN` or the next, `APOSTROPHE`. */
static inline v128_t may_go_on(v128_t bytes, v128_t unseen) {
    return wasm_u8x16_le(wasm_i8x16_sub(bytes, unseen), wasm_u8x16_splat(APOSTROPHE - UNSEEN));
}

/* Which of 64 characters are of words; `last` is whether the character before them was. */
static inline u64 inside_words(const u8 *folded, u32 at, u64 last, bool *has_unseen) {
    const u8 *bytes = folded + at;
    u64 inside = MASK_OF(wasm_u8x16_ge, bytes, wasm_u8x16_splat(FIRST_LETTER));
    u64 marks = MASK_OF(may_go_on, bytes, wasm_u8x16_splat(UNSEEN));
    for (; marks; marks &= marks - 1) {
        u32 bit = __builtin_ctzll(marks);
        *has_unseen |= bytes[bit] == UNSEEN;
        if ((inside << 1 | last) & marks & -marks && goes_on(folded, at + bit)) inside |= marks & -marks;
    }
    return inside;
}

/* Whether any of 64 characters is a word's and stands directly after a mark that may hide letters; `last` is whether the
   character before them was one. */
static inline bool follow_marks(const u8 *bytes, u64 inside, u64 *last) {
    u64 marks = MASK_OF(wasm_u8x16_ge, bytes, wasm_u8x16_splat(MASK)) & ~inside;
    bool follow = ((marks << 1 | *last) & inside) != 0;
    *last = marks >> 63;
    return follow;
}

/* Where a text may have words with letters hidden, and whether it has anything that is not seen. */
typedef struct {
    u32 (*ranges)[2]; /* (n_ranges, 2), in order, from which word to before which; they may overlap. */
    u32 n_ranges;
    bool has_unseen;
} Doubts;

typedef struct {
    bool is_open;     /* Whether words are speech now. */
    bool is_straight; /* Whether an odd number of straight marks has come in this line. */
} Speech;

/* A mark that is never closed holds to the end of its line. */
static inline void hear(Speech *speech, u8 mark) {
    speech->is_straight = mark != NEW_LINE && speech->is_straight != (mark == STRAIGHT);
    speech->is_open = mark == STRAIGHT ? speech->is_straight : mark == OPEN;
}

/* Which of 64 characters are speech; a mark counts from the character after it. */
static inline u64 spoken_bytes(const u8 *bytes, Speech *speech) {
    u64 spoken = speech->is_open ? ~(u64)0 : 0;
    for (u64 marks = MASK_OF(wasm_u8x16_le, bytes, wasm_u8x16_splat(STRAIGHT)); marks; marks &= marks - 1) {
        u32 bit = __builtin_ctzll(marks);
        u64 after = ~(u64)1 << bit;
        hear(speech, bytes[bit]);
        spoken = speech->is_open ? spoken | after : spoken & ~after;
    }
    return spoken;
}

/* Write where each word starts and ends, and what the characters around it say of it; return how many there are. */
static u32 find_words(const u8 *folded, u32 n_codes, Tokens tokens, Doubts *doubts) {
    Speech speech = {false, false};
    u32 n_starts = 0, n_ends = 0;
    u64 last = 0, last_mark = 0;
    for (u32 at = 0; at <= n_codes; at += 64) {
        u32 first = n_ends ? n_ends - 1 : 0;
        bool has_unseen = false;
        u64 inside = inside_words(folded, at, last, &has_unseen), before = inside << 1 | last;
        u64 spoken = spoken_bytes(folded + at, &speech);
        bool is_doubtful = follow_marks(folded + at, inside, &last_mark) | has_unseen;
        last = inside >> 63;
        for (u64 starts = inside & ~before; starts; starts &= starts - 1)
            tokens.starts[n_starts++] = at + __builtin_ctzll(starts);
        for (u64 ends = before & ~inside; ends; ends &= ends - 1, n_ends++) {
            u32 bit = __builtin_ctzll(ends);
            tokens.ends[n_ends] = at + bit;
            tokens.ends_sentence[n_ends] = folded[at + bit] == SENTENCE_END;
            tokens.spoken[n_ends] = spoken >> bit & 1;
            is_doubtful |= folded[at + bit] == MASK;
        }
        doubts->has_unseen |= has_unseen;
        if (!is_doubtful) continue;
        u32 *range = doubts->ranges[doubts->n_ranges++];
        range[0] = first, range[1] = n_ends + 1;
    }
    return n_ends;
}

/* Up to eight bytes of a word; none where its length is below zero. */
static inline u64 eight_bytes(const u8 *from, int32_t length) {
    u64 value;
    __builtin_memcpy(&value, from, 8);
    u32 missing = length >= 8 ? 0 : 8 * (8 - length);
    return length <= 0 ? 0 : value << missing >> missing;
}

/* The first 24 bytes tell words apart; of bytes that a word has not, nothing is mixed in. */
static inline u64 hash_word(const u8 *word, int32_t length) {
    u64 hash = mix(eight_bytes(word, length), 0) ^ mix(eight_bytes(word + 8, length - 8), 1);
    if (length > 16) hash ^= mix(eight_bytes(word + 16, length - 16), 2);
    return mix(hash, 3) & ~IS_PAIR;
}

/* Take what no one sees out of a word; return how long it is then. */
static u32 squeeze(u8 *word, u32 length) {
    u32 kept = 0;
    for (u32 at = 0; at < length; at++) {
        word[kept] = word[at];
        kept += word[at] != UNSEEN;
    }
    return kept;
}

static void hash_words(Text text, u8 *folded, Tokens tokens, u32 n_tokens, bool has_unseen) {
    for (u32 at = 0; at < n_tokens; at++) {
        u32 start = tokens.starts[at], length = tokens.ends[at] - start;
        if (has_unseen) length = squeeze(folded + start, length);
        tokens.words[at] = hash_word(folded + start, length);
        tokens.capitals[at] = text.characters->is_capital[code_of(text.codes[start])];
    }
}

/* Move words to the place of another, and return the place after them. */
static u32 move_tokens(Tokens tokens, u32 from, u32 stop, u32 to) {
    if (from == to) return stop;
    for (; from < stop; from++, to++) move_token(tokens, from, to);
    return to;
}

/* Make one word of the pieces of each that has letters hidden; return how many words there are then. */
static u32 join_masked(Text text, Tokens tokens, u32 n_tokens, const Doubts *doubts) {
    u32 at = 0, kept = 0;
    for (u32 which = 0; which < doubts->n_ranges; which++) {
        u32 *range = doubts->ranges[which], stop = range[1] < n_tokens ? range[1] : n_tokens;
        if (at < range[0]) kept = move_tokens(tokens, at, range[0], kept), at = range[0];
        for (Masked masked; at < stop; at++, kept++) {
            bool is_masked = find_masked(text, tokens, n_tokens, at, kept, &masked);
            if (at != kept) move_token(tokens, at, kept);
            if (!is_masked) continue;
            tokens.words[kept] = hash_word(masked.plain.letters, masked.plain.length);
            tokens.starts[kept] = masked.start;
            tokens.ends[kept] = masked.end;
            tokens.ends_sentence[kept] = masked.ends_sentence;
            tokens.spoken[kept] = tokens.spoken[masked.last];
            at = masked.last;
        }
    }
    return move_tokens(tokens, at, n_tokens, kept);
}

/* What no one sees before a word is the word's: it parts no two that stand side by side. */
static void start_earlier(const u8 *folded, Tokens tokens, u32 n_tokens) {
    for (u32 at = 0; at < n_tokens; at++)
        while (tokens.starts[at] && folded[tokens.starts[at] - 1] == UNSEEN) tokens.starts[at]--;
}

/* The columns lie one after the other, each with room for so many tokens. */
static Tokens take_columns(Arena *arena, u32 capacity) {
    Tokens tokens;
    tokens.words = take(arena, (u64)capacity * TOKEN_SIZE);
    tokens.starts = (u32 *)(tokens.words + capacity);
    tokens.ends = tokens.starts + capacity;
    tokens.ends_sentence = (u8 *)(tokens.ends + capacity);
    tokens.capitals = tokens.ends_sentence + capacity;
    tokens.spoken = tokens.capitals + capacity;
    return tokens;
}

bool take_words(Arena *arena, Text text, Tokens *tokens, u32 *n_tokens) {
    *tokens = take_columns(arena, capacity_of(text));
    u8 *folded = take(arena, (u64)text.n_codes + PADDING);
    Doubts doubts = {.ranges = take(arena, sizeof(u32[2]) * (text.n_codes / 64 + 1))};
    if (!has_grown(arena)) return false;
    fold(text, folded);
    *n_tokens = find_words(folded, text.n_codes, *tokens, &doubts);
    hash_words(text, folded, *tokens, *n_tokens, doubts.has_unseen);
    *n_tokens = join_masked(text, *tokens, *n_tokens, &doubts);
    if (doubts.has_unseen) start_earlier(folded, *tokens, *n_tokens);
    return true;
}

typedef struct {
    Room room;
    Text text;
    void *columns; /* In return the words. */
    u32 n_tokens;  /* In return. */
} Tokenizing;

EXPORT(tokenize)
void tokenize(void) {
    Tokenizing *task = (void *)desk;
    Arena arena = {task->room.free};
    Tokens tokens;
    bool is_done = take_words(&arena, task->text, &tokens, &task->n_tokens);
    task->columns = tokens.words;
    task->room.used = is_done ? arena.next : NO_MEMORY;
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
