/* What all parts of the kernel share.

   The kernel is a WebAssembly module without imports: it sees nothing but its own memory. Python lays arrays out in that
   memory, writes their addresses into a task, a structure of 32-bit numbers, and calls one function with it; results are
   read out of the same memory. Shapes stand beside each array, in NumPy's words. Nothing is allocated here, and nothing is
   remembered between two calls. */

#ifndef KERNEL_H
#define KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef float f32;

/* Where Python lays the task of the next call. */
#define MOST_FIELDS 64
extern u32 desk[MOST_FIELDS];

/* Called from Python by this name. */
#define EXPORT(name) __attribute__((export_name(#name)))

#define N_CODES 0x10000 /* Code points of the basic plane; those beyond it are taken for its last one. */

/* What each code point is to the kernel; `model/features.py` fills it in. */
typedef struct {
    u8 folded[N_CODES];
    u8 is_capital[N_CODES];
} Characters;

/* Folded bytes are read 64 at a time, and hashes look up to 24 bytes past a word's start. */
#define PADDING 128

/* A text before it is cut into words. */
typedef struct {
    const u32 *codes; /* (n_codes,), its code points. */
    u32 n_codes;
    const Characters *characters;
    u8 *folded; /* (n_codes + PADDING,), for scratch. */
} Text;

/* The words of a text, a column each, as `model.features.Tokens` describes them; `Columns` in `memory.py` is the same. */
typedef struct {
    u64 *words;
    u32 *starts;
    u32 *ends;
    u8 *ends_sentence;
    u8 *capitals;
    u8 *spoken;
} Tokens;

/* The columns lie one after the other, each with room for so many tokens. */
static inline Tokens tokens_at(void *room, u32 capacity) {
    Tokens tokens;
    tokens.words = room;
    tokens.starts = (u32 *)(tokens.words + capacity);
    tokens.ends = tokens.starts + capacity;
    tokens.ends_sentence = (u8 *)(tokens.ends + capacity);
    tokens.capitals = tokens.ends_sentence + capacity;
    tokens.spoken = tokens.capitals + capacity;
    return tokens;
}

static inline u32 code_of(u32 code) { return code < N_CODES ? code : N_CODES - 1; }

/* Odd multipliers with well-spread bits, after Steele and Vigna, "Computationally easy, spectrally good multipliers
   for congruential pseudorandom number generators" (2022), table for 64 bits. */
static const u64 MULTIPLIERS[4] = {0xF1357AEA2E62A9C5, 0xD1342543DE82EF95, 0xAF251AF3B0F025B5, 0xB564EF22EC7AECE5};

static inline u64 mix(u64 value, u32 which) {
    u64 mixed = value * MULTIPLIERS[which];
    return mixed ^ (mixed >> 32);
}

static inline u64 hash_pair(u64 left, u64 right) { return mix(left * MULTIPLIERS[1] + right, 2); }

/* Returns the number of tokens. */
u32 tokenize(Text text, Tokens tokens);

#endif
