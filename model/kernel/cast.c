/* Who is named in a story, and where it speaks of death; `model.characters` and `model.deaths` say what comes of it. */

#include "cast.h"

/* What is found out of every word before anything is noted. */
typedef struct {
    u32 *classes;   /* (n_tokens,) */
    u32 *sentences; /* (n_tokens,), the number of its sentence in its block. */
    u8 *inside;     /* (n_tokens,), as in `Mention`. */
    u32 *insides;   /* (n_insides,), the words that are so. */
    u32 *cues;      /* (n_cues,), the words of death. */
    u32 *named;     /* (n_named,), the words that may be a name or stand for someone. */
    u32 *company;   /* (n_tokens,), the row of each in the table of what words say beside a name. */
    u32 n_insides, n_cues, n_named;
} Facts;

/* A block's run of tokens, which nothing crosses. */
typedef struct {
    const u32 *stops; /* Those of all blocks; the first one is this run's. */
    u32 first;
} Run;

/* Move on to the run that holds a token. */
static inline void follow(Run *run, u32 at) {
    while (at >= *run->stops) run->first = *run->stops++;
}

/* Lists are written in any case and counted where something belongs into them, here and below: a branch that goes now
   this way, now that costs more. */
static void look_words_up(const Meeting *task, Facts *facts) {
    const u64 *words = task->tokens.words;
    u32 *classes = facts->classes, *cues = facts->cues, n_cues = 0;
    for (u32 at = 0; at < task->n_tokens; at++) {
        u32 found = class_of(task->lexicon, words[at]);
        classes[at] = found;
        cues[n_cues] = at;
        n_cues += found >= FIRST_CUE;
    }
    facts->n_cues = n_cues;
}

/* Number the sentences of a run, and list the words with a capital inside one. */
static void find_sentences(Tokens tokens, u32 first, u32 stop, Facts *facts) {
    u32 *sentences = facts->sentences, *insides = facts->insides, n_insides = facts->n_insides, sentence = 0;
    u8 *inside = facts->inside;
    sentences[first] = inside[first] = 0;
    for (u32 at = first + 1; at < stop; at++) {
        u8 is_titled = (facts->classes[at - 1] & SHORT_TITLE) != 0; /* "Mr. Vane": the stop ends no sentence. */
        u8 after_stop = tokens.ends_sentence[at - 1] & !is_titled;
        u8 is_near = tokens.starts[at] - tokens.ends[at - 1] == 1u + (tokens.ends_sentence[at - 1] & is_titled);
        u8 is_inside = tokens.capitals[at] & is_near & !after_stop;
        sentence += after_stop;
        sentences[at] = sentence;
        inside[at] = is_inside;
        insides[n_insides] = at;
        n_insides += is_inside;
    }
    facts->n_insides = n_insides;
}

/* The words that have a capital inside a sentence of a run, as a set with open addressing, mostly free. */
typedef struct {
    u64 *words;
    u32 bits;
} Names;

enum { FEWEST_BITS = 4, PLACES_A_NAME = 4 };

static inline u64 *place_of(Names names, u64 word) {
    u32 mask = (1u << names.bits) - 1, at = first_place_of(word, names.bits);
    while ((names.words[at] != NO_WORD) & (names.words[at] != word)) at = (at + 1) & mask;
    return names.words + at;
}

static Names names_of(const u64 *words, const u32 *insides, u32 n_insides, u64 *room) {
    Names names = {room, FEWEST_BITS};
    while (1u << names.bits < PLACES_A_NAME * n_insides) names.bits++;
    __builtin_memset(names.words, NO_WORD, sizeof(u64) << names.bits);
    for (u32 at = 0; at < n_insides; at++) *place_of(names, words[insides[at]]) = words[insides[at]];
    return names;
}

/* List the words of a run that may name someone. */
static void list_named(Tokens tokens, Names names, u32 first, u32 stop, Facts *facts) {
    const u32 *classes = facts->classes;
    u32 *named = facts->named, n_named = facts->n_named;
    for (u32 at = first; at < stop; at++) {
        u32 is_name = *place_of(names, tokens.words[at]) == tokens.words[at];
        /* The narrator speaks outside quotation marks; inside them anyone says "I". */
        u32 is_quoted = (classes[at] & NARRATOR) != 0 && tokens.spoken[at];
        named[n_named] = at;
        n_named += (is_name | ((classes[at] & (NARRATOR | ROLE)) != 0)) & !is_quoted;
    }
    facts->n_named = n_named;
}

/* Beside a name, whoever else is named stands for someone: which name or kinship it is says nothing. A word that is
   only somewhere else a name ("He cried NO") stays the word that it is. */
static void find_company(const Meeting *task, const Facts *facts) {
    u32 *rows = facts->company;
    for (u32 at = 0; at < task->n_tokens; at++) rows[at] = row_of(task->company.vocabulary, task->tokens.words[at]);
    for (u32 number = 0; number < facts->n_named; number++) {
        u32 at = facts->named[number], classes = facts->classes[at];
        if (classes & NARRATOR) rows[at] = MYSELF;
        else if (classes & ROLE || (task->tokens.capitals[at] && !(classes & NO_NAME))) rows[at] = SOMEONE;
    }
}

static u8 kind_of_word_before(u32 classes) {
    if (classes & TITLE) return AFTER_TITLE;
    if (classes & ARTICLE) return AFTER_ARTICLE;
    return classes & BEFORE_PLACE ? AFTER_PLACE_WORD : AFTER_OTHERS;
}

static void write_mentions(const Meeting *task, const Facts *facts, Met *met) {
    Tokens tokens = task->tokens;
    const u32 *classes = facts->classes;
    Run run = {task->cut->stops, 0};
    for (u32 number = 0; number < facts->n_named; number++) {
        u32 at = facts->named[number];
        follow(&run, at);
        met->mentions[number] = (Mention){
            .word = tokens.words[at],
            .position = task->before.n_words + at,
            .start = task->before.offset + tokens.starts[at],
            .end = task->before.offset + tokens.ends[at],
            .capital = tokens.capitals[at],
            .inside = facts->inside[at],
            .after = at > run.first ? kind_of_word_before(classes[at - 1]) : AFTER_OTHERS,
            .before_verb = at + 1 < *run.stops && classes[at + 1] & AFTER_PERSON,
            .said = said_beside(task->company, facts->company, run.first, *run.stops, at),
            .stands_for = facts->company[at] <= MYSELF ? facts->company[at] : 0,
        };
    }
    met->n_mentions = facts->n_named;
}

static void write_pairs(const Meeting *task, const Facts *facts, Met *met) {
    Tokens tokens = task->tokens;
    met->n_pairs = 0;
    for (u32 number = 0; number < facts->n_insides; number++) {
        u32 at = facts->insides[number]; /* Never the first word of a run. */
        met->pairs[met->n_pairs][0] = tokens.words[at - 1];
        met->pairs[met->n_pairs][1] = tokens.words[at];
        met->n_pairs += tokens.capitals[at - 1];
    }
}

/* Copy the words around a word of death; what follows its sentence says nothing of it. */
static void look_around(const Meeting *task, const u32 *sentences, Run run, u32 cue, u64 *window, u8 *own) {
    u32 before = task->window.before, first = cue - run.first > before ? cue - before : run.first;
    u32 stop = *run.stops - cue > task->window.after ? cue + 1 + task->window.after : *run.stops;
    for (u32 at = first; at < stop; at++) {
        u32 ago = sentences[cue] - sentences[at], column = at + before - cue; /* Later sentences are very long ago. */
        window[column] = ago <= task->window.sentences ? task->tokens.words[at] : NO_WORD;
        own[column] = ago == 0;
    }
}

static u32 mood_of(const Meeting *task, const u32 *classes, u32 cue, const u8 *own) {
    const Window *window = &task->window;
    for (u32 column = window->before - window->mood_before; column < window->before + window->mood_after; column++)
        if (own[column] && classes[cue + column - window->before] & IRREALIS) return 1;
    return task->tokens.spoken[cue] ? 2 : 0;
}

static void write_notes(const Meeting *task, const Facts *facts, Met *met) {
    u32 width = task->window.before + 1 + task->window.after, passage = 0;
    Run run = {task->cut->stops, 0};
    __builtin_memset(met->windows, NO_WORD, sizeof(u64) * met->n_notes * width);
    __builtin_memset(met->own, false, met->n_notes * width);
    for (u32 number = 0; number < met->n_notes; number++) {
        u32 at = facts->cues[number];
        u8 *own = met->own + number * width;
        follow(&run, at);
        while (task->cut->bounds[passage + 1] <= at) passage++;
        look_around(task, facts->sentences, run, at, met->windows + number * width, own);
        met->notes[number] = (Note){
            .position = task->before.n_words + at,
            .passage = task->before.n_passages + passage,
            .kind = facts->classes[at] / FIRST_CUE - 1,
            .mood = mood_of(task, facts->classes, at, own),
        };
    }
}

static bool take_facts(Arena *arena, const Meeting *task, Facts *facts) {
    u64 n_tokens = task->n_tokens;
    *facts = (Facts){
        .classes = take(arena, sizeof(u32) * n_tokens),
        .sentences = take(arena, sizeof(u32) * n_tokens),
        .inside = take(arena, n_tokens),
        .insides = take(arena, sizeof(u32) * n_tokens),
        .cues = take(arena, sizeof(u32) * n_tokens),
        .named = take(arena, sizeof(u32) * n_tokens),
        .company = take(arena, sizeof(u32) * n_tokens),
    };
    if (!has_grown(arena)) return false;
    look_words_up(task, facts);
    for (u32 number = 0, first = 0; number < task->cut->n_stops; first = task->cut->stops[number++])
        find_sentences(task->tokens, first, task->cut->stops[number], facts);
    return true;
}

static bool take_named(Arena *arena, const Meeting *task, Facts *facts) {
    u64 *room = take(arena, sizeof(u64) * (2 * PLACES_A_NAME * (u64)facts->n_insides + (1 << FEWEST_BITS)));
    if (!has_grown(arena)) return false;
    u32 inside = 0, first = 0;
    for (u32 number = 0; number < task->cut->n_stops; number++) {
        u32 stop = task->cut->stops[number], from = inside;
        while (inside < facts->n_insides && facts->insides[inside] < stop) inside++;
        Names names = names_of(task->tokens.words, facts->insides + from, inside - from, room);
        list_named(task->tokens, names, first, stop, facts);
        first = stop;
    }
    return true;
}

bool meet_cast(Arena *arena, const Meeting *task, Met *met) {
    Facts facts;
    if (!take_facts(arena, task, &facts) || !take_named(arena, task, &facts)) return false;
    u64 width = task->window.before + 1 + task->window.after;
    met->n_notes = facts.n_cues < task->most_notes ? facts.n_cues : task->most_notes;
    met->mentions = take(arena, sizeof(Mention) * (u64)facts.n_named);
    met->pairs = take(arena, sizeof(u64[2]) * (u64)facts.n_insides);
    met->notes = take(arena, sizeof(Note) * (u64)met->n_notes);
    met->windows = take(arena, sizeof(u64) * met->n_notes * width);
    met->own = take(arena, met->n_notes * width);
    if (!has_grown(arena)) return false;
    find_company(task, &facts);
    write_mentions(task, &facts, met);
    write_pairs(task, &facts, met);
    write_notes(task, &facts, met);
    return true;
}
