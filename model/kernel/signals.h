/* What the linear models are told of each character: `model.characters.SIGNALS`, in the same order. */

#ifndef SIGNALS_H
#define SIGNALS_H

enum { N_KINDS = 6, N_MOODS = 3 };
enum { SUBJECT, OBJECT, MEANT_BY_PRONOUN, N_SIDES };
enum { MAJOR, ANY, VIOLENCE, N_SUSPECTED };

/* What one head says of the passages that mention someone. */
typedef struct {
    double strongest;
    double three_strongest;
    double strongest_near_end_of_presence;
    double strongest_at_end_of_presence;
    double strongest_share;
    double three_strongest_shares;
    double lift;
    double share_of_darkest;
    double strongest_late;
    double strongest_share_late;
    double last_passage;
    double passage_after_last;
} OfDeath;

typedef struct {
    double told[N_KINDS][N_SIDES][N_MOODS];
    double final;
    double share;
    double rank;
    double present_early;
    double silent_end;
    double last_note;
    double is_narrator;
    double is_role;
    double like_place;
    double like_thing;
    double like_titled;
    double like_person;
    double passage[N_SUSPECTED];
    double leaves_major;
    double leaves_violence;
    OfDeath of_death[ANY + 1];
    double mentions;
    double share_of_mentions;
    double mentioned_in_last_tenth;
    double mentioned_in_first_tenth;
    double passages;
    double company_strongest;
    double company_three_strongest;
    double company_share;
    double company_share_any;
    double company_share_strongest;
} Signals;

enum { N_SIGNALS = sizeof(Signals) / sizeof(double) };

#endif
