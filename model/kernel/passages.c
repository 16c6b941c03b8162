/* From a text to the passages of its story: `model.passages` says where they end. */

#include "passages.h"

#define NOT_FOUND 0

/* Drop the words that lie between paragraphs (notes, scene breaks), and say before which token each paragraph ends. */
static u32 keep_story(const Story *story, Tokens tokens, u32 n_tokens, u32 *stops) {
    u32 from = 0, kept = 0;
    for (u32 number = 0; number < story->n_paragraphs; number++) {
        u32 start = story->paragraphs[number][0] - story->offset, end = story->paragraphs[number][1] - story->offset;
        while (from < n_tokens && tokens.starts[from] < start) from++;
        for (; from < n_tokens && tokens.starts[from] < end; from++, kept++)
            if (from != kept) move_token(tokens, from, kept);
        stops[number] = kept;
    }
    return kept;
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

/* Write where the passages of the tokens from `first` to `stop` end; return how many there are. */
static u32 cut_block(
    const Story *story, const u8 *ends_sentence, const u8 *ends_paragraph, u32 first, u32 stop, u32 *ends
) {
    u32 count = 0;
    while (stop - first > story->most) {
        u32 left = stop - first;
        u32 latest = first + (story->most < left - story->least ? story->most : left - story->least);
        u32 target = first + story->target < latest ? first + story->target : latest;
        u32 end = nearest_end(ends_paragraph, target, first + story->least, latest);
        if (end == NOT_FOUND) end = nearest_end(ends_sentence, target, first + story->least, latest);
        first = end == NOT_FOUND ? target : end;
        ends[count++] = first;
    }
    ends[count++] = stop;
    return count;
}

static void mark_ends(const u32 *stops, u32 n_stops, u8 *ends, u32 n_tokens) {
    __builtin_memset(ends, false, n_tokens);
    for (u32 number = 0; number < n_stops; number++)
        if (stops[number]) ends[stops[number] - 1] = true;
}

static void cut_blocks(
    const Story *story, Tokens tokens, const u32 *paragraph_stops, const u8 *ends_paragraph, Cut *cut
) {
    u32 first = 0;
    cut->n_passages = cut->n_stops = cut->bounds[0] = 0;
    for (u32 number = 0; number < story->n_blocks; number++) {
        Block block = story->blocks[number];
        u32 stop = block.stop ? paragraph_stops[block.stop - 1] : 0;
        if (stop == first) continue;
        u32 *ends = cut->bounds + cut->n_passages + 1;
        u32 count = cut_block(story, tokens.ends_sentence, ends_paragraph, first, stop, ends);
        for (u32 at = 0; at < count; at++) cut->chapters[cut->n_passages++] = block.chapter;
        cut->stops[cut->n_stops++] = first = stop;
    }
}

bool cut_story(Arena *arena, const Story *story, Tokens tokens, u32 *n_tokens, Cut *cut) {
    u64 most_passages = (u64)*n_tokens / story->least + story->n_blocks;
    u32 *paragraph_stops = take(arena, sizeof(u32) * (u64)story->n_paragraphs);
    u8 *ends_paragraph = take(arena, *n_tokens);
    cut->bounds = take(arena, sizeof(u32) * (most_passages + 1));
    cut->chapters = take(arena, sizeof(u32) * most_passages);
    cut->stops = take(arena, sizeof(u32) * (u64)story->n_blocks);
    if (!has_grown(arena)) return false;
    *n_tokens = keep_story(story, tokens, *n_tokens, paragraph_stops);
    mark_ends(paragraph_stops, story->n_paragraphs, ends_paragraph, *n_tokens);
    cut_blocks(story, tokens, paragraph_stops, ends_paragraph, cut);
    return true;
}
