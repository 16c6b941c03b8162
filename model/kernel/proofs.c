/* Choosing the passages that prove a warning: `model.evidence` shows them. */

#include "functions.h"
#include "proofs.h"

/* How likely a passage must be, as a share of the strongest's, to be shown beside it: one that says little beside the
   strongest proves nothing. */
#define LEAST_BESIDE 0.3

static inline f32 score_of(const Scored *scored, u32 passage, u32 head) {
    return scored->log_odds[passage * scored->n_heads + head];
}

/* Write the strongest English passages, the first before others as strong; return how many. */
static u32 find_strongest(const Scored *scored, u32 head, u32 most, u32 *strongest) {
    u32 count = 0;
    for (u32 passage = 0; passage < scored->n_passages && most; passage++) {
        f32 score = score_of(scored, passage, head);
        if (!scored->english[passage]) continue;
        if (count == most && score <= score_of(scored, strongest[most - 1], head)) continue;
        u32 at = count < most ? count++ : most - 1;
        for (; at > 0 && score > score_of(scored, strongest[at - 1], head); at--) strongest[at] = strongest[at - 1];
        strongest[at] = passage;
    }
    return count;
}

static u32 add_once(u32 *passages, u32 count, u32 most, u32 passage) {
    for (u32 at = 0; at < count; at++)
        if (passages[at] == passage) return count;
    if (count < most) passages[count++] = passage;
    return count;
}

u32 prove(const Scored *scored, u32 head, const u32 *telling, u32 n_telling, const Choice *choice, Proof *proofs) {
    u32 n_strongest = find_strongest(scored, head, choice->most, choice->strongest), n_chosen = 0, count = 0;
    double least = n_strongest ? probability_of(score_of(scored, choice->strongest[0], head)) * LEAST_BESIDE : 0;
    for (u32 at = 0; at < n_telling; at++) n_chosen = add_once(choice->chosen, n_chosen, choice->most, telling[at]);
    for (u32 at = 0; at < n_strongest; at++)
        if (probability_of(score_of(scored, choice->strongest[at], head)) >= least)
            n_chosen = add_once(choice->chosen, n_chosen, choice->most, choice->strongest[at]);
    for (u32 at = 0; at < n_chosen; at++) {
        u32 passage = choice->chosen[at];
        if (scored->english[passage])
            proofs[count++] = (Proof){probability_of(score_of(scored, passage, head)), head, passage};
    }
    return count;
}

Proof *take_choice(Arena *arena, u32 n_heads, u32 most, u32 n_passages, Choice *choice) {
    u64 own = choice->most = most < n_passages ? most : n_passages;
    choice->strongest = take(arena, sizeof(u32) * own);
    choice->chosen = take(arena, sizeof(u32) * own);
    return take(arena, sizeof(Proof) * own * n_heads);
}

typedef struct {
    Room room;
    Scored scored;
    const u32 *heads; /* (n_heads,), those that are asked. */
    u32 n_heads, most;
    Proof *proofs; /* In return, head by head. */
    u32 n_proofs;
} Choosing;

EXPORT(choose)
void choose(void) {
    Choosing *task = (void *)desk;
    Arena arena = {task->room.free};
    Choice choice;
    task->proofs = take_choice(&arena, task->n_heads, task->most, task->scored.n_passages, &choice);
    task->room.used = has_grown(&arena) ? arena.next : NO_MEMORY;
    if (task->room.used == NO_MEMORY) return;
    task->n_proofs = 0;
    for (u32 at = 0; at < task->n_heads; at++)
        task->n_proofs += prove(&task->scored, task->heads[at], NULL, 0, &choice, task->proofs + task->n_proofs);
}
