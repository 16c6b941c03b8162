/* What each word adds to a score: `model.scorer` says how it is shared out, `model.evidence` what it is shown for. */

#include "weights.h"

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

/* Write a passage's words that add most, and how many there are. */
static bool weigh_passage(Arena *arena, const Model *model, Text text, Asked asked, u32 most, Term *terms, u32 *count) {
    Text own = {text.codes + asked.start, asked.end - asked.start, text.characters};
    Tokens tokens;
    Scores scores;
    u32 bounds[2] = {0};
    if (!take_words(arena, own, &tokens, &bounds[1])) return false;
    f32 *weights = take(arena, sizeof(f32) * (u64)bounds[1]);
    Passages passages = {tokens.words, bounds, 1};
    if (!take_scores(arena, model, &passages, &scores)) return false;
    weigh_words(model, tokens.words, bounds[1], asked.head, scores.lengths[0], weights);
    *count = write_heaviest(tokens.words, weights, bounds[1], most, terms);
    for (u32 at = 0; at < *count; at++) {
        u32 word = terms[at].start;
        terms[at].start = asked.start + tokens.starts[word];
        terms[at].end = asked.start + tokens.ends[word];
    }
    return true;
}

bool take_heaviest(
    Arena *arena, const Model *model, Text text, const Asked *asked, u32 n_asked, u32 most, Heaviest *heaviest
) {
    u64 most_words = 0;
    for (u32 at = 0; at < n_asked; at++) most_words += (asked[at].end - asked[at].start) / 2 + 1;
    heaviest->terms = take(arena, sizeof(Term) * most_words);
    heaviest->n_terms = take(arena, sizeof(u32) * (u64)n_asked);
    if (!has_grown(arena)) return false;
    Term *terms = heaviest->terms;
    u64 begin = arena->next, end = begin;
    for (u32 at = 0; at < n_asked; at++) {
        arena->next = begin; /* What one passage takes the next may have. */
        if (!weigh_passage(arena, model, text, asked[at], most, terms, heaviest->n_terms + at)) return false;
        terms += heaviest->n_terms[at];
        if (arena->next > end) end = arena->next;
    }
    arena->next = end; /* All that was taken, so that Python knows how far memory has grown. */
    return true;
}

typedef struct {
    Room room;
    Text text;
    Model model;
    const Asked *asked; /* (n_asked,) */
    u32 n_asked;
    u32 most;          /* So many different words of each passage. */
    Heaviest heaviest; /* In return. */
} Weighing;

EXPORT(weigh)
void weigh(void) {
    Weighing *task = (void *)desk;
    Arena arena = {task->room.free};
    bool is_done = take_heaviest(
        &arena, &task->model, task->text, task->asked, task->n_asked, task->most, &task->heaviest
    );
    task->room.used = is_done ? arena.next : NO_MEMORY;
}
