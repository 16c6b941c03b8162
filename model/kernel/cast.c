/* Who is named in a story, and where it speaks of death; `model.characters` and `model.deaths` say what comes of it. */

#include "cast.h"
#include "lexicon.h"

typedef struct {
    u32 before, after;           /* Words noted to either side of a word of death. */
    u32 mood_before, mood_after; /* Words around it in which a word of mood counts. */
    u32 sentences;               /* Sentences back that a pronoun's meaning is looked for in. */
} Window;

typedef struct {
    void *tokens;
    u32 n_tokens;
    Lexicon lexicon;
    const u32 *blocks; /* (n_blocks,), the token before which each block stops. */
    u32 n_blocks;
    const u32 *bounds; /* The first token of each passage, then the number of tokens. */
    u32 offset, first_position, first_passage; /* What came before in the work. */
    Window window;
    u32 most_notes;
    u32 *classes;   /* (n_tokens,), for scratch, and so are the next three. */
    u32 *sentences; /* (n_tokens,) */
    u8 *inside;     /* (n_tokens,) */
    u64 *names;     /* (4 * n_tokens + 16,) */
    Mention *mentions; /* (n_tokens,), in return, as all that follows. */
    u64 (*pairs)[2];   /* (n_tokens, 2), neighbours that may be one name. */
    Note *notes;       /* (most_notes,) */
    u64 *windows;      /* (most_notes, before + 1 + after); NO_WORD where a word says nothing of it. */
    u8 *own;           /* The same shape: whether the word stands in the same sentence. */
    u32 n_mentions, n_pairs, n_notes;
} Meeting;

/* A run of tokens that nothing crosses. */
typedef struct {
    Meeting *task;
    Tokens tokens;
    u32 first, stop;
} Block;

static void classify(const Block *block) {
    const Tokens *tokens = &block->tokens;
    for (u32 at = block->first; at < block->stop; at++) {
        bool is_first = at == block->first;
        bool after_stop = is_first || tokens->ends_sentence[at - 1];
        block->task->classes[at] = class_of(block->task->lexicon, tokens->words[at]);
        block->task->sentences[at] = is_first ? 0 : block->task->sentences[at - 1] + after_stop;
        block->task->inside[at] = tokens->capitals[at] && !after_stop && tokens->starts[at] - tokens->ends[at - 1] == 1;
    }
}

/* The words that have a capital inside a sentence of the block, as a set with open addressing. */
typedef struct {
    u64 *words;
    u32 bits;
} Names;

static inline u64 *place_of(Names names, u64 word) {
    u32 mask = (1u << names.bits) - 1, at = word >> (64 - names.bits);
    while (names.words[at] != NO_WORD && names.words[at] != word) at = (at + 1) & mask;
    return names.words + at;
}

static Names names_of(const Block *block) {
    u32 count = 0;
    for (u32 at = block->first; at < block->stop; at++) count += block->task->inside[at];
    Names names = {block->task->names, 4};
    while (1u << names.bits < 2 * count) names.bits++;
    __builtin_memset(names.words, NO_WORD, sizeof(u64) << names.bits);
    for (u32 at = block->first; at < block->stop; at++)
        if (block->task->inside[at]) *place_of(names, block->tokens.words[at]) = block->tokens.words[at];
    return names;
}

static Mention mention_of(const Block *block, u32 at) {
    const Meeting *task = block->task;
    const Tokens *tokens = &block->tokens;
    return (Mention){
        .word = tokens->words[at],
        .position = task->first_position + at,
        .start = task->offset + tokens->starts[at],
        .end = task->offset + tokens->ends[at],
        .capital = tokens->capitals[at],
        .inside = task->inside[at],
        .after_place = at > block->first && task->classes[at - 1] & BEFORE_PLACE,
        .before_verb = at + 1 < block->stop && task->classes[at + 1] & AFTER_PERSON,
    };
}

static void meet_names(const Block *block) {
    Meeting *task = block->task;
    Names names = names_of(block);
    for (u32 at = block->first; at < block->stop; at++) {
        u64 word = block->tokens.words[at];
        /* The narrator speaks outside quotation marks; inside them anyone says "I". */
        bool is_quoted = task->classes[at] & NARRATOR && block->tokens.spoken[at];
        if ((task->classes[at] & (NARRATOR | ROLE) || *place_of(names, word) == word) && !is_quoted)
            task->mentions[task->n_mentions++] = mention_of(block, at);
        if (task->inside[at] && block->tokens.capitals[at - 1]) {
            task->pairs[task->n_pairs][0] = block->tokens.words[at - 1];
            task->pairs[task->n_pairs++][1] = word;
        }
    }
}

/* Copy the words around a word of death; what follows its sentence says nothing of it. */
static void look_around(const Block *block, u32 cue, u64 *window, u8 *own) {
    const Meeting *task = block->task;
    u32 width = task->window.before + 1 + task->window.after;
    for (u32 column = 0; column < width; column++) {
        u32 at = cue + column - task->window.before; /* Wraps around where it would be below zero. */
        bool is_there = cue + column >= block->first + task->window.before && at < block->stop;
        u32 ago = is_there ? task->sentences[cue] - task->sentences[at] : ~0u;
        window[column] = ago <= task->window.sentences ? block->tokens.words[at] : NO_WORD;
        own[column] = ago == 0;
    }
}

static u32 mood_of(const Block *block, u32 cue, const u8 *own) {
    const Window *window = &block->task->window;
    for (u32 column = window->before - window->mood_before; column < window->before + window->mood_after; column++)
        if (own[column] && block->task->classes[cue + column - window->before] & IRREALIS) return 1;
    return block->tokens.spoken[cue] ? 2 : 0;
}

static void take_notes(const Block *block, u32 passage) {
    Meeting *task = block->task;
    u32 width = task->window.before + 1 + task->window.after;
    for (u32 at = block->first; at < block->stop && task->n_notes < task->most_notes; at++) {
        if (task->classes[at] < FIRST_CUE) continue;
        while (task->bounds[passage + 1] <= at) passage++;
        u8 *own = task->own + task->n_notes * width;
        look_around(block, at, task->windows + task->n_notes * width, own);
        task->notes[task->n_notes++] = (Note){
            .position = task->first_position + at,
            .passage = task->first_passage + passage,
            .kind = task->classes[at] / FIRST_CUE - 1,
            .mood = mood_of(block, at, own),
        };
    }
}

EXPORT(meet)
void meet(void) {
    Meeting *task = (void *)desk;
    Block block = {.task = task, .tokens = tokens_at(task->tokens, task->n_tokens)};
    u32 passage = 0;
    task->n_mentions = task->n_pairs = task->n_notes = 0;
    for (u32 number = 0; number < task->n_blocks; number++) {
        block.stop = task->blocks[number];
        classify(&block);
        meet_names(&block);
        while (task->bounds[passage] < block.first) passage++;
        take_notes(&block, passage);
        block.first = block.stop;
    }
}
