/* Who is named in a story, and where it speaks of death; `model.characters` says what comes of it. */

#include "cast.h"

/* What is found out of every word before anyone is met. */
typedef struct {
    u32 *classes;   /* (n_tokens,) */
    u32 *sentences; /* (n_tokens,), the number of its sentence. */
    u8 *inside;     /* (n_tokens,), as in `Mention`. */
    u64 *names;     /* Room for a set of the words that have a capital inside a sentence. */
} Facts;

/* A run of tokens that nothing crosses. */
typedef struct {
    const Meeting *task;
    Facts facts;
    u32 first, stop;
} Run;

static void look_up_classes(Lexicon lexicon, const u64 *words, u32 n_words, u32 *classes) {
    for (u32 at = 0; at < n_words; at++) classes[at] = class_of(lexicon, words[at]);
}

/* Number the sentences of a run, and find the words with a capital inside one. */
static void find_sentences(const Run *run) {
    Tokens tokens = run->task->tokens;
    Facts facts = run->facts;
    u32 sentence = 0;
    facts.sentences[run->first] = facts.inside[run->first] = 0;
    for (u32 at = run->first + 1; at < run->stop; at++) {
        u32 after_stop = tokens.ends_sentence[at - 1], is_near = tokens.starts[at] - tokens.ends[at - 1] == 1;
        sentence += after_stop;
        facts.sentences[at] = sentence;
        facts.inside[at] = tokens.capitals[at] & is_near & !after_stop;
    }
}

/* The words that have a capital inside a sentence of the run, as a set with open addressing. */
typedef struct {
    u64 *words;
    u32 bits;
} Names;

static inline u64 *place_of(Names names, u64 word) {
    u32 mask = (1u << names.bits) - 1, at = word >> (64 - names.bits);
    while (names.words[at] != NO_WORD && names.words[at] != word) at = (at + 1) & mask;
    return names.words + at;
}

static Names names_of(const Run *run) {
    const u64 *words = run->task->tokens.words;
    const u8 *inside = run->facts.inside;
    u32 count = 0;
    for (u32 at = run->first; at < run->stop; at++) count += inside[at];
    Names names = {run->facts.names, 4};
    while (1u << names.bits < 2 * count) names.bits++;
    __builtin_memset(names.words, NO_WORD, sizeof(u64) << names.bits);
    for (u32 at = run->first; at < run->stop; at++)
        if (inside[at]) *place_of(names, words[at]) = words[at];
    return names;
}

static Mention mention_of(const Run *run, u32 at) {
    const Meeting *task = run->task;
    const u32 *classes = run->facts.classes;
    return (Mention){
        .word = task->tokens.words[at],
        .position = task->before.n_words + at,
        .start = task->before.offset + task->tokens.starts[at],
        .end = task->before.offset + task->tokens.ends[at],
        .capital = task->tokens.capitals[at],
        .inside = run->facts.inside[at],
        .after_place = at > run->first && classes[at - 1] & BEFORE_PLACE,
        .before_verb = at + 1 < run->stop && classes[at + 1] & AFTER_PERSON,
    };
}

static void meet_names(const Run *run, Met *met) {
    Tokens tokens = run->task->tokens;
    const u32 *classes = run->facts.classes;
    Names names = names_of(run);
    for (u32 at = run->first; at < run->stop; at++) {
        u64 word = tokens.words[at];
        if (!(classes[at] & (NARRATOR | ROLE)) && *place_of(names, word) != word) continue;
        /* The narrator speaks outside quotation marks; inside them anyone says "I". */
        if (classes[at] & NARRATOR && tokens.spoken[at]) continue;
        met->mentions[met->n_mentions++] = mention_of(run, at);
    }
    for (u32 at = run->first + 1; at < run->stop; at++) {
        if (!(run->facts.inside[at] & tokens.capitals[at - 1])) continue;
        met->pairs[met->n_pairs][0] = tokens.words[at - 1];
        met->pairs[met->n_pairs++][1] = tokens.words[at];
    }
}

/* Copy the words around a word of death; what follows its sentence says nothing of it. */
static void look_around(const Run *run, u32 cue, u64 *window, u8 *own) {
    const Window *around = &run->task->window;
    const u64 *words = run->task->tokens.words;
    const u32 *sentences = run->facts.sentences;
    for (u32 column = 0; column < around->before + 1 + around->after; column++) {
        u32 at = cue + column - around->before; /* Wraps around where it would be below zero. */
        bool is_there = cue + column >= run->first + around->before && at < run->stop;
        u32 ago = is_there ? sentences[cue] - sentences[at] : ~0u;
        window[column] = ago <= around->sentences ? words[at] : NO_WORD;
        own[column] = ago == 0;
    }
}

static u32 mood_of(const Run *run, u32 cue, const u8 *own) {
    const Window *window = &run->task->window;
    for (u32 column = window->before - window->mood_before; column < window->before + window->mood_after; column++)
        if (own[column] && run->facts.classes[cue + column - window->before] & IRREALIS) return 1;
    return run->task->tokens.spoken[cue] ? 2 : 0;
}

static void take_notes(const Run *run, u32 passage, Met *met) {
    const Meeting *task = run->task;
    u32 width = task->window.before + 1 + task->window.after;
    for (u32 at = run->first; at < run->stop && met->n_notes < task->most_notes; at++) {
        if (run->facts.classes[at] < FIRST_CUE) continue;
        while (task->cut->bounds[passage + 1] <= at) passage++;
        u8 *own = met->own + met->n_notes * width;
        look_around(run, at, met->windows + met->n_notes * width, own);
        met->notes[met->n_notes++] = (Note){
            .position = task->before.n_words + at,
            .passage = task->before.n_passages + passage,
            .kind = run->facts.classes[at] / FIRST_CUE - 1,
            .mood = mood_of(run, at, own),
        };
    }
}

static Facts take_facts(Arena *arena, u32 n_tokens) {
    return (Facts){
        .classes = take(arena, sizeof(u32) * (u64)n_tokens),
        .sentences = take(arena, sizeof(u32) * (u64)n_tokens),
        .inside = take(arena, n_tokens),
        .names = take(arena, sizeof(u64) * (4 * (u64)n_tokens + 16)),
    };
}

static Met take_met(Arena *arena, const Meeting *meeting, const Facts *facts) {
    u64 n_notes = 0, width = meeting->window.before + 1 + meeting->window.after;
    for (u32 at = 0; at < meeting->n_tokens; at++) n_notes += facts->classes[at] >= FIRST_CUE;
    if (n_notes > meeting->most_notes) n_notes = meeting->most_notes;
    return (Met){
        .mentions = take(arena, sizeof(Mention) * (u64)meeting->n_tokens),
        .pairs = take(arena, sizeof(u64[2]) * (u64)meeting->n_tokens),
        .notes = take(arena, sizeof(Note) * n_notes),
        .windows = take(arena, sizeof(u64) * n_notes * width),
        .own = take(arena, n_notes * width),
    };
}

bool meet_cast(Arena *arena, const Meeting *meeting, Met *met) {
    Run run = {.task = meeting, .facts = take_facts(arena, meeting->n_tokens)};
    if (!has_grown(arena)) return false;
    look_up_classes(meeting->lexicon, meeting->tokens.words, meeting->n_tokens, run.facts.classes);
    *met = take_met(arena, meeting, &run.facts);
    if (!has_grown(arena)) return false;
    u32 passage = 0;
    for (u32 number = 0; number < meeting->cut->n_stops; number++) {
        run.stop = meeting->cut->stops[number];
        find_sentences(&run);
        meet_names(&run, met);
        while (meeting->cut->bounds[passage] < run.first) passage++;
        take_notes(&run, passage, met);
        run.first = run.stop;
    }
    return true;
}
