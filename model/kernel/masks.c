/* Where words are whose letters are hidden: `censored.c` says which words they are, `initials.c` which are rather names.

   Marks hide letters between letters; stars alone hide the end of a word as well ("f***"), "$$" the end of "ass", "@"
   its beginning and "$" that of "shit". Whatever is searched from a word on is no longer than the longest masked word, so
   that no text is slow to read. */

#include "masks.h"

#include "initials.h"

enum {
    FEWEST_STARS = 3, /* At a word's end; fewer mostly close what Markdown sets in bold. */
    LINE_SEEN = 200,  /* Characters before a word in which bold that its stars may close is looked for. */
};

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
        stretch->codes[count] = '\n';
        stretch->places[count] = at;
    }
    stretch->n_seen = count;
}

/* Whether so many marks may be the first letters of a word: "@ss", "@$$hole", "$hit". */
static bool may_begin(Text text, u32 first_mark, u32 n_marks, u32 first_letter) {
    if (text.codes[first_mark] == '$') return n_marks == 1;
    return text.codes[first_mark] == '@' && (n_marks > 1 || byte_at(text, first_letter) == 's');
}

/* Where a word would start that has a letter here; `NONE` where it cannot: after an apostrophe's letter ("that's.it"), or
   where a mark joins it to letters before. */
static u32 start_of(Text text, u32 start) {
    u32 at = seen_before(text, start);
    if (at == NONE) return start;
    if (byte_at(text, at) == APOSTROPHE) return is_letter(byte_before(text, at)) ? NONE : start;
    if (byte_at(text, at) != MASK) return start;
    for (u32 run = 1; run < MOST_SEEN; run++) {
        u32 before = seen_before(text, at);
        u8 byte = before == NONE ? NEW_LINE : byte_at(text, before);
        if (is_letter(byte)) return NONE;
        if (byte != MASK) return byte != SENTENCE_END && may_begin(text, at, run, start) ? at : start;
        at = before;
    }
    return start;
}

/* Whether stars hide the end of a word. Three after more than a letter mostly close what is set in bold italics; two are
   enough where a short word is no other: "f**" could be any. */
static bool ends_in_stars(const Stretch *stretch, u32 length) {
    u32 n_stars = 0;
    while (n_stars < length && is_star(stretch->codes[length - n_stars - 1])) n_stars++;
    if (n_stars == 2) {
        for (u32 at = 0; at < length; at++)
            if (stretch->capitals[at]) return false;
        return length >= LEAST_LETTERS || stretch->bytes[0] == 'a';
    }
    return n_stars > FEWEST_STARS || (n_stars == FEWEST_STARS && length == n_stars + 1);
}

/* Whether marks hide the end of a word. */
static bool ends_in_marks(const Stretch *stretch, u32 length) {
    if (stretch->codes[length - 1] == '$' && stretch->codes[length - 2] == '$') return true;
    return ends_in_stars(stretch, length);
}

/* Whether a mark is among so many characters that could as well part sentences or an address ("d@mn.com"); "sh!t!You" is
   no doubt. */
static bool has_stop(const Stretch *stretch, u32 length) {
    for (u32 at = 0; at < length; at++)
        if (stretch->codes[at] == '@' || (stretch->bytes[at] == SENTENCE_END && stretch->codes[at] != '!')) return true;
    return false;
}

/* Whether a word may end in a stretch after so many characters: where no mark joins it to letters, and no digit follows.
   A full stop joins those that are parted by others ("e.g."). */
static bool may_end(const Stretch *stretch, u32 length) {
    u32 at = length;
    if (is_letter(stretch->bytes[at]) || is_digit(stretch->codes[at])) return false;
    if (stretch->bytes[at - 1] == SENTENCE_END) return false;
    if (stretch->bytes[at - 1] == MASK) return stretch->bytes[at] != MASK && ends_in_marks(stretch, length);
    while (at < stretch->n_seen && stretch->bytes[at] == MASK) at++;
    if (at > length) return !is_letter(stretch->bytes[at]);
    return at == stretch->n_seen || !is_letter(stretch->bytes[at + 1]) || !has_stop(stretch, length);
}

/* Whether two stars or more stand before a place in its line that hide the end of no word: others may close what they
   have set in bold. */
static bool follows_bold(Text text, u32 at) {
    u32 n_stars = 0;
    for (u32 seen = 0; seen < LINE_SEEN && (at = seen_before(text, at)) != NONE; seen++) {
        u8 byte = byte_at(text, at);
        if (text.codes[at] == '*') {
            n_stars++;
            continue;
        }
        if (n_stars > 1 && !is_letter(byte)) return true;
        if (byte == NEW_LINE) return false;
        n_stars = 0;
    }
    return n_stars > 1;
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

/* Whether a word ends in a stretch after so many characters, and what stands before it does not say that its marks are
   others. */
static bool is_masked(Text text, const Stretch *stretch, u32 length, u8 before, Plain *plain) {
    if (!may_end(stretch, length)) return false;
    if (before == SENTENCE_END && has_stop(stretch, length)) return false;
    if (before == MASK && stretch->bytes[length - 1] == MASK) return false;
    if (!find_plain(stretch, length, plain)) return false;
    if (is_star(stretch->codes[length - 1]) && follows_bold(text, stretch->places[0])) return false;
    /* "*A*s": the star closes what another has opened. */
    return before != MASK || (plain->length == length && length >= LEAST_LETTERS);
}

bool find_masked(Text text, Tokens tokens, u32 n_tokens, u32 piece, u32 n_done, Masked *masked) {
    u32 end = tokens.ends[piece];
    bool is_marked = end + 1 < text.n_codes && is_mark(byte_at(text, end)) && byte_at(text, end + 1) != ' ';
    if (!is_marked && byte_before(text, tokens.starts[piece]) != MASK) return false;
    u32 start = start_of(text, tokens.starts[piece]);
    if (start == NONE || (!is_marked && start == tokens.starts[piece])) return false;
    u32 place = seen_before(text, start);
    if (place != NONE && is_digit(text.codes[place])) return false;
    u8 before = byte_before(text, start);
    Stretch stretch;
    look(text, start, &stretch);
    u32 most = stretch.n_seen < TOKEN_BYTES ? stretch.n_seen : TOKEN_BYTES;
    for (u32 length = most; length > 1; length--)
        if (is_masked(text, &stretch, length, before, &masked->plain))
            return gather(&stretch, length, tokens, n_tokens, piece, masked) &&
                   !is_name(text, tokens, n_tokens, n_done, &stretch, length, masked->last);
    return false;
}
