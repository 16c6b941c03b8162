/* Whom the notes at words of death speak of; `model.notes` says how they are tied. */

#include "lexicon.h"

#define NOBODY ~0u

enum { SUBJECT, OBJECT, MEANT_BY_PRONOUN, N_SIDES };

typedef struct {
    u32 person;
    u32 note;
    double strengths[N_SIDES];
} Tie;

/* Whose each name is, with open addressing. */
typedef struct {
    u64 *words;
    u32 *owners;
    u32 bits;
} Owners;

typedef struct {
    Lexicon lexicon;
    const u64 *windows; /* (n_notes, width), the words around each word of death, which is in the column `before`. */
    const u8 *own;      /* The same shape: whether the word stands in the same sentence. */
    u32 n_notes, before, width;
    const u64 *names; /* (n_names,), all people's; of a name that two have, the first has it. */
    const u32 *people; /* (n_names,), in step with the names. */
    u32 n_names;
    u64 *places; /* (4 * n_names + 16,), for scratch. */
    u32 *owners; /* The same shape. */
    Tie *ties;   /* (3 * n_notes,), in return. */
    u32 n_ties;
} Tying;

static inline u32 place_of(Owners owners, u64 word) {
    u32 at = word >> (64 - owners.bits);
    while (owners.words[at] != NO_WORD && owners.words[at] != word) at = (at + 1) & ((1u << owners.bits) - 1);
    return at;
}

static Owners owners_of(const Tying *task) {
    Owners owners = {task->places, task->owners, 4};
    while (1u << owners.bits < 2 * task->n_names) owners.bits++;
    __builtin_memset(owners.words, NO_WORD, sizeof(u64) << owners.bits);
    for (u32 number = 0; number < task->n_names; number++) {
        u32 at = place_of(owners, task->names[number]);
        if (owners.words[at] == task->names[number]) continue;
        owners.words[at] = task->names[number];
        owners.owners[at] = task->people[number];
    }
    return owners;
}

static inline u32 owner_of(Owners owners, u64 word) {
    if (word == NO_WORD) return NOBODY;
    u32 at = place_of(owners, word);
    return owners.words[at] == word ? owners.owners[at] : NOBODY;
}

/* A person meant by a note counts the more, the nearer to the word of death they (or their pronoun) stand. */
static void add_tie(Tying *task, u32 note, u32 person, u32 side, u32 distance) {
    Tie *tie = task->ties + task->n_ties;
    for (Tie *other = tie; other > task->ties && other[-1].note == note; other--)
        if (other[-1].person == person) tie = other - 1;
    if (tie == task->ties + task->n_ties) {
        *tie = (Tie){.person = person, .note = note};
        task->n_ties++;
    }
    tie->strengths[side] = 1 / (1 + distance / 4.0);
}

static void tie_before(Tying *task, Owners owners, u32 note) {
    const u64 *window = task->windows + note * task->width;
    const u8 *own = task->own + note * task->width;
    u32 meant = NOBODY, subject = NOBODY, subject_at = 0, pronoun_at = 0;
    bool has_pronoun = false;
    for (u32 at = 0; at < task->before; at++) {
        u32 person = owner_of(owners, window[at]);
        if (person != NOBODY) meant = person;
        if (person != NOBODY && own[at]) subject = person, subject_at = at;
        if (own[at] && class_of(task->lexicon, window[at]) & PRONOUN) has_pronoun = true, pronoun_at = at;
    }
    u32 last = task->before - 1;
    if (subject != NOBODY && (!has_pronoun || subject_at >= pronoun_at))
        add_tie(task, note, subject, SUBJECT, last - subject_at);
    else if (has_pronoun && meant != NOBODY)
        add_tie(task, note, meant, MEANT_BY_PRONOUN, last - pronoun_at);
}

static void tie_after(Tying *task, Owners owners, u32 note) {
    for (u32 at = task->before + 1; at < task->width; at++) {
        u32 cell = note * task->width + at;
        u32 person = task->own[cell] ? owner_of(owners, task->windows[cell]) : NOBODY;
        if (person == NOBODY) continue;
        add_tie(task, note, person, OBJECT, at - task->before - 1);
        return;
    }
}

EXPORT(tie)
void tie(void) {
    Tying *task = (void *)desk;
    Owners owners = owners_of(task);
    task->n_ties = 0;
    for (u32 note = 0; note < task->n_notes; note++) {
        tie_before(task, owners, note);
        tie_after(task, owners, note);
    }
}
