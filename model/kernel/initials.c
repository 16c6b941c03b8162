/* Which words with letters hidden are rather names: "Count S***", "Mr. S****y". */

#include "initials.h"

enum { FEWEST_OF_WORD = 3 }; /* Letters shown; of a name fewer are. */

/* In what letters a word is written; one capital says nothing. */
typedef enum { UNSAID, CAPITALS, OTHERS } Case;

static Case case_of(Text text, u32 start, u32 end) {
    u32 count = 0;
    for (u32 at = start; at < end; at++) {
        if (!is_letter(byte_at(text, at))) continue;
        if (!is_capital(text, at)) return OTHERS;
        count++;
    }
    return count > 1 ? CAPITALS : UNSAID;
}

/* Whether a sentence, a speech or a line ends between two places. */
static bool are_parted(Text text, u32 from, u32 to) {
    for (u32 at = from; at < to; at++)
        if (byte_at(text, at) <= STRAIGHT || byte_at(text, at) == SENTENCE_END) return true;
    return false;
}

/* Whether the words around a place show that all is written in capitals: "WHAT THE F***". */
static bool is_in_capitals(Text text, Tokens tokens, u32 n_tokens, u32 n_done, u32 start, u32 end, u32 next) {
    Case before = UNSAID, after = UNSAID;
    if (n_done && !are_parted(text, tokens.ends[n_done - 1], start))
        before = case_of(text, tokens.starts[n_done - 1], tokens.ends[n_done - 1]);
    if (next < n_tokens && !are_parted(text, end, tokens.starts[next]))
        after = case_of(text, tokens.starts[next], tokens.ends[next]);
    return before != OTHERS && after != OTHERS && (before == CAPITALS || after == CAPITALS);
}

static bool is_word(Text text, u32 start, u32 end, const char *word) {
    for (u32 at = start; at < end; at++)
        if (byte_at(text, at) != UNSEEN && byte_at(text, at) != (u8)*word++) return false;
    return !*word;
}

/* Whether a full stop after a word ends no sentence: "Mr.", "J." */
static bool is_abridged(Text text, u32 start, u32 end) {
    static const char *const TITLES[] = {"mr", "mrs", "ms", "dr", "st", "lt", "sgt", "col", "gen", "capt", "prof", "rev"};
    for (u32 which = 0; which < sizeof TITLES / sizeof *TITLES; which++)
        if (is_word(text, start, end, TITLES[which])) return true;
    return case_of(text, start, end) == UNSAID;
}

static bool is_blank(Text text, u32 at) {
    u32 code = text.codes[at];
    return code <= ' ' || code == 0xA0 || (code >= 0x2000 && code <= 0x200A) || code == 0x202F || code == 0x3000;
}

/* Whether a sentence begins at a place, as far as what stands before tells: a line alone may be broken anywhere. */
static bool begins_sentence(Text text, Tokens tokens, u32 n_done, u32 start) {
    u32 before = seen_before(text, start), n_lines = 0;
    if (!n_done || !is_blank(text, before)) return true;
    for (u32 at = tokens.ends[n_done - 1]; at < start; at++) {
        if (byte_at(text, at) == SENTENCE_END)
            return !is_abridged(text, tokens.starts[n_done - 1], tokens.ends[n_done - 1]);
        n_lines += text.codes[at] == '\n';
    }
    return n_lines > 1;
}

bool is_name(Text text, Tokens tokens, u32 n_tokens, u32 n_done, const Stretch *stretch, u32 length, u32 last) {
    u32 n_letters = 1, start = stretch->places[0];
    if (!stretch->capitals[0]) return false;
    for (u32 at = 1; at < length; at++) {
        bool is_shown = is_letter(stretch->bytes[at]);
        if (is_shown ? stretch->capitals[at] : !is_star(stretch->codes[at])) return false;
        n_letters += is_shown;
    }
    if (n_letters == 1) return !is_in_capitals(text, tokens, n_tokens, n_done, start, stretch->places[length], last + 1);
    return n_letters < FEWEST_OF_WORD && !begins_sentence(text, tokens, n_done, start);
}
