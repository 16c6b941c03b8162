/* The linear models that judge a whole work, and what they say; `model.judging` has the same. */

#ifndef JUDGING_H
#define JUDGING_H

#include "proofs.h"

/* What the heads' models are told of a work, besides the intercept: `model.judging.WORK_SIGNALS`, in the same order. */
enum { STRONGEST, OF_LABEL, DIES = 6, N_TOLD };

/* A label's scale: its heads stand side by side, after those of the label before. */
typedef struct {
    u32 stop;          /* The head before which they stop. */
    u32 asked;         /* The head that its warning asks, or NONE of a label without. */
    double shown_from; /* How likely the warning is, at least, where passages are shown for it. */
} Scale;

/* Each model is its weights, then its intercept. */
typedef struct {
    const double *neighbours; /* (n_heads + 2 * N_SUSPECTED + 2,), as `neighbours.c` asks it, or NULL. */
    const Scale *scales; /* (n_scales,); none where nothing is to be judged. */
    u32 n_scales;
    const double *heads; /* (n_heads, N_TOLD + 1) */
    const u8 *by_passage; /* (n_heads,), whether each is asked itself what it makes of a brief work. */
    const double *steps; /* (n_steps, n_heads + 1), of the rating. */
    u32 n_steps;
    const double *dying;  /* (n_signals + 1,), whether someone dies. */
    const double *naming; /* (2, n_signals + 1), who it is where someone does: of others, then of the narrator. */
    u32 most;             /* Passages shown for a warning. */
} Judge;

#define MOST_NAMED 3

typedef struct {
    double *reached; /* (n_heads,), how likely the work reaches each level, never rising along a scale; what follows
                        lies behind it. */
    double *likely;  /* (n_heads,), how likely the strongest passages do, which is what the rating is told. */
    double *rating;  /* (n_steps,), how likely the work deserves each, never rising. */
    double *dying;   /* (n_people,), how likely each dies. */
    double *shares;  /* (n_people,), how likely it is each, where someone dies; they add up to one. */
    u32 *named;      /* (n_named,), whom a warning of death names. */
    u32 n_named;
    Proof *proofs; /* (n_proofs,), scale by scale. */
    u32 n_proofs;
} Judgement;

#endif
