/* What a work is judged to be, once it is summed up: how severe, what to warn of, how to rate it, and who dies. */

#include "work.h"

#define LEAST_SHARE 0.1 /* Whoever is named but the first is so likely the one, at least. */

static inline double lower(double one, double other) { return one < other ? one : other; }

static double log_odds_of(const double *model, const double *signals, u32 n_signals) {
    double sum = model[n_signals];
    for (u32 at = 0; at < n_signals; at++) sum += model[at] * signals[at];
    return sum;
}

/* Everyone's probability of dying, and the share of each where someone does. */
static void judge_people(const Work *work, const Judgement *judged) {
    double highest = -FARTHEST, total = 0;
    for (u32 number = 0; number < work->n_people; number++) {
        const double *signals = (const double *)(work->signals + number);
        judged->dying[number] = probability_of(log_odds_of(work->judge.dying, signals, N_SIGNALS));
        const double *naming = work->judge.naming + (work->people[number].kind == NARRATOR ? N_SIGNALS + 1 : 0);
        judged->shares[number] = log_odds_of(naming, signals, N_SIGNALS);
        highest = higher(highest, judged->shares[number]);
    }
    for (u32 number = 0; number < work->n_people; number++)
        total += judged->shares[number] = exp_of(judged->shares[number] - highest);
    for (u32 number = 0; number < work->n_people; number++) judged->shares[number] /= total;
}

/* Whom a warning of death names: the likeliest, and others that are likely enough. */
static void name_likeliest(const Work *work, Judgement *judged) {
    u32 count = 0, *named = judged->named;
    for (u32 number = 0; number < work->n_people; number++) {
        double share = judged->shares[number];
        u32 at = count < MOST_NAMED ? count++ : MOST_NAMED;
        for (; at > 0 && share > judged->shares[named[at - 1]]; at--)
            if (at < MOST_NAMED) named[at] = named[at - 1];
        if (at < MOST_NAMED) named[at] = number;
    }
    while (count > 1 && judged->shares[named[count - 1]] < LEAST_SHARE) count--;
    judged->n_named = count;
}

static void tell_who_dies(const Work *work, const Judgement *judged) {
    double likeliest = 0;
    for (u32 number = 0; number < work->n_people; number++) likeliest = higher(likeliest, judged->dying[number]);
    for (u32 which = MAJOR; which <= ANY; which++)
        if (work->columns[which] != NONE) work->told[work->columns[which]][DIES] = log_of(likeliest + LEAST_LIKELY);
}

static double log_odds_of_work(const Work *work, u32 head) {
    if (is_brief(work) && work->judge.by_passage[head]) return work->strongest[head];
    return log_odds_of(work->judge.heads + head * (N_TOLD + 1), work->told[head], N_TOLD);
}

static void judge_heads(const Work *work, const Judgement *judged) {
    for (u32 number = 0, head = 0; number < work->judge.n_scales; number++) {
        double lowest = 1;
        for (; head < work->judge.scales[number].stop; head++) {
            judged->reached[head] = lowest = lower(lowest, probability_of(log_odds_of_work(work, head)));
        }
    }
}

static void rate(const Work *work, const Judgement *judged) {
    double lowest = 1;
    for (u32 head = 0; head < work->n_heads; head++) judged->likely[head] = probability_of(work->strongest[head]);
    for (u32 step = 0; step < work->judge.n_steps; step++) {
        double log_odds = log_odds_of(work->judge.steps + step * (work->n_heads + 1), judged->likely, work->n_heads);
        judged->rating[step] = lowest = lower(lowest, probability_of(log_odds));
    }
}

static void prove_warnings(const Work *work, const Choice *choice, Judgement *judged) {
    Scored scored = {work->english, work->log_odds, work->n_passages, work->n_heads};
    u32 telling[MOST_NAMED], n_telling = 0;
    for (u32 at = 0; at < judged->n_named; at++)
        if (work->shown[judged->named[at]].passage != NONE)
            telling[n_telling++] = work->shown[judged->named[at]].passage;
    for (u32 number = 0; number < work->judge.n_scales; number++) {
        Scale scale = work->judge.scales[number];
        if (scale.asked == NONE || !(judged->reached[scale.asked] >= scale.shown_from)) continue;
        u32 n_own = scale.asked == work->columns[MAJOR] ? n_telling : 0;
        judged->n_proofs += prove(&scored, scale.asked, telling, n_own, choice, judged->proofs + judged->n_proofs);
    }
}

bool take_judgement(Arena *arena, Work *work) {
    Judgement *judged = &work->judged;
    Choice choice;
    u64 n_numbers = 2 * (u64)work->n_heads + work->judge.n_steps + 2 * work->n_people;
    judged->reached = take(arena, sizeof(double) * n_numbers);
    judged->likely = judged->reached + work->n_heads;
    judged->rating = judged->likely + work->n_heads;
    judged->dying = judged->rating + work->judge.n_steps;
    judged->shares = judged->dying + work->n_people;
    judged->named = take(arena, sizeof(u32) * MOST_NAMED);
    judged->proofs = take_choice(arena, work->judge.n_scales, work->judge.most, work->n_passages, &choice);
    judged->n_proofs = 0;
    if (!has_grown(arena)) return false;
    judge_people(work, judged);
    name_likeliest(work, judged);
    tell_who_dies(work, judged);
    judge_heads(work, judged);
    rate(work, judged);
    prove_warnings(work, &choice, judged);
    return true;
}
