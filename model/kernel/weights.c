/* What each word adds to a score: `model.scorer` says how it is shared out, `model.evidence` what it is shown for. */

#include "scores.h"
#include "words.h"

/* A word of a passage. */
typedef struct {
    u32 start, end; /* Offsets in the text. */
    f32 weight;
} Term;

typedef struct {
    Room room;
    Text text; /* The passages, one after the other. */
    Model model;
    const u32 *ends;  /* (n_passages,), where each passage ends in the text. */
    const u32 *heads; /* (n_passages,), the head that each passage is weighed for. */
    u32 n_passages;
    u32 most;     /* So many different words of each passage are asked for. */
    Term *terms;  /* In return the heaviest words of each passage in turn, the heaviest first. */
    u32 *n_terms; /* (n_passages,), in return. */
} Weighing;

static f32 length_of_passage(const Model *model, const Passages *passages, u32 number, Scratch *scratch) {
    f32 squares = 0;
    u32 count = distinct_rows(model->vocabulary, passages, number, scratch->rows, scratch);
    for (u32 at = 0; at < count; at++) squares += weights_of(model, scratch->rows[at])[model->n_heads];
    return length_of(squares);
}

static inline f32 weight(const Model *model, u64 hash, u32 head) {
    return weights_of(model, row_of(model->vocabulary, hash))[head];
}

/* Write what each word adds to the log-odds of a head; two words share the weight of their pair. */
static void weigh_words(const Model *model, const u64 *words, u32 n_words, u32 head, f32 length, f32 *weights) {
    for (u32 at = 0; at < n_words; at++) {
        weights[at] = weight(model, words[at], head) / length;
        if (at == 0) continue;
        f32 half = weight(model, hash_pair(words[at - 1], words[at]), head) / 2 / length;
        weights[at - 1] += half;
        weights[at] += half;
    }
}

/* Words that weigh as much as the last one asked for; whoever writes more of them than this is not after an answer. */
enum { MOST_AS_HEAVY = 64 };

/* Put a word where it belongs among terms, the heaviest first, in place of the same word if that weighs less. Their
   offsets are numbers of words here. Return how many terms there are then. */
static u32 insert(Term *terms, u32 count, const u64 *words, Term term) {
    for (u32 at = 0; at < count; at++) {
        if (words[terms[at].start] != words[term.start]) continue;
        if (terms[at].weight >= term.weight) return count;
        for (count--; at < count; at++) terms[at] = terms[at + 1];
    }
    u32 at = count;
    for (; at > 0 && terms[at - 1].weight < term.weight; at--) terms[at] = terms[at - 1];
    terms[at] = term;
    return count + 1;
}

/* Write those words that add most to the score, each once, and all that weigh as much as the last; return how many. */
static u32 write_heaviest(const u64 *words, const f32 *weights, u32 n_words, u32 most, Term *terms) {
    u32 count = 0;
    for (u32 at = 0; at < n_words && most; at++) {
        if (weights[at] <= 0 || (count >= most && weights[at] < terms[most - 1].weight)) continue;
        if (count >= most + MOST_AS_HEAVY && weights[at] == terms[most - 1].weight) continue;
        count = insert(terms, count, words, (Term){at, at, weights[at]});
        while (count > most && terms[count - 1].weight < terms[most - 1].weight) count--;
    }
    return count;
}

/* Write where each passage's words begin. */
static void part(const Tokens *tokens, u32 n_tokens, const u32 *ends, u32 n_passages, u32 *bounds) {
    u32 at = 0;
    bounds[0] = 0;
    for (u32 number = 0; number < n_passages; number++) {
        while (at < n_tokens && tokens->starts[at] < ends[number]) at++;
        bounds[number + 1] = at;
    }
}

static void weigh_passages(
    Weighing *task, const Tokens *tokens, const Passages *passages, Scratch *scratch, f32 *weights
) {
    Term *terms = task->terms;
    for (u32 number = 0; number < passages->n_passages; number++) {
        u32 first = passages->bounds[number], n_words = passages->bounds[number + 1] - first;
        f32 length = length_of_passage(&task->model, passages, number, scratch);
        weigh_words(&task->model, tokens->words + first, n_words, task->heads[number], length, weights);
        u32 count = write_heaviest(tokens->words + first, weights, n_words, task->most, terms);
        for (u32 at = 0; at < count; at++) {
            u32 word = first + terms[at].start;
            terms[at].start = tokens->starts[word];
            terms[at].end = tokens->ends[word];
        }
        task->n_terms[number] = count;
        terms += count;
    }
}

static bool take_weights(Arena *arena, Weighing *task) {
    Tokens tokens;
    u32 n_tokens;
    if (!take_words(arena, task->text, &tokens, &n_tokens)) return false;
    u32 *bounds = take(arena, sizeof(u32) * ((u64)task->n_passages + 1));
    f32 *weights = take(arena, sizeof(f32) * (u64)n_tokens);
    task->n_terms = take(arena, sizeof(u32) * (u64)task->n_passages);
    task->terms = take(arena, sizeof(Term) * (u64)n_tokens);
    if (!has_grown(arena)) return false;
    part(&tokens, n_tokens, task->ends, task->n_passages, bounds);
    Passages passages = {tokens.words, bounds, task->n_passages};
    Scratch scratch;
    if (!take_scratch(arena, &passages, &scratch)) return false;
    weigh_passages(task, &tokens, &passages, &scratch, weights);
    return true;
}

EXPORT(weigh)
void weigh(void) {
    Weighing *task = (void *)desk;
    Arena arena = {task->room.free};
    task->room.used = take_weights(&arena, task) ? arena.next : NO_MEMORY;
}
