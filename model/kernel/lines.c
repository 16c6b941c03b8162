/* Where the lines of a text are; `model.documents.lines` says what becomes of them. */

#include "bytes.h"
#include "kernel.h"

enum { LINE_FEED = 10, CARRIAGE_RETURN = 13 };

typedef struct {
    u32 start, end; /* Without the white space around the line. */
    u32 number;     /* Blank lines count, too. */
    u32 indent;
    u8 first, last; /* Its outermost characters. */
} Line;

typedef struct {
    u8 *text; /* (n_bytes + PADDING,), a byte a character, in Latin-1. */
    u32 n_bytes;
    Line *lines; /* Room for one every two bytes begun, and one; in return those that are not blank. */
    u32 n_lines, n_breaks; /* In return. */
} Lining;

static inline bool is_space(u8 byte) {
    return byte <= ' ' ? byte >= 28 || (byte >= 9 && byte <= 13) : byte == 0x85 || byte == 0xA0;
}

static void close_line(Lining *task, u32 open, u32 close) {
    u32 start = open, end = close;
    while (start < end && is_space(task->text[start])) start++;
    while (start < end && is_space(task->text[end - 1])) end--;
    if (start == end) return;
    task->lines[task->n_lines++] =
        (Line){start, end, task->n_breaks, start - open, task->text[start], task->text[end - 1]};
}

EXPORT(find_lines)
void find_lines(void) {
    Lining *task = (void *)desk;
    const u8 *text = task->text;
    u32 open = 0;
    task->n_lines = task->n_breaks = 0;
    __builtin_memset(task->text + task->n_bytes, 0, PADDING);
    for (u32 at = 0; at < task->n_bytes; at += 64) {
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
    close_line(task, open, task->n_bytes);
}
