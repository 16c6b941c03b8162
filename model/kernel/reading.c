/* A stretch of a work, read in one go: its words, the passages of its story, their scores, and whom and what it names.
   A work that is read in one go is summed up and judged, too. `model.reader` lays the task out. */

#include "weights.h"
#include "work.h"

/* Where a passage is. */
typedef struct {
    u32 start, end; /* Offsets in the work. */
    u32 chapter;
} Place;

typedef struct {
    Room room;
    Text text;
    const u32 (*paragraphs)[2]; /* As in `Story`, and so are the next. */
    u32 n_paragraphs;
    const Block *blocks;
    u32 n_blocks;
    Before before;
    u32 most_notes;
    u32 asks_who; /* Whether names and words of death are to be noted. */
    Judge judge;  /* Without scales where this is not a whole work, to be summed up and judged. */
    /* The same for all that a model reads: */
    u32 least, most, target; /* As in `Story`. */
    Lexicon lexicon;
    Company company;
    Window window;
    Model model;
    f32 least_english;        /* The share of words that mark English from which a passage is English. */
    u32 columns[N_SUSPECTED]; /* As in `Work`. */
    u32 most_terms;           /* Words shown of a passage that proves something. */
    /* In return: */
    u32 n_tokens; /* Of the story. */
    u64 *words;   /* The columns of tokens, and all else that is found. */
    Cut cut; /* Words are numbered from the work's first. */
    Place *places; /* (n_passages,) */
    Scores scores;
    u8 *english; /* (n_passages,), whether each passage is. */
    Met met;
    u32 n_english_words; /* As in `Work`, and so are the next. */
    Shown *shown;
    u32 n_people;
    Judgement judged;
    Heaviest heaviest; /* Of what proves the warnings; offsets count from the stretch's first character. */
} Reading;

_Static_assert(sizeof(Reading) <= sizeof desk, "the task does not fit on the desk");

static Place place_of(const Reading *task, const Tokens *tokens, u32 number) {
    u32 first = task->cut.bounds[number], stop = task->cut.bounds[number + 1];
    return (Place){
        .start = task->before.offset + tokens->starts[first],
        .end = task->before.offset + tokens->ends[stop - 1],
        .chapter = task->cut.chapters[number],
    };
}

static bool take_places(Arena *arena, Reading *task, const Tokens *tokens) {
    task->places = take(arena, sizeof(Place) * (u64)task->cut.n_passages);
    if (!has_grown(arena)) return false;
    for (u32 number = 0; number < task->cut.n_passages; number++) task->places[number] = place_of(task, tokens, number);
    return true;
}

static bool take_english(Arena *arena, Reading *task) {
    task->english = take(arena, task->cut.n_passages);
    if (!has_grown(arena)) return false;
    for (u32 number = 0; number < task->cut.n_passages; number++)
        task->english[number] = task->scores.english[number] >= task->least_english;
    return true;
}

static bool take_cast(Arena *arena, Reading *task, const Tokens *tokens) {
    Meeting meeting = {
        .tokens = *tokens,
        .n_tokens = task->n_tokens,
        .cut = &task->cut,
        .lexicon = task->lexicon,
        .company = task->company,
        .window = task->window,
        .before = task->before,
        .most_notes = task->most_notes,
    };
    return meet_cast(arena, &meeting, &task->met);
}

static bool take_work(Arena *arena, Reading *task) {
    Work work = {
        .lexicon = task->lexicon,
        .mentions = task->met.mentions,
        .n_mentions = task->met.n_mentions,
        .pairs = task->met.pairs,
        .n_pairs = task->met.n_pairs,
        .notes = task->met.notes,
        .windows = task->met.windows,
        .own = task->met.own,
        .n_notes = task->met.n_notes,
        .before = task->window.before,
        .width = task->window.before + 1 + task->window.after,
        .blocks = task->cut.stops,
        .bounds = task->cut.bounds,
        .english = task->english,
        .log_odds = task->scores.log_odds,
        .n_passages = task->cut.n_passages,
        .n_heads = task->model.n_heads,
        .columns = {task->columns[MAJOR], task->columns[ANY], task->columns[VIOLENCE]},
        .judge = task->judge,
    };
    if (!take_summary(arena, &work) || !take_judgement(arena, &work)) return false;
    task->n_english_words = work.n_english_words;
    task->shown = work.shown;
    task->n_people = work.n_people;
    task->judged = work.judged;
    return true;
}

/* Of a whole work, so that words and passages count from its first. */
static bool take_terms(Arena *arena, Reading *task, const Tokens *tokens) {
    const Judgement *judged = &task->judged;
    Passages passages = {tokens->words, task->cut.bounds, task->cut.n_passages};
    Heaviest heaviest = task->heaviest = take_heaviest(arena, judged->n_proofs, task->most_terms);
    f32 *weights = take(arena, sizeof(f32) * (u64)longest_of(&passages));
    if (!has_grown(arena)) return false;
    Term *terms = heaviest.terms;
    for (u32 at = 0; at < judged->n_proofs; at++) {
        Proof proof = judged->proofs[at];
        u32 first = passages.bounds[proof.passage];
        Weighed passage = {
            .words = tokens->words + first,
            .starts = tokens->starts + first,
            .ends = tokens->ends + first,
            .n_words = n_words_of(&passages, proof.passage),
            .head = proof.head,
            .length = task->scores.lengths[proof.passage],
            .highest = highest_of(&task->model, &task->scores, proof.passage),
        };
        heaviest.n_terms[at] = find_heaviest(&task->model, &passage, task->most_terms, weights, terms);
        terms += heaviest.n_terms[at];
    }
    return true;
}

static void number_from_first(Cut *cut, u32 n_words_before) {
    for (u32 number = 0; number <= cut->n_passages; number++) cut->bounds[number] += n_words_before;
    for (u32 number = 0; number < cut->n_stops; number++) cut->stops[number] += n_words_before;
}

static bool take_reading(Arena *arena, Reading *task) {
    Tokens tokens;
    if (!take_words(arena, task->text, &tokens, &task->n_tokens)) return false;
    task->words = tokens.words;
    Story story = {
        .paragraphs = task->paragraphs,
        .n_paragraphs = task->n_paragraphs,
        .blocks = task->blocks,
        .n_blocks = task->n_blocks,
        .offset = task->before.offset,
        .least = task->least,
        .most = task->most,
        .target = task->target,
    };
    if (!cut_story(arena, &story, tokens, &task->n_tokens, &task->cut)) return false;
    if (!take_places(arena, task, &tokens)) return false;
    Passages passages = {tokens.words, task->cut.bounds, task->cut.n_passages};
    if (!take_scores(arena, &task->model, &passages, &task->scores) || !take_english(arena, task)) return false;
    if (task->asks_who && !take_cast(arena, task, &tokens)) return false;
    number_from_first(&task->cut, task->before.n_words);
    if (!task->judge.scales) return true;
    return take_work(arena, task) && take_terms(arena, task, &tokens);
}

EXPORT(read)
void read(void) {
    Reading *task = (void *)desk;
    Arena arena = {task->room.free};
    task->room.used = take_reading(&arena, task) ? arena.next : NO_MEMORY;
}
