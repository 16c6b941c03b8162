/* Who matters in a story, and what speaks for their death: everyone's signals; `signals.h` lists them. */

#include "work.h"

#define EARLY 0.2

/* How much a note counts, by kind of word and by mood, when one passage is chosen to show and for what is summed up
   over kinds and moods; the linear models weigh each kind and mood by themselves besides. */
static const double STRENGTH_OF_KIND[N_KINDS] = {1.0, 0.8, 0.8, 0.5, 0.5, 0.2};
static const double REALITY_OF_MOOD[N_MOODS] = {1.0, 0.2, 0.6};

/* What one note says of one person. */
static void tell(const Work *work, const Tie *tie, double *most_telling) {
    const Note *note = work->notes + tie->note;
    Signals *signals = work->signals + tie->person;
    double strength = 0, behind = (double)tie->behind / work->people[tie->person].n_mentions;
    for (u32 side = 0; side < N_SIDES; side++) {
        strength += tie->strengths[side];
        signals->told[note->kind][side][note->mood] += tie->strengths[side];
    }
    strength *= STRENGTH_OF_KIND[note->kind] * REALITY_OF_MOOD[note->mood];
    double likely = work->likely[MAJOR * work->n_passages + note->passage], telling = strength * behind * (0.2 + likely);
    signals->final = higher(signals->final, strength * behind * behind * (0.3 + likely));
    signals->last_note = (double)note->position / work->bounds[work->n_passages];
    for (u32 head = 0; head < N_SUSPECTED; head++) {
        double certain = work->likely[head * work->n_passages + note->passage] * (strength < 1 ? strength : 1);
        signals->passage[head] = higher(signals->passage[head], certain);
    }
    if (work->shown[tie->person].passage != NONE && telling <= most_telling[tie->person]) return;
    most_telling[tie->person] = telling;
    work->shown[tie->person].passage = note->passage;
}

static void describe_person(const Work *work, u32 number) {
    const Person *person = work->people + number;
    Signals *signals = work->signals + number;
    double n_words = work->bounds[work->n_passages], n_mentions = person->n_mentions;
    /* The passage in which they are last met; a narrator is never gone. */
    u32 leaves = work->entries[person->begin + person->n_entries - 1].passage;
    if (person->kind == NARRATOR) leaves = work->n_passages - 1;
    for (double *told = signals->told[0][0]; told < &signals->final; told++)
        if (*told) *told = log_of(1 + *told);
    signals->share = n_mentions / work->people[0].n_mentions;
    signals->rank = 1.0 / (1 + number);
    signals->present_early = person->first < EARLY * n_words;
    signals->silent_end = 1 - person->last / n_words;
    signals->is_narrator = person->kind == NARRATOR;
    signals->is_role = person->kind == ROLE;
    signals->like_place = person->n_after[AFTER_PLACE_WORD] / n_mentions;
    signals->like_thing = person->n_after[AFTER_ARTICLE] / n_mentions;
    signals->like_titled = person->n_after[AFTER_TITLE] / n_mentions;
    signals->like_person = person->n_before_verb / n_mentions;
    signals->leaves_major = work->likely[MAJOR * work->n_passages + leaves];
    signals->leaves_violence = work->likely[VIOLENCE * work->n_passages + leaves];
}

void describe_characters(Work *work) {
    double most_telling[MOST_PEOPLE] = {0};
    __builtin_memset(work->signals, 0, work->n_people * sizeof(Signals));
    for (u32 tie = 0; tie < work->n_ties; tie++) tell(work, work->ties + tie, most_telling);
    for (u32 number = 0; number < work->n_people; number++) describe_person(work, number);
    describe_presence(work);
}
