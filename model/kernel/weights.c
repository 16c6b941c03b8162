/* What each word adds to a score: `model.scorer` says how it is shared out, `model.evidence` what it is shown for. */

#include "weights.h"

/* What a word or pair adds to the log-odds of a head; the heaviest counts besides, and so does each that is as heavy. */
static inline f32 added(const Model *model, const Weighed *passage, u64 hash, u32 kind) {
    u32 of_kind = kind * model->n_heads + passage->head;
    f32 weight = weights_of(model, row_of(model->vocabulary, hash))[passage->head];
    f32 again = weight == passage->highest[of_kind] ? model->emphasis[of_kind] : 0;
    return weight / passage->length + weight * again;
}

/* Write what each word adds to the log-odds of a head; two words share what their pair adds. */
static void weigh_words(const Model *model, const Weighed *passage, f32 *weights) {
    const u64 *words = passage->words;
    for (u32 at = 0; at < passage->n_words; at++) {
        weights[at] = added(model, passage, words[at], WORDS);
        if (at == 0) continue;
        f32 half = added(model, passage, hash_pair(words[at - 1], words[at]), PAIRS) / 2;
        weights[at - 1] += half;
        weights[at] += half;
    }
}

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

u32 find_heaviest(const Model *model, const Weighed *passage, u32 most, f32 *weights, Term *terms) {
    const u64 *words = passage->words;
    u32 count = 0;
    weigh_words(model, passage, weights);
    for (u32 at = 0; at < passage->n_words && most; at++) {
        if (weights[at] <= 0 || (count >= most && weights[at] < terms[most - 1].weight)) continue;
        if (count >= most + MOST_AS_HEAVY && weights[at] == terms[most - 1].weight) continue;
        count = insert(terms, count, words, (Term){at, at, weights[at]});
        while (count > most && terms[count - 1].weight < terms[most - 1].weight) count--;
    }
    for (u32 at = 0; at < count; at++) {
        u32 word = terms[at].start;
        terms[at].start = passage->starts[word];
        terms[at].end = passage->ends[word];
    }
    return count;
}

/* A passage somewhere in a text, and the head that it is weighed for. */
typedef struct {
    u32 start, end, head;
} Asked;

typedef struct {
    Room room;
    Text text;
    Model model;
    const Asked *asked; /* (n_asked,) */
    u32 n_asked;
    u32 most;          /* So many different words of each passage. */
    Heaviest heaviest; /* In return. */
} Weighing;

/* Read one of the passages again, and write its heaviest words. */
static bool weigh_again(Arena *arena, const Weighing *task, const Asked *asked, Term *terms, u32 *count) {
    Text own = {task->text.codes + asked->start, asked->end - asked->start, task->text.characters};
    Tokens tokens;
    Scores scores;
    u32 bounds[2] = {0};
    if (!take_words(arena, own, &tokens, &bounds[1])) return false;
    f32 *weights = take(arena, sizeof(f32) * (u64)bounds[1]);
    Passages passages = {tokens.words, bounds, 1};
    if (!take_scores(arena, &task->model, &passages, &scores)) return false;
    Weighed passage = {
        tokens.words, tokens.starts, tokens.ends, bounds[1], asked->head, scores.lengths[0], scores.highest,
    };
    *count = find_heaviest(&task->model, &passage, task->most, weights, terms);
    for (u32 at = 0; at < *count; at++) terms[at].start += asked->start, terms[at].end += asked->start;
    return true;
}

static bool weigh_all(Arena *arena, Weighing *task) {
    Heaviest heaviest = task->heaviest = take_heaviest(arena, task->n_asked, task->most);
    if (!has_grown(arena)) return false;
    Term *terms = heaviest.terms;
    u64 begin = arena->next, end = begin;
    for (u32 at = 0; at < task->n_asked; at++) {
        arena->next = begin; /* What one passage takes the next may have. */
        if (!weigh_again(arena, task, task->asked + at, terms, heaviest.n_terms + at)) return false;
        terms += heaviest.n_terms[at];
        if (arena->next > end) end = arena->next;
    }
    arena->next = end; /* All that was taken, so that Python knows how far memory has grown. */
    return true;
}

EXPORT(weigh)
void weigh(void) {
    Weighing *task = (void *)desk;
    Arena arena = {task->room.free};
    task->room.used = weigh_all(&arena, task) ? arena.next : NO_MEMORY;
}
