/* Who is in a story, and what is told of them; `people.c`, `ties.c`, `presence.c` and `characters.c` work on this. */

#ifndef CHARACTERS_H
#define CHARACTERS_H

#include "cast.h"
#include "lexicon.h"
#include "numbering.h"
#include "signals.h"

#define MOST_PEOPLE 40
#define NOBODY ~0u
#define NONE ~0u

/* Any word that was mentioned. */
typedef struct {
    u32 classes;
    u32 first;     /* Its first mention. */
    u32 block_end; /* The word before which the first mention's block stops. */
    u32 shown;     /* The mention that shows how it is written. */
    u32 n_mentions, n_capitals, n_inside, n_after_place, n_before_verb;
    u32 leader, next; /* Words that are one person's are a chain: its first word, and the next. */
    u32 as_name, as_narrator; /* The people it stands for, or NOBODY. */
} Word;

typedef struct {
    u32 kind; /* NARRATOR, ROLE, or 0 of a name. */
    u32 leader;
    u32 n_mentions, n_after_place, n_before_verb;
    u32 first, last; /* Positions of the first and the last mention. */
    u32 begin, n_entries, n_met; /* Their entries, and how many mentions were met so far. */
} Person;

/* How often a passage mentions a person. */
typedef struct {
    u32 passage, n_mentions;
} Entry;

/* Whom a note speaks of, how strongly on which side of the word of death, and how often they were met up to it. */
typedef struct {
    u32 person, note, behind;
    double strengths[N_SIDES];
} Tie;

#define WORDS_SHOWN 3

/* What Python is told of a person besides their signals. */
typedef struct {
    u32 kind;
    u32 passage; /* The one that says most of their death, or NONE. */
    u32 n_shown;
    u32 spans[WORDS_SHOWN][2]; /* Offsets of their words in the text. */
} Shown;

typedef struct {
    Lexicon lexicon;
    const Mention *mentions; /* In reading order, as the pairs and the notes are. */
    u32 n_mentions;
    const u64 (*pairs)[2];
    u32 n_pairs;
    const Note *notes;
    const u64 *windows;
    const u8 *own;
    u32 n_notes, before, width;
    const u32 *blocks;    /* The word before which each block stops. */
    const u32 *bounds;    /* (n_passages + 1,), the first word of each passage, then the number of words. */
    const double *likely; /* (N_HEADS, n_passages), how likely each passage tells of what the head looks for. */
    u32 n_passages;
    Numbering met;    /* Words; (n_mentions,) and so are the next two. */
    Word *words;      /* By their numbers. */
    u32 *numbers;     /* Which word each mention is of. */
    Numbering beside; /* Pairs of names; (n_pairs,) and so is the next. */
    u32 *times;       /* How often each was met. */
    Entry *entries;   /* (MOST_PEOPLE * n_passages,), by person, then in reading order. */
    u32 *of_passage;  /* (n_passages,), how often each mentions anyone. */
    Tie *ties;        /* (N_SIDES * n_notes,), the notes rising. */
    u32 n_ties;
    Person *people;   /* (MOST_PEOPLE + 1,), the most mentioned first; the last for scratch. */
    Signals *signals; /* (MOST_PEOPLE,), in return, as all that follows. */
    Shown *shown;     /* (MOST_PEOPLE,) */
    u32 n_people;
} Describing;

/* `model/characters.py` makes room for as many bytes. */
_Static_assert(sizeof(Word) == 52 && sizeof(Person) == 40 && sizeof(Tie) == 40 && sizeof(Entry) == 8, "room");
_Static_assert(sizeof(Signals) == 98 * sizeof(double), "signals");

static inline double higher(double one, double other) { return one > other ? one : other; }

/* In the order in which `describe` calls them. */
void meet_people(Describing *task);
void tie_notes(Describing *task);
void follow_people(Describing *task);
void describe_presence(const Describing *task);
double log_of(double value);

#endif
