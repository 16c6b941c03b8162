/* From words to scores: one look-up a word and a pair, one sum a passage; `model.scorer` says of what. */

#include "kernel.h"

/* Four columns of the table at once. */
typedef f32 Four __attribute__((vector_size(16)));

#define ROW_BITS 20
#define UNKNOWN 0

/* A cuckoo table (Pagh and Rodler, "Cuckoo Hashing", Journal of Algorithms, 2004): each hash has two places. A slot
   holds a fingerprint in its high bits and a row in its low ones; zero where it is empty. */
typedef struct {
    u32 *slots;
    u32 shift; /* What leaves of a hash as many bits as number the slots. */
} Vocabulary;

static inline u32 first_place(Vocabulary vocabulary, u64 hash) { return hash >> vocabulary.shift; }

static inline u32 second_place(Vocabulary vocabulary, u64 hash) {
    return hash * 0x9FB21C651E98DF25 >> vocabulary.shift;
}

static inline u32 fingerprint(u64 hash) { return (u32)hash << ROW_BITS; }

static inline u32 row_of(Vocabulary vocabulary, u64 hash) {
    u32 expected = fingerprint(hash);
    /* Both places are read in any case: a branch that goes now this way, now that costs more than a read. */
    u32 first = vocabulary.slots[first_place(vocabulary, hash)] ^ expected;
    u32 second = vocabulary.slots[second_place(vocabulary, hash)] ^ expected;
    u32 row = first >> ROW_BITS ? second : first;
    return row >> ROW_BITS ? UNKNOWN : row;
}

typedef struct {
    Vocabulary vocabulary;
    const u64 *hashes; /* (n_hashes,) */
    u32 n_hashes;
    u32 *rows;         /* (n_hashes,), in return. */
} LookUp;

EXPORT(look_up)
void look_up(void) {
    LookUp *task = (void *)desk;
    for (u32 at = 0; at < task->n_hashes; at++) task->rows[at] = row_of(task->vocabulary, task->hashes[at]);
}

typedef struct {
    Vocabulary vocabulary; /* All slots empty; in return the hash with number i has row i + 1. */
    const u64 *hashes;     /* (n_hashes,), distinct. */
    u32 n_hashes;
    u32 n_placed;          /* In return; less than `n_hashes` where two can't be told apart. */
} Placing;

/* Put a hash into its first place and whatever was there into its other one, until something fits. */
static bool place_one(Vocabulary vocabulary, const u64 *hashes, u32 number) {
    u32 entry = fingerprint(hashes[number]) | (number + 1), at = first_place(vocabulary, hashes[number]);
    for (u32 moves = 0; moves < 500; moves++) {
        u32 evicted = vocabulary.slots[at];
        vocabulary.slots[at] = entry;
        if (!evicted) return true;
        u64 hash = hashes[(evicted & ((1 << ROW_BITS) - 1)) - 1];
        u32 first = first_place(vocabulary, hash);
        at = at == first ? second_place(vocabulary, hash) : first;
        entry = evicted;
    }
    return false;
}

EXPORT(place)
void place(void) {
    Placing *task = (void *)desk;
    task->n_placed = 0;
    while (task->n_placed < task->n_hashes && place_one(task->vocabulary, task->hashes, task->n_placed)) task->n_placed++;
}

/* Words cut into passages. */
typedef struct {
    Vocabulary vocabulary;
    const u64 *words;  /* (n_words,) */
    const u32 *bounds; /* (n_passages + 1,), the first word of each passage, then the number of words. */
    u32 n_passages;
    u32 *rows; /* For scratch, room for 2 numbers a word of the longest passage. */
    u32 *seen; /* For scratch, room for 8 numbers a word of the longest passage, and 16. */
} Passages;

static inline u32 n_words_of(const Passages *passages, u32 number) {
    return passages->bounds[number + 1] - passages->bounds[number];
}

/* Write the rows of those of a passage's words that are known; return how many. */
static u32 known_words(const Passages *passages, u32 number, u32 *rows) {
    u32 count = 0, stop = passages->bounds[number + 1];
    for (u32 at = passages->bounds[number]; at < stop; at++) {
        u32 row = row_of(passages->vocabulary, passages->words[at]);
        /* Written in any case, and counted where it is known. */
        rows[count] = row;
        count += row != UNKNOWN;
    }
    return count;
}

static u32 known_pairs(const Passages *passages, u32 number, u32 *rows) {
    u32 count = 0, stop = passages->bounds[number + 1];
    for (u32 at = passages->bounds[number] + 1; at < stop; at++) {
        u32 row = row_of(passages->vocabulary, hash_pair(passages->words[at - 1], passages->words[at]));
        rows[count] = row;
        count += row != UNKNOWN;
    }
    return count;
}

/* Keep each row once, in the order met; `seen` has room for twice as many as there are, to a power of two. */
static u32 distinct(u32 *rows, u32 n_rows, u32 *seen) {
    u32 bits = 4, count = 0;
    while (1u << bits < 2 * n_rows) bits++;
    __builtin_memset(seen, UNKNOWN, sizeof(u32) << bits);
    for (u32 number = 0; number < n_rows; number++) {
        u32 row = rows[number], at = row * 0x9E3779B1u >> (32 - bits);
        while (seen[at] != UNKNOWN && seen[at] != row) at = (at + 1) & ((1u << bits) - 1);
        if (seen[at] == row) continue;
        seen[at] = rows[count++] = row;
    }
    return count;
}

/* The rows of a passage's known words and pairs, each once; return how many. */
static u32 distinct_rows(const Passages *passages, u32 number, u32 *rows) {
    u32 count = known_words(passages, number, rows);
    count += known_pairs(passages, number, rows + count);
    return distinct(rows, count, passages->seen);
}

typedef struct {
    Passages passages; /* Its `rows` with room for all passages; in return the rows of each in turn. */
    u32 *begins;       /* (n_passages + 1,), in return the first row of each passage, then the number of rows. */
} Counting;

EXPORT(count)
void count(void) {
    Counting *task = (void *)desk;
    u32 begin = 0;
    for (u32 number = 0; number < task->passages.n_passages; number++) {
        task->begins[number] = begin;
        begin += distinct_rows(&task->passages, number, task->passages.rows + begin);
    }
    task->begins[task->passages.n_passages] = begin;
}

/* The folded model. */
typedef struct {
    const f32 *table; /* (n_features + 1, width): the heads' weights, the squares of the inverse document frequencies,
                         1 for a word that marks English, and zeros up to the width, a multiple of four. */
    u32 width;
    const f32 *intercepts; /* (n_heads,) */
    u32 n_heads;
} Model;

static inline const f32 *weights_of(Model model, u32 row) { return model.table + row * model.width; }

static inline void add(const f32 *row, f32 *sums, u32 width) {
    for (u32 column = 0; column < width; column += 4) *(Four *)(sums + column) += *(const Four *)(row + column);
}

static f32 length_of(f32 squares) { return __builtin_sqrtf(squares > 1e-12f ? squares : 1e-12f); }

typedef struct {
    Passages passages;
    Model model;
    f32 *sums;     /* (width,), for scratch. */
    f32 *log_odds; /* (n_passages, n_heads), in return. */
    f32 *english;  /* (n_passages,), in return the share of words that mark English. */
} Scoring;

static f32 sum_of_marks(Model model, const u32 *rows, u32 n_rows) {
    f32 sum = 0;
    for (u32 at = 0; at < n_rows; at++) sum += weights_of(model, rows[at])[model.n_heads + 1];
    return sum;
}

EXPORT(score)
void score(void) {
    Scoring *task = (void *)desk;
    Model model = task->model;
    f32 *sums = task->sums, *log_odds = task->log_odds;
    for (u32 number = 0; number < task->passages.n_passages; number++, log_odds += model.n_heads) {
        u32 *rows = task->passages.rows, n_words = n_words_of(&task->passages, number);
        u32 count = known_words(&task->passages, number, rows);
        task->english[number] = n_words ? sum_of_marks(model, rows, count) / n_words : 0;
        count += known_pairs(&task->passages, number, rows + count);
        count = distinct(rows, count, task->passages.seen);
        __builtin_memset(sums, 0, sizeof(f32) * model.width);
        for (u32 at = 0; at < count; at++) add(weights_of(model, rows[at]), sums, model.width);
        f32 length = length_of(sums[model.n_heads]);
        for (u32 head = 0; head < model.n_heads; head++) log_odds[head] = sums[head] / length + model.intercepts[head];
    }
}

typedef struct {
    Passages passages;
    Model model;
    const u32 *heads; /* (n_passages,), the head that each passage is weighed for. */
    f32 *weights;     /* (n_words,), in return what each word adds to the log-odds; its two words share a pair's. */
} Weighing;

static f32 length_of_passage(const Weighing *task, u32 number) {
    f32 squares = 0;
    u32 count = distinct_rows(&task->passages, number, task->passages.rows);
    for (u32 at = 0; at < count; at++)
        squares += weights_of(task->model, task->passages.rows[at])[task->model.n_heads];
    return length_of(squares);
}

static inline f32 weight(const Weighing *task, u64 hash, u32 head) {
    return weights_of(task->model, row_of(task->passages.vocabulary, hash))[head];
}

EXPORT(weigh)
void weigh(void) {
    Weighing *task = (void *)desk;
    const u64 *words = task->passages.words;
    for (u32 number = 0; number < task->passages.n_passages; number++) {
        f32 *weights = task->weights, length = length_of_passage(task, number);
        u32 first = task->passages.bounds[number], stop = task->passages.bounds[number + 1], head = task->heads[number];
        for (u32 at = first; at < stop; at++) {
            weights[at] = weight(task, words[at], head) / length;
            if (at == first) continue;
            f32 half = weight(task, hash_pair(words[at - 1], words[at]), head) / 2 / length;
            weights[at - 1] += half;
            weights[at] += half;
        }
    }
}
