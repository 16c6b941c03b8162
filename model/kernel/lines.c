/* Where the lines of a text are; `model.documents.lines` says what becomes of them. */

#include "arena.h"
#include "bytes.h"
#include "hints.h"

enum { LINE_FEED = 10, CARRIAGE_RETURN = 13 };

typedef struct {
    u64 start, end; /* Without the white space around the line. */
    u32 indent;
    u8 after_gap;   /* Whether a blank line stands before it. */
    u8 first, last; /* Its outermost characters. */
    u8 hints;       /* What it may be. */
} Line;

typedef struct {
    Room room;
    u8 *text;         /* (n_codes + PADDING,), a byte a character, in Latin-1; none where there are codes. */
    const u32 *codes; /* (n_codes,), the text's code points, where it has others. */
    u32 n_codes;
    const u8 *latin;  /* (N_CODES,), what stands for each of them. */
    Openings openings;
    u32 offset;       /* Where the text begins in the work. */
    u32 n_breaks_before; /* Since the last line that was not blank. */
    u32 n_breaks;     /* In return, and so is what follows: the same at the text's end. */
    Line *lines;      /* The lines that are not blank. */
    u32 n_lines;
} Lining;

static bool take_room(Lining *task) {
    Arena arena = {task->room.free};
    if (task->codes) task->text = take(&arena, (u64)task->n_codes + PADDING);
    /* A line for every two codes begun, and one: the most that there can be. */
    task->lines = take(&arena, sizeof(Line) * ((u64)task->n_codes / 2 + 1));
    if (!has_grown(&arena)) return false;
    task->room.used = arena.next;
    return true;
}

#define LAST_OF_LATIN 0xFF

/* Code points as bytes: those of Latin-1 sixteen at once, others one by one. */
static void write_latin(const Lining *task) {
    const u32 *codes = task->codes;
    u8 *text = task->text;
    u32 at = 0, others;
    for (; at + AT_ONCE <= task->n_codes; at += AT_ONCE) {
        wasm_v128_store(text + at, narrow(codes + at, LAST_OF_LATIN, &others));
        write_others(codes + at, others, task->latin, text + at);
    }
    for (; at < task->n_codes; at++) text[at] = task->latin[code_of(codes[at])];
}

static void close_line(Lining *task, u32 open, u32 close) {
    const u8 *text = task->text;
    u32 start = open, end = close;
    while (start < end && is_space(text[start])) start++;
    while (start < end && is_space(text[end - 1])) end--;
    if (start == end) return;
    task->lines[task->n_lines++] = (Line){
        .start = task->offset + start,
        .end = task->offset + end,
        .indent = start - open,
        .after_gap = task->n_breaks > 1,
        .first = text[start],
        .last = text[end - 1],
        .hints = hints_of(task->openings, text, start, end),
    };
    task->n_breaks = 0;
}

EXPORT(find_lines)
void find_lines(void) {
    Lining *task = (void *)desk;
    if (!take_room(task)) {
        task->room.used = NO_MEMORY;
        return;
    }
    if (task->codes) write_latin(task);
    u8 *text = task->text;
    u32 open = 0;
    task->n_lines = 0;
    task->n_breaks = task->n_breaks_before;
    __builtin_memset(text + task->n_codes, 0, PADDING);
    for (u32 at = 0; at < task->n_codes; at += 64) {
        u64 breaks = MASK_OF(wasm_i8x16_eq, text + at, wasm_u8x16_splat(LINE_FEED));
        breaks |= MASK_OF(wasm_i8x16_eq, text + at, wasm_u8x16_splat(CARRIAGE_RETURN));
        for (; breaks; breaks &= breaks - 1) {
            u32 here = at + __builtin_ctzll(breaks);
            if (text[here] == CARRIAGE_RETURN && text[here + 1] == LINE_FEED) continue;
            close_line(task, open, here);
            open = here + 1;
            task->n_breaks++;
        }
    }
    close_line(task, open, task->n_codes);
}
