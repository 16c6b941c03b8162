/* Where words are whose letters are hidden: `censored.c` says which words they are.

   Marks hide letters between letters; stars alone hide the end of a word as well ("f***"), "$$" the end of "ass", and "@"
   its beginning. Whatever is searched from a word on is no longer than the longest masked word, so that no text is slow
   to read. */

#include "masks.h"

enum { FEWEST_STARS = 3 }; /* At a word's end; fewer mostly close what Markdown sets in bold. */

static u8 byte_at(Text text, u32 at) { return text.characters->folded[code_of(text.codes[at])]; }

static bool is_capital(Text text, u32 at) { return text.characters->is_capital[code_of(text.codes[at])]; }

/* The last place before another of which something is seen. */
static u32 seen_before(Text text, u32 at) {
    while (at > 0)
        if (byte_at(text, --at) != UNSEEN) return at;
    return NONE;
}

static u8 byte_before(Text text, u32 at) {
    u32 before = seen_before(text, at);
    return before == NONE ? NEW_LINE : byte_at(text, before);
}

static bool is_mark(u8 byte) { return byte == MASK || byte == SENTENCE_END; }

static void look(Text text, u32 at, Stretch *stretch) {
    u32 count = 0;
    for (; at < text.n_codes; at++) {
        u8 byte = byte_at(text, at);
        if (byte == UNSEEN) continue;
        stretch->bytes[count] = byte;
        stretch->codes[count] = text.codes[at];
        stretch->capitals[count] = is_capital(text, at);
        stretch->places[count] = at;
        if (count == MOST_SEEN || !(is_letter(byte) || is_mark(byte))) break;
        count++;
    }
    if (at == text.n_codes) {
        stretch->bytes[count] = NEW_LINE;
        stretch->places[count] = at;
    }
    stretch->n_seen = count;
}

/* Where a word would start that begins with a piece; `NONE` where it cannot: after an apostrophe's letter ("that's.it"),
   or where a mark joins it to letters before. */
static u32 start_of(Text text, Tokens tokens, u32 piece) {
    u32 start = tokens.starts[piece], at = seen_before(text, start);
    if (at == NONE) return start;
    if (byte_at(text, at) == APOSTROPHE) return piece && tokens.ends[piece - 1] == at ? NONE : start;
    if (byte_at(text, at) != MASK) return start;
    bool is_first_letter = text.codes[at] == '@' && byte_at(text, start) == 's';
    for (u32 run = 1; run < MOST_SEEN; run++) {
        u32 before = seen_before(text, at);
        u8 byte = before == NONE ? NEW_LINE : byte_at(text, before);
        if (is_letter(byte)) return NONE;
        if (byte != MASK) return is_first_letter && run == 1 && byte != SENTENCE_END ? at : start;
        at = before;
    }
    return start;
}

/* "Count S***", "Mr. B****": a capital by itself inside a sentence, but not where all are capitals. */
static bool is_initial(Text text, Tokens tokens, u32 piece) {
    u32 start = tokens.starts[piece], before = seen_before(text, start);
    if (!piece || before == NONE || text.codes[before] != ' ' || !is_capital(text, start)) return false;
    u32 last = seen_before(text, tokens.ends[piece - 1]);
    if (is_capital(text, last) && last > tokens.starts[piece - 1]) return false;
    return !tokens.ends_sentence[piece - 1] || tokens.capitals[piece - 1];
}

/* Whether stars hide the end of a word. Three after more than a letter mostly close what is set in bold italics. */
static bool ends_in_stars(const Stretch *stretch, u32 length) {
    u32 n_marks = 0;
    while (n_marks < length && stretch->bytes[length - n_marks - 1] == MASK) n_marks++;
    const u32 *marks = stretch->codes + length - n_marks;
    if (n_marks == 2 && marks[0] == '$' && marks[1] == '$') return true;
    for (u32 at = 0; at < n_marks; at++)
        if (!is_star(marks[at])) return false;
    return n_marks > FEWEST_STARS || (n_marks == FEWEST_STARS && length == n_marks + 1);
}

/* Whether a stop is among so many characters that could as well part sentences; "sh!t!You" is no doubt. */
static bool has_stop(const Stretch *stretch, u32 length) {
    for (u32 at = 0; at < length; at++)
        if (stretch->bytes[at] == SENTENCE_END && stretch->codes[at] != '!') return true;
    return false;
}

/* Whether a word may end in a stretch after so many characters: where no mark joins it to letters. A full stop joins
   those that are parted by others ("e.g."). */
static bool may_end(const Stretch *stretch, u32 length) {
    u32 at = length;
    if (is_letter(stretch->bytes[at])) return false;
    if (stretch->bytes[at - 1] == SENTENCE_END) return false;
    if (stretch->bytes[at - 1] == MASK) return stretch->bytes[at] != MASK && ends_in_stars(stretch, length);
    while (at < stretch->n_seen && stretch->bytes[at] == MASK) at++;
    if (at > length) return !is_letter(stretch->bytes[at]);
    return at == stretch->n_seen || !is_letter(stretch->bytes[at + 1]) || !has_stop(stretch, length);
}

/* Take the pieces of a word together; false where the last goes on after it ("f*ck'd"). */
static bool gather(const Stretch *stretch, u32 length, Tokens tokens, u32 n_tokens, u32 piece, Masked *masked) {
    u32 last = piece, last_place = stretch->places[length - 1];
    while (last + 1 < n_tokens && tokens.starts[last + 1] <= last_place) last++;
    masked->start = tokens.starts[piece] < stretch->places[0] ? tokens.starts[piece] : stretch->places[0];
    masked->end = last_place < tokens.ends[last] ? tokens.ends[last] : last_place + 1;
    masked->last = last;
    masked->ends_sentence = stretch->bytes[length] == SENTENCE_END;
    return tokens.ends[last] <= stretch->places[length];
}

/* Whether a word ends in a stretch after so many characters, and nothing before it says that its marks are others. */
static bool is_masked(Text text, Tokens tokens, u32 piece, const Stretch *stretch, u32 length, Plain *plain) {
    if (!may_end(stretch, length)) return false;
    u8 before = byte_before(text, stretch->places[0]);
    if (before == SENTENCE_END && has_stop(stretch, length)) return false;
    if (stretch->bytes[length - 1] == MASK &&
        (before == MASK || (!is_letter(stretch->bytes[1]) && is_initial(text, tokens, piece))))
        return false;
    if (!find_plain(stretch, length, plain)) return false;
    /* "*A*s": the star closes what another has opened. */
    return before != MASK || (plain->length == length && length >= LEAST_LETTERS);
}

bool find_masked(Text text, Tokens tokens, u32 n_tokens, u32 piece, Masked *masked) {
    u32 end = tokens.ends[piece];
    bool is_marked = end + 1 < text.n_codes && is_mark(byte_at(text, end)) && byte_at(text, end + 1) != ' ';
    if (!is_marked && byte_before(text, tokens.starts[piece]) != MASK) return false;
    u32 start = start_of(text, tokens, piece);
    if (start == NONE || (!is_marked && start == tokens.starts[piece])) return false;
    Stretch stretch;
    look(text, start, &stretch);
    u32 most = stretch.n_seen < TOKEN_BYTES ? stretch.n_seen : TOKEN_BYTES;
    for (u32 length = most; length > 1; length--)
        if (is_masked(text, tokens, piece, &stretch, length, &masked->plain))
            return gather(&stretch, length, tokens, n_tokens, piece, masked);
    return false;
}
