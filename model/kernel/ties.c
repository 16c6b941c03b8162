/* Whom the notes at words of death speak of.

   A note is tied to the people named nearest: the subject before the word, the object after it, or whoever a pronoun
   before it means. */

#include "work.h"

static inline u32 owner_of(const Work *work, u64 name) {
    u32 number = name == NO_WORD ? NOT_MET : find_number(&work->met, name);
    if (number == NOT_MET) return NOBODY;
    const Word *word = work->words + number;
    return word->as_name < word->as_narrator ? word->as_name : word->as_narrator;
}

/* A person meant by a note counts the more, the nearer to the word of death they (or their pronoun) stand. */
static void add_tie(Work *work, u32 note, u32 person, u32 side, u32 distance) {
    Tie *tie = work->ties + work->n_ties;
    for (Tie *other = tie; other > work->ties && other[-1].note == note; other--)
        if (other[-1].person == person) tie = other - 1;
    if (tie == work->ties + work->n_ties) {
        *tie = (Tie){.person = person, .note = note};
        work->n_ties++;
    }
    tie->strengths[side] = 1 / (1 + distance / 4.0);
}

/* Backwards from the word of death: the nearest person is the subject, unless a pronoun stands between that may mean
   them. */
static void tie_before(Work *work, u32 note) {
    const u64 *window = work->windows + note * work->width;
    const u8 *own = work->own + note * work->width;
    u32 pronoun = 0, last = work->before - 1; /* Columns; that of the pronoun and one, or 0 without one. */
    for (u32 at = work->before; at-- > 0 && (own[at] || pronoun);) {
        u32 person = owner_of(work, window[at]);
        if (person != NOBODY) {
            if (pronoun) add_tie(work, note, person, MEANT_BY_PRONOUN, last - (pronoun - 1));
            else add_tie(work, note, person, SUBJECT, last - at);
            return;
        }
        if (!pronoun && class_of(work->lexicon, window[at]) & PRONOUN) pronoun = at + 1;
    }
}

static void tie_after(Work *work, u32 note) {
    const u64 *window = work->windows + note * work->width;
    const u8 *own = work->own + note * work->width;
    for (u32 at = work->before + 1; at < work->width && own[at]; at++) {
        u32 person = owner_of(work, window[at]);
        if (person == NOBODY) continue;
        add_tie(work, note, person, OBJECT, at - work->before - 1);
        return;
    }
}

void tie_notes(Work *work) {
    work->n_ties = 0;
    for (u32 note = 0; note < work->n_notes; note++) {
        tie_before(work, note);
        tie_after(work, note);
    }
}
