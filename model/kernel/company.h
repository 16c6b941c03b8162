/* What the words beside a name say of whoever bears it; `model.company` has the same numbers. */

#ifndef COMPANY_H
#define COMPANY_H

#include "vocabulary.h"

enum { SOMEONE = 1, MYSELF = 2 }; /* Rows that stand for other people and for the narrator. */
enum { N_BESIDE = 6, N_ZONES = 8 };

typedef struct {
    Vocabulary vocabulary;
    const f32 (*weights)[N_ZONES]; /* By row, the zones before a name, then those after it. */
} Company;

/* The words from `first` to `stop` around the one with number `at` speak; `rows` has the row of each. */
static inline f32 said_beside(Company company, const u32 *rows, u32 first, u32 stop, u32 at) {
    static const u8 zones[N_BESIDE] = {0, 1, 2, 2, 3, 3};
    f32 sum = 0;
    for (u32 away = 1; away <= N_BESIDE; away++) {
        u32 zone = zones[away - 1];
        if (at - first >= away) sum += company.weights[rows[at - away]][zone];
        if (stop - at > away) sum += company.weights[rows[at + away]][N_ZONES / 2 + zone];
    }
    return sum;
}

#endif
