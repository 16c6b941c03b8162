/* What a whole work adds up to, once all of it has been read; `model.summary` lays the task out. */

#include "work.h"

/* Added to the log-odds of passages. Calibrated, few passages are likely to tell of a death; among those of one work,
   what matters is which are likelier than the others. Chosen on works of left-out sources. */
#define SUSPICION 2

static bool take_room(Arena *arena, Work *work) {
    u64 n_passages = work->n_passages;
    work->strongest = take(arena, sizeof(double) * N_PARTS * (u64)work->n_heads);
    work->told = take(arena, sizeof(double) * N_TOLD * (u64)work->n_heads);
    work->highest = take(arena, sizeof(Highest) * (u64)work->n_heads);
    work->major = take(arena, sizeof(double) * n_passages);
    work->signals = take(arena, sizeof(Signals) * MOST_PEOPLE);
    work->shown = take(arena, sizeof(Shown) * MOST_PEOPLE);
    work->people = take(arena, sizeof(Person) * (MOST_PEOPLE + 1));
    work->likely = take(arena, sizeof(double) * N_SUSPECTED * n_passages);
    work->of_passage = take(arena, sizeof(u32) * n_passages);
    work->farewells = take(arena, sizeof(double) * n_passages);
    work->pull = take(arena, sizeof(double) * n_passages);
    work->entries = take(arena, sizeof(Entry) * MOST_PEOPLE * n_passages);
    work->ties = take(arena, sizeof(Tie) * N_SIDES * (u64)work->n_notes);
    work->met = take_numbering(arena, work->n_mentions);
    work->words = take(arena, sizeof(Word) * (u64)work->n_mentions);
    work->numbers = take(arena, sizeof(u32) * (u64)work->n_mentions);
    work->beside = take_numbering(arena, work->n_pairs);
    work->times = take(arena, sizeof(u32) * (u64)work->n_pairs);
    return has_grown(arena);
}

static void suspect(const Work *work) {
    for (u32 which = MAJOR; which < N_SUSPECTED; which++) {
        for (u32 passage = 0; passage < work->n_passages; passage++) {
            double log_odds = which == MAJOR ? work->major[passage] : score_of(work, passage, which);
            work->likely[which * work->n_passages + passage] = probability_of(log_odds + SUSPICION);
        }
    }
}

static void count_english(Work *work) {
    work->n_english_words = work->n_english = 0;
    for (u32 passage = 0; passage < work->n_passages; passage++) {
        if (!work->english[passage]) continue;
        work->n_english_words += work->bounds[passage + 1] - work->bounds[passage];
        work->n_english++;
    }
}

bool take_summary(Arena *arena, Work *work) {
    if (!take_room(arena, work)) return false;
    count_english(work);
    meet_people(work);
    tie_notes(work);
    follow_people(work);
    take_leave(work);
    see_neighbours(work);
    pool(work);
    tell_heads(work);
    suspect(work);
    describe_characters(work);
    return true;
}

EXPORT(sum_up)
void sum_up(void) {
    Work *work = (void *)desk;
    Arena arena = {work->room.free};
    bool is_done = take_summary(&arena, work) && (!work->judge.scales || take_judgement(&arena, work));
    work->room.used = is_done ? arena.next : NO_MEMORY;
}
