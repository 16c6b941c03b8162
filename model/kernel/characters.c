/* Who matters in a story, and what speaks for their death: everyone's signals; `signals.h` lists them. */

#include "characters.h"

#define EARLY 0.2

/* Added to the log-odds of passages. Calibrated, few passages are likely to tell of a death; among those of one work,
   what matters is which are likelier than the others. Chosen on works of left-out sources. */
#define SUSPICION 2
#define UNLIKELY -6 /* Log-odds of what no head speaks for. */

/* How much a note counts, by kind of word and by mood, when one passage is chosen to show and for what is summed up
   over kinds and moods; the linear models weigh each kind and mood by themselves besides. */
static const double STRENGTH_OF_KIND[N_KINDS] = {1.0, 0.8, 0.8, 0.5, 0.5, 0.2};
static const double REALITY_OF_MOOD[N_MOODS] = {1.0, 0.2, 0.6};

/* What one note says of one person. */
static void tell(const Describing *task, const Tie *tie, double *most_telling) {
    const Note *note = task->notes + tie->note;
    Signals *signals = task->signals + tie->person;
    double strength = 0, behind = (double)tie->behind / task->people[tie->person].n_mentions;
    for (u32 side = 0; side < N_SIDES; side++) {
        strength += tie->strengths[side];
        signals->told[note->kind][side][note->mood] += tie->strengths[side];
    }
    strength *= STRENGTH_OF_KIND[note->kind] * REALITY_OF_MOOD[note->mood];
    double likely = task->likely[MAJOR * task->n_passages + note->passage], telling = strength * behind * (0.2 + likely);
    signals->final = higher(signals->final, strength * behind * behind * (0.3 + likely));
    signals->last_note = (double)note->position / task->bounds[task->n_passages];
    for (u32 head = 0; head < N_HEADS; head++) {
        double certain = task->likely[head * task->n_passages + note->passage] * (strength < 1 ? strength : 1);
        signals->passage[head] = higher(signals->passage[head], certain);
    }
    if (task->shown[tie->person].passage != NONE && telling <= most_telling[tie->person]) return;
    most_telling[tie->person] = telling;
    task->shown[tie->person].passage = note->passage;
}

static void describe_person(const Describing *task, u32 number) {
    const Person *person = task->people + number;
    Signals *signals = task->signals + number;
    double n_words = task->bounds[task->n_passages], n_mentions = person->n_mentions;
    /* The passage in which they are last met; a narrator is never gone. */
    u32 leaves = task->entries[person->begin + person->n_entries - 1].passage;
    if (person->kind == NARRATOR) leaves = task->n_passages - 1;
    for (double *told = signals->told[0][0]; told < &signals->final; told++)
        if (*told) *told = log_of(1 + *told);
    signals->share = n_mentions / task->people[0].n_mentions;
    signals->rank = 1.0 / (1 + number);
    signals->present_early = person->first < EARLY * n_words;
    signals->silent_end = 1 - person->last / n_words;
    signals->is_narrator = person->kind == NARRATOR;
    signals->is_role = person->kind == ROLE;
    signals->like_place = person->n_after_place / n_mentions;
    signals->like_person = person->n_before_verb / n_mentions;
    signals->leaves_major = task->likely[MAJOR * task->n_passages + leaves];
    signals->leaves_violence = task->likely[VIOLENCE * task->n_passages + leaves];
}

static bool take_room(Arena *arena, Describing *task) {
    u64 n_passages = task->n_passages;
    task->signals = take(arena, sizeof(Signals) * MOST_PEOPLE);
    task->shown = take(arena, sizeof(Shown) * MOST_PEOPLE);
    task->people = take(arena, sizeof(Person) * (MOST_PEOPLE + 1));
    task->likely = take(arena, sizeof(double) * N_HEADS * n_passages);
    task->of_passage = take(arena, sizeof(u32) * n_passages);
    task->entries = take(arena, sizeof(Entry) * MOST_PEOPLE * n_passages);
    task->ties = take(arena, sizeof(Tie) * N_SIDES * (u64)task->n_notes);
    task->met = take_numbering(arena, task->n_mentions);
    task->words = take(arena, sizeof(Word) * (u64)task->n_mentions);
    task->numbers = take(arena, sizeof(u32) * (u64)task->n_mentions);
    task->beside = take_numbering(arena, task->n_pairs);
    task->times = take(arena, sizeof(u32) * (u64)task->n_pairs);
    return has_grown(arena);
}

static void suspect(const Describing *task) {
    for (u32 head = 0; head < N_HEADS; head++) {
        u32 column = task->columns[head];
        for (u32 passage = 0; passage < task->n_passages; passage++) {
            f32 log_odds = column == NONE ? UNLIKELY : task->log_odds[passage * task->n_heads + column];
            task->likely[head * task->n_passages + passage] = probability_of(log_odds + SUSPICION);
        }
    }
}

EXPORT(describe)
void describe(void) {
    Describing *task = (void *)desk;
    Arena arena = {task->room.free};
    bool has_room = take_room(&arena, task);
    task->room.used = has_room ? arena.next : NO_MEMORY;
    if (!has_room) return;
    double most_telling[MOST_PEOPLE] = {0};
    suspect(task);
    meet_people(task);
    tie_notes(task);
    follow_people(task);
    __builtin_memset(task->signals, 0, task->n_people * sizeof(Signals));
    for (u32 tie = 0; tie < task->n_ties; tie++) tell(task, task->ties + tie, most_telling);
    for (u32 number = 0; number < task->n_people; number++) describe_person(task, number);
    describe_presence(task);
}
