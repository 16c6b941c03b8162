/* A stretch of a work, read in one go: its words, the passages of its story, their scores, and whom and what it names.
   `model.reader` lays the task out. */

#include "cast.h"
#include "scores.h"

/* Where a passage is. */
typedef struct {
    u32 start, end; /* Offsets in the work. */
    u32 chapter;
} Place;

typedef struct {
    Room room;
    Text text;
    Story story;
    Before before;
    u32 most_notes;
    u32 asks_who; /* Whether names and words of death are to be noted. */
    Lexicon lexicon;
    Window window;
    Model model;
    /* In return: */
    u32 n_tokens; /* Of the story. */
    u64 *words;   /* The columns of tokens, and all else that is found. */
    Cut cut; /* Words are numbered from the work's first. */
    Place *places; /* (n_passages,) */
    Scores scores;
    Met met;
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

static bool take_cast(Arena *arena, Reading *task, const Tokens *tokens) {
    Meeting meeting = {
        .tokens = *tokens,
        .n_tokens = task->n_tokens,
        .cut = &task->cut,
        .lexicon = task->lexicon,
        .window = task->window,
        .before = task->before,
        .most_notes = task->most_notes,
    };
    return meet_cast(arena, &meeting, &task->met);
}

static void number_from_first(Cut *cut, u32 n_words_before) {
    for (u32 number = 0; number <= cut->n_passages; number++) cut->bounds[number] += n_words_before;
    for (u32 number = 0; number < cut->n_stops; number++) cut->stops[number] += n_words_before;
}

static bool take_reading(Arena *arena, Reading *task) {
    Tokens tokens;
    if (!take_words(arena, task->text, &tokens, &task->n_tokens)) return false;
    task->words = tokens.words;
    if (!cut_story(arena, &task->story, tokens, &task->n_tokens, &task->cut)) return false;
    if (!take_places(arena, task, &tokens)) return false;
    Passages passages = {tokens.words, task->cut.bounds, task->cut.n_passages};
    if (!take_scores(arena, &task->model, &passages, &task->scores)) return false;
    if (task->asks_who && !take_cast(arena, task, &tokens)) return false;
    number_from_first(&task->cut, task->before.n_words);
    return true;
}

EXPORT(read)
void read(void) {
    Reading *task = (void *)desk;
    Arena arena = {task->room.free};
    task->room.used = take_reading(&arena, task) ? arena.next : NO_MEMORY;
}
