/* What a line may be besides prose, by how it begins. Most lines can be nothing else; whatever could be, the rules in
   `model.documents` look at with care. So none that they know may be passed over here, and a few too many do no harm. */

#include "bytes.h"
#include "hints.h"

/* A label's name ends within so many characters. */
#define LONGEST_LABEL 64

static bool has_label(const u8 *line, u32 length) {
    u64 ends = MASK_OF(wasm_i8x16_eq, line, wasm_u8x16_splat(':'));
    ends |= MASK_OF(wasm_i8x16_eq, line, wasm_u8x16_splat('='));
    ends |= MASK_OF(wasm_i8x16_eq, line, wasm_u8x16_splat('|'));
    return (length < LONGEST_LABEL ? ends & (((u64)1 << length) - 1) : ends) != 0;
}

static u32 skip_marks(Openings openings, const u8 *text, u32 at, u32 end) {
    while (at < end && !openings.is_word[text[at]]) at++;
    return at;
}

/* "IV.", "I: The Cliff", "- x -", but not "I went". */
static bool is_numeral(Openings openings, const u8 *text, u32 start, u32 end) {
    u32 at = start;
    for (; at < end; at++) {
        u8 letter = openings.folded[text[at]];
        if (letter != 'i' && letter != 'v' && letter != 'x' && letter != 'l' && letter != 'c') break;
    }
    if (at == start) return false;
    if (skip_marks(openings, text, at, end) == end) return true;
    return (text[at] == '.' || text[at] == ':' || text[at] == ')') && is_space(text[at + 1]);
}

/* "oOo", "x x x": the letters that scenes are parted with. */
static bool is_ornament(Openings openings, const u8 *text, u32 at, u32 end) {
    u8 letter = openings.folded[text[at]], next = openings.folded[text[at + 1]];
    if (letter != 'o' && letter != 'x') return false;
    return at + 1 == end || next == 'o' || next == 'x' || next == '0' || next == OTHER || !openings.is_word[next];
}

/* Openings with capitals have to stand as they are; the others stand in any case. */
static u8 hints_of_opening(Openings openings, const u8 *text) {
    u64 written = 0, folded = 0, known = 0;
    for (u32 at = 0; at < 8; at++) {
        written |= (u64)text[at] << 8 * at;
        folded |= (u64)openings.folded[text[at]] << 8 * at;
        known |= (u64)(text[at] == OTHER ? 0 : 0xFF) << 8 * at;
    }
    u32 letter = (u8)folded - 'a';
    u8 hints = 0;
    for (u32 which = openings.firsts[letter]; which < openings.firsts[letter + 1]; which++) {
        Opening opening = openings.openings[which];
        u64 mask = opening.mask & known;
        if (!((folded ^ opening.letters) & mask) || !((written ^ opening.letters) & mask)) hints |= opening.hints;
    }
    return hints;
}

u8 hints_of(Openings openings, const u8 *text, u32 start, u32 end) {
    u8 hints = has_label(text + start, end - start) ? HEADER : 0;
    u32 at = skip_marks(openings, text, start, end);
    if (at == end) return hints | SIGN;
    u8 first = openings.folded[text[at]];
    if (first == OTHER) return ANYTHING;
    if (first >= '0' && first <= '9') return hints | SIGN;
    if (first < 'a' || first > 'z') return hints;
    if (is_numeral(openings, text, at, end) || is_ornament(openings, text, at, end)) hints |= SIGN;
    return hints | hints_of_opening(openings, text + at);
}
