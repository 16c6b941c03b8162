/* A work by its strongest passages, a brief one by its strongest; `model.pooling` says why. */

#include "work.h"

static const u32 SHARE_OF_PART[N_PARTS] = {1, 4, 10}; /* The whole work, its last quarter, its last tenth. */

/* How many English passages are before a part begins, which has one at least. */
static u32 start_of(const Work *work, u32 part) {
    u32 length = work->n_english / SHARE_OF_PART[part];
    return work->n_english - (length ? length : work->n_english ? 1 : 0);
}

static void pool_part(const Work *work, u32 part) {
    u32 before = start_of(work, part), n_heads = work->n_heads;
    __builtin_memset(work->highest, 0, n_heads * sizeof(Highest));
    for (u32 passage = 0, met = 0; passage < work->n_passages; passage++) {
        if (!work->english[passage] || met++ < before) continue;
        const f32 *log_odds = work->log_odds + passage * n_heads;
        for (u32 head = 0; head < n_heads; head++)
            add_value(work->highest + head, head == work->columns[MAJOR] ? work->major[passage] : log_odds[head]);
    }
    for (u32 head = 0; head < n_heads; head++) {
        const Highest *highest = work->highest + head;
        work->strongest[part * n_heads + head] = is_brief(work) ? highest->values[0] : mean_of(highest);
    }
}

void pool(const Work *work) {
    for (u32 part = 0; part < N_PARTS; part++) pool_part(work, part);
}

/* Of death, which mostly is told towards the end, the parts are told one by one, and of each part also the mean over all
   heads of the label: a peripheral death differs from a major one by degrees. */
static void tell_of_death(const Work *work, u32 column) {
    for (u32 part = 0; part < N_PARTS; part++) {
        const double *strongest = work->strongest + part * work->n_heads;
        u32 major = work->columns[MAJOR], any = work->columns[ANY];
        double both = strongest[major == NONE ? any : major] + strongest[any == NONE ? major : any];
        work->told[column][STRONGEST + 2 * part] = strongest[column];
        work->told[column][OF_LABEL + 2 * part] = both / 2;
    }
}

void tell_heads(const Work *work) {
    __builtin_memset(work->told, 0, sizeof(*work->told) * work->n_heads);
    for (u32 head = 0; head < work->n_heads; head++) work->told[head][STRONGEST] = work->strongest[head];
    for (u32 which = MAJOR; which <= ANY; which++)
        if (work->columns[which] != NONE) tell_of_death(work, work->columns[which]);
}
