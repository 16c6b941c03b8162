/* What a passage says of a major death, seen with all that its heads say, with the passages beside it, and with who leaves
   the story in it: a death that matters is led up to and mourned, and who dies is hardly met again. How much each of that
   counts is learned (`training.neighbours`). */

#include "work.h"

static double seen_with_others(const Work *work, u32 passage) {
    u32 last = work->n_passages - 1, before = passage ? passage - 1 : 0, after = passage < last ? passage + 1 : last;
    const double *weight = work->judge.neighbours;
    const f32 *own = work->log_odds + passage * work->n_heads;
    double sum = 0;
    for (u32 head = 0; head < work->n_heads; head++) sum += *weight++ * own[head];
    for (u32 which = MAJOR; which < N_SUSPECTED; which++) {
        sum += *weight++ * score_of(work, before, which);
        sum += *weight++ * score_of(work, after, which);
    }
    sum += *weight++ * work->farewells[passage];
    return sum + *weight;
}

void see_neighbours(const Work *work) {
    bool is_learned = work->judge.neighbours && work->columns[MAJOR] != NONE && !is_brief(work);
    for (u32 passage = 0; passage < work->n_passages; passage++)
        work->major[passage] = is_learned ? seen_with_others(work, passage) : score_of(work, passage, MAJOR);
}
