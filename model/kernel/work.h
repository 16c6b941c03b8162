/* A whole work, of which all files that include this tell something. */

#ifndef WORK_H
#define WORK_H

#include "cast.h"
#include "functions.h"
#include "highest.h"
#include "judging.h"
#include "lexicon.h"
#include "numbering.h"
#include "signals.h"

enum { N_PARTS = 3 }; /* Of a work, that are looked at by themselves; see `pooling.c`. */

#define MOST_PEOPLE 40
#define NOBODY ~0u
#define UNLIKELY -6       /* Log-odds of what no head speaks for. */
#define LEAST_LIKELY 1e-3 /* Added to a probability before its logarithm is taken, as in `model.judging`. */

/* Any word that was mentioned. */
typedef struct {
    u32 classes;
    u32 first;     /* Its first mention. */
    u32 block_end; /* The word before which the first mention's block stops. */
    u32 shown;     /* The mention that shows how it is written. */
    u32 n_mentions, n_capitals, n_inside, n_before_verb;
    u32 n_after[N_WORDS_BEFORE];
    u32 before, after; /* The pairs that it makes with the names that stand most often before and after it, or NONE. */
    u32 leader, next; /* Words that are one person's are a chain: its first word, and the next. */
    u32 as_name, as_narrator; /* The people it stands for, or NOBODY. */
} Word;

typedef struct {
    u32 kind; /* NARRATOR, ROLE, or 0 of a name. */
    u32 leader;
    u32 n_mentions, n_before_verb;
    u32 n_after[N_WORDS_BEFORE];
    u32 first, last; /* Positions of the first and the last mention. */
    u32 begin, n_entries, n_met; /* Their entries, and how many mentions were met so far. */
} Person;

/* How often a passage mentions a person, what the words beside the mentions say of their death, and what share of a death
   in the passage falls to them. */
typedef struct {
    u32 passage, n_mentions;
    f32 said, share;
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
    Room room;
    Lexicon lexicon;
    const Mention *mentions; /* (n_mentions,), in reading order, as the pairs and the notes are. */
    u32 n_mentions;
    const u64 (*pairs)[2]; /* (n_pairs, 2), neighbours that may be one name. */
    u32 n_pairs;
    const Note *notes;  /* (n_notes,) */
    const u64 *windows; /* (n_notes, width), the words around each note's, which is in the column `before`. */
    const u8 *own;      /* The same shape: whether the word stands in the same sentence. */
    u32 n_notes, before, width;
    const u32 *blocks;   /* The word before which each block stops. */
    const u32 *bounds;   /* (n_passages + 1,), the first word of each passage, then the number of words. */
    const u8 *english;   /* (n_passages,), whether each passage is. */
    const f32 *log_odds; /* (n_passages, n_heads) */
    u32 n_passages, n_heads;
    u32 columns[N_SUSPECTED]; /* Those of `MAJOR`, `ANY` and `VIOLENCE`, or NONE of a head that there is not. */
    Judge judge;
    /* In return: */
    Signals *signals; /* (n_people,), the most mentioned first. */
    Shown *shown;     /* (n_people,) */
    u32 n_people;
    double *strongest; /* (N_PARTS, n_heads), the mean of the highest log-odds of English passages, or the highest. */
    double (*told)[N_TOLD]; /* (n_heads,), what the heads' models are told; who dies, only where it is judged. */
    u32 n_english_words;
    double *farewells; /* (n_passages,), how much of whoever may die in each has been told by then, 0 to 1. */
    Judgement judged;
    /* For scratch: */
    u32 n_english;    /* Passages. */
    Highest *highest; /* (n_heads,) */
    double *major;    /* (n_passages,), log-odds that each tells of a major death, seen with its neighbours. */
    double *likely;   /* (N_SUSPECTED, n_passages), how likely each passage tells of what the head looks for. */
    Numbering met;    /* Words. */
    Word *words;      /* By their numbers. */
    u32 *numbers;     /* (n_mentions,), which word each is of. */
    Numbering beside; /* Pairs of names. */
    u32 *times;       /* By their numbers, how often each was met. */
    Tie *ties;        /* (n_ties,), the notes rising. */
    u32 n_ties;
    Entry *entries;  /* By person, then in reading order. */
    u32 *of_passage; /* (n_passages,), how often each mentions anyone. */
    double *pull;    /* (n_passages,), how strongly all who are in each draw a death to them. */
    Person *people;  /* (MOST_PEOPLE + 1,), in step with the signals; the last is whoever was ranked last. */
} Work;

_Static_assert(sizeof(Work) <= sizeof desk, "the work does not fit on the desk");

/* What a passage's own words say of `MAJOR`, `ANY` or `VIOLENCE`. */
static inline f32 score_of(const Work *work, u32 passage, u32 which) {
    u32 column = work->columns[which];
    return column == NONE ? UNLIKELY : work->log_odds[passage * work->n_heads + column];
}

/* A work of no more English passages than are pooled is told by the strongest, each as it says by itself. */
static inline bool is_brief(const Work *work) { return work->n_english && work->n_english <= N_HIGHEST; }

/* Sum a work up; false where there is too little memory. */
bool take_summary(Arena *arena, Work *work);

/* Judge what was summed up; false where there is too little memory. */
bool take_judgement(Arena *arena, Work *work);

/* In the order in which they are called. */
void meet_people(Work *work);
void tie_notes(Work *work);
void follow_people(Work *work);
void take_leave(const Work *work);
void see_neighbours(const Work *work);
void pool(const Work *work);
void tell_heads(const Work *work);
void describe_characters(Work *work);
void describe_presence(const Work *work);

#endif
