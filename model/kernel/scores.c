/* From words to scores: a look-up a word and a pair, a sum and two maxima a passage; `model.scorer` says of what. */

#include <wasm_simd128.h>

#include "scores.h"

/* Write the rows of those of the words that are known; return how many. */
static u32 known_words(Vocabulary vocabulary, const u64 *words, u32 n_words, u32 *rows) {
    u32 count = 0;
    for (u32 at = 0; at < n_words; at++) {
        u32 row = row_of(vocabulary, words[at]);
        /* Written in any case, and counted where it is known. */
        rows[count] = row;
        count += row != UNKNOWN;
    }
    return count;
}

static u32 known_pairs(Vocabulary vocabulary, const u64 *words, u32 n_words, u32 *rows) {
    u32 count = 0;
    for (u32 at = 1; at < n_words; at++) {
        u32 row = row_of(vocabulary, hash_pair(words[at - 1], words[at]));
        rows[count] = row;
        count += row != UNKNOWN;
    }
    return count;
}

enum { N_BITS = 32 };

/* The rows that the passage at hand has, a bit each; none between two passages. Rows met often lie side by side. */
static u32 seen[(1 << ROW_BITS) / N_BITS];

/* Keep each row once, in the order met; return how many. */
static u32 distinct(u32 *rows, u32 n_rows) {
    u32 count = 0;
    for (u32 number = 0; number < n_rows; number++) {
        u32 row = rows[number], bits = seen[row / N_BITS];
        /* Written in any case, and counted where it is new. */
        rows[count] = row;
        count += !(bits >> row % N_BITS & 1);
        seen[row / N_BITS] = bits | 1u << row % N_BITS;
    }
    for (u32 number = 0; number < count; number++) seen[rows[number] / N_BITS] = 0;
    return count;
}

/* The rows of a passage's known pairs, each once, in the order of the passage; return how many. */
static u32 distinct_pairs(Vocabulary vocabulary, const u64 *words, u32 n_words, u32 *rows) {
    return distinct(rows, known_pairs(vocabulary, words, n_words, rows));
}

/* The rows of its known words, then of its pairs. */
static u32 distinct_rows(Vocabulary vocabulary, const Passages *passages, u32 number, u32 *rows) {
    const u64 *words = passages->words + passages->bounds[number];
    u32 n_words = n_words_of(passages, number);
    u32 count = distinct(rows, known_words(vocabulary, words, n_words, rows));
    return count + distinct_pairs(vocabulary, words, n_words, rows + count);
}

typedef struct {
    Room room;
    Vocabulary vocabulary;
    Passages passages;
    u32 *rows;   /* In return the rows of each passage in turn. */
    u32 *begins; /* (n_passages + 1,), in return the first row of each passage, then the number of rows. */
} Counting;

EXPORT(count)
void count(void) {
    Counting *task = (void *)desk;
    Passages passages = task->passages;
    Arena arena = {task->room.free};
    u32 begin = 0;
    task->begins = take(&arena, sizeof(u32) * ((u64)passages.n_passages + 1));
    task->rows = take(&arena, sizeof(u32) * 2 * (u64)passages.bounds[passages.n_passages]);
    task->room.used = has_grown(&arena) ? arena.next : NO_MEMORY;
    if (task->room.used == NO_MEMORY) return;
    for (u32 number = 0; number < passages.n_passages; number++) {
        task->begins[number] = begin;
        begin += distinct_rows(task->vocabulary, &passages, number, task->rows + begin);
    }
    task->begins[passages.n_passages] = begin;
}

static f32 length_of(f32 squares) { return __builtin_sqrtf(squares > 1e-12f ? squares : 1e-12f); }

/* The share of a passage's words that mark English, of which those in `rows` are known. */
static f32 english_share(const Model *model, const u32 *rows, u32 n_rows, u32 n_words) {
    f32 sum = 0;
    for (u32 at = 0; at < n_rows; at++) sum += weights_of(model, rows[at])[model->n_heads + 1];
    return n_words ? sum / n_words : 0;
}

/* Four columns of some rows: their sums, and the highest of each that is above 0. */
typedef struct {
    v128_t sum, highest;
} Four;

/* Numbers above 0 are in the order of their bits, and those of the others are below. */
static inline Four with(Four four, v128_t row) {
    return (Four){wasm_f32x4_add(four.sum, row), wasm_i32x4_max(four.highest, row)};
}

static inline Four begun_with(const f32 *sums) { return (Four){wasm_v128_load(sums), wasm_f32x4_splat(0)}; }

static inline void write_four(Four four, f32 *sums, f32 *highest) {
    wasm_v128_store(sums, four.sum);
    wasm_v128_store(highest, four.highest);
}

/* Add all columns of the rows to the sums, and find the highest of each. */
static void add_up(const Model *model, const u32 *rows, u32 n_rows, f32 *sums, f32 *highest) {
    for (u32 first = 0; first < model->width; first += COLUMNS) {
        Four left = begun_with(sums + first), middle = begun_with(sums + first + 4), right = begun_with(sums + first + 8);
        for (u32 at = 0; at < n_rows; at++) {
            const f32 *row = weights_of(model, rows[at]) + first;
            left = with(left, wasm_v128_load(row));
            middle = with(middle, wasm_v128_load(row + 4));
            right = with(right, wasm_v128_load(row + 8));
        }
        write_four(left, sums + first, highest + first);
        write_four(middle, sums + first + 4, highest + first + 4);
        write_four(right, sums + first + 8, highest + first + 8);
    }
}

static void write_log_odds(const Model *model, const f32 *sums, f32 length, const f32 *highest, f32 *log_odds) {
    for (u32 head = 0; head < model->n_heads; head++) {
        log_odds[head] = sums[head] / length + model->intercepts[head];
        for (u32 kind = WORDS, at = head; kind < ROW_KINDS; kind++, at += model->n_heads)
            log_odds[head] += model->emphasis[at] * highest[at];
    }
}

bool take_scores(Arena *arena, const Model *model, const Passages *passages, Scores *scores) {
    u32 *rows = take(arena, sizeof(u32) * (u64)longest_of(passages));
    f32 *sums = take(arena, sizeof(f32) * (u64)model->width);
    f32 *highest = take(arena, sizeof(f32) * (u64)model->width);
    u64 n_scores = (u64)passages->n_passages * model->n_heads;
    scores->log_odds = take(arena, sizeof(f32) * n_scores);
    scores->highest = take(arena, sizeof(f32) * ROW_KINDS * n_scores);
    scores->english = take(arena, sizeof(f32) * (u64)passages->n_passages);
    scores->lengths = take(arena, sizeof(f32) * (u64)passages->n_passages);
    if (!has_grown(arena)) return false;
    for (u32 number = 0; number < passages->n_passages; number++) {
        const u64 *words = passages->words + passages->bounds[number];
        u32 n_words = n_words_of(passages, number), count = known_words(model->vocabulary, words, n_words, rows);
        f32 *own = highest_of(model, scores, number);
        scores->english[number] = english_share(model, rows, count, n_words);
        __builtin_memset(sums, 0, sizeof(f32) * model->width);
        add_up(model, rows, distinct(rows, count), sums, highest);
        __builtin_memcpy(own + WORDS * model->n_heads, highest, sizeof(f32) * model->n_heads);
        add_up(model, rows, distinct_pairs(model->vocabulary, words, n_words, rows), sums, highest);
        __builtin_memcpy(own + PAIRS * model->n_heads, highest, sizeof(f32) * model->n_heads);
        f32 length = scores->lengths[number] = length_of(sums[model->n_heads]);
        write_log_odds(model, sums, length, own, scores->log_odds + number * model->n_heads);
    }
    return true;
}

typedef struct {
    Room room;
    Model model;
    Passages passages;
    Scores scores; /* In return. */
} Scoring;

EXPORT(score)
void score(void) {
    Scoring *task = (void *)desk;
    Arena arena = {task->room.free};
    bool is_done = take_scores(&arena, &task->model, &task->passages, &task->scores);
    task->room.used = is_done ? arena.next : NO_MEMORY;
}
