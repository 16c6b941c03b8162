/* From a text to the passages of its story: `model.passages` says where they end. */

#include "kernel.h"

#define NOT_FOUND 0

typedef struct {
    u32 least, most, target; /* Words of a passage. */
} Length;

static void move(Tokens tokens, u32 from, u32 to) {
    tokens.words[to] = tokens.words[from];
    tokens.starts[to] = tokens.starts[from];
    tokens.ends[to] = tokens.ends[from];
    tokens.ends_sentence[to] = tokens.ends_sentence[from];
    tokens.capitals[to] = tokens.capitals[from];
    tokens.spoken[to] = tokens.spoken[from];
}

/* Drop the words that lie between paragraphs (notes, scene breaks), and say before which token each paragraph ends. */
static void keep_story(Tokens tokens, u32 n_tokens, const u32 (*paragraphs)[2], u32 n_paragraphs, u32 *stops) {
    u32 from = 0, kept = 0;
    for (u32 paragraph = 0; paragraph < n_paragraphs; paragraph++) {
        while (from < n_tokens && tokens.starts[from] < paragraphs[paragraph][0]) from++;
        for (; from < n_tokens && tokens.starts[from] < paragraphs[paragraph][1]; from++, kept++)
            if (from != kept) move(tokens, from, kept);
        stops[paragraph] = kept;
    }
}

/* The place nearest to the target after which something ends, the earlier of two as near; `ends[i]` tells of the word
   before place i + 1. */
static u32 nearest_end(const u8 *ends, u32 target, u32 earliest, u32 latest) {
    u32 furthest = latest - target > target - earliest ? latest - target : target - earliest;
    for (u32 away = 0; away <= furthest; away++) {
        if (target - earliest >= away && ends[target - away - 1]) return target - away;
        if (latest - target >= away && ends[target + away - 1]) return target + away;
    }
    return NOT_FOUND;
}

/* Write the bounds of the passages of the tokens from `first` to `stop` after the bound before; return how many. */
static u32 cut(const u8 *ends_sentence, const u8 *ends_paragraph, u32 first, u32 stop, Length length, u32 *bounds) {
    u32 count = 0;
    while (stop - first > length.most) {
        u32 left = stop - first;
        u32 latest = first + (length.most < left - length.least ? length.most : left - length.least);
        u32 target = first + length.target < latest ? first + length.target : latest;
        u32 end = nearest_end(ends_paragraph, target, first + length.least, latest);
        if (end == NOT_FOUND) end = nearest_end(ends_sentence, target, first + length.least, latest);
        first = end == NOT_FOUND ? target : end;
        bounds[count++] = first;
    }
    bounds[count++] = stop;
    return count;
}

typedef struct {
    Text text;
    void *tokens;                 /* Room for `capacity` tokens, as for `tokenize`; in return those of the story. */
    u32 capacity;
    const u32 (*paragraphs)[2];   /* (n_paragraphs, 2), offsets into the text, rising. */
    u32 n_paragraphs;
    u32 *piece_stops;             /* (n_pieces,), the paragraph before which each run of paragraphs stops that no passage
                                     crosses; in return the token before which it does. */
    u32 n_pieces;
    Length length;
    u32 *paragraph_stops;         /* (n_paragraphs,), for scratch. */
    u8 *ends_paragraph;           /* (capacity,), for scratch. */
    u32 *bounds;                  /* In return the first token of each passage, then the number of tokens. */
    u32 *n_passages;              /* (n_pieces,), in return. */
} Cutting;

static void mark_ends(const u32 *stops, u32 n_stops, u8 *ends, u32 n_tokens) {
    __builtin_memset(ends, false, n_tokens);
    for (u32 number = 0; number < n_stops; number++)
        if (stops[number]) ends[stops[number] - 1] = true;
}

EXPORT(cut_story)
void cut_story(void) {
    Cutting *task = (void *)desk;
    Tokens tokens = tokens_at(task->tokens, task->capacity);
    u32 n_tokens = tokenize(task->text, tokens), first = 0, *bounds = task->bounds;
    keep_story(tokens, n_tokens, task->paragraphs, task->n_paragraphs, task->paragraph_stops);
    mark_ends(task->paragraph_stops, task->n_paragraphs, task->ends_paragraph, n_tokens);
    *bounds++ = 0;
    for (u32 piece = 0; piece < task->n_pieces; piece++) {
        u32 stop = task->paragraph_stops[task->piece_stops[piece] - 1], count = 0;
        if (stop > first) count = cut(tokens.ends_sentence, task->ends_paragraph, first, stop, task->length, bounds);
        task->piece_stops[piece] = first = stop;
        task->n_passages[piece] = count;
        bounds += count;
    }
}
