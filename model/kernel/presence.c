/* In which passages each person is mentioned, and what those that tell of death say of them.

   Words of death beside a name are one half of the proof; the other is who is there when the story is at its darkest,
   and who is met no more afterwards. */

#include "work.h"

#define N_DARKEST N_HIGHEST
#define LEAST_USUAL 1e-9
#define MOST_SAID 30 /* Log-odds; beyond it a share is 1 or 0 anyway. */
#define LEAST_SHARED 0.01 /* Added to a sum of probabilities before its logarithm is taken. */

static void start(Work *work) {
    __builtin_memset(work->of_passage, 0, work->n_passages * sizeof(u32));
    for (u32 number = 0, begin = 0; number < work->n_people; number++) {
        Person *person = work->people + number;
        person->begin = begin;
        begin += person->n_mentions < work->n_passages ? person->n_mentions : work->n_passages;
    }
}

static void meet(Work *work, u32 number, const Mention *mention, u32 passage) {
    if (number == NOBODY) return;
    Person *person = work->people + number;
    Entry *entry = work->entries + person->begin + person->n_entries;
    person->last = mention->position;
    person->n_met++;
    work->of_passage[passage]++;
    if (person->n_entries && entry[-1].passage == passage) {
        entry[-1].n_mentions++;
        entry[-1].said += mention->said;
    } else {
        *entry = (Entry){.passage = passage, .n_mentions = 1, .said = mention->said};
        person->n_entries++;
    }
}

/* Go through the work once more, now that it is known which words are people. */
void follow_people(Work *work) {
    u32 tie = 0, passage = 0;
    start(work);
    for (u32 at = 0; at < work->n_mentions; at++) {
        const Mention *mention = work->mentions + at;
        u32 position = mention->position;
        for (; tie < work->n_ties && work->notes[work->ties[tie].note].position < position; tie++)
            work->ties[tie].behind = work->people[work->ties[tie].person].n_met;
        while (work->bounds[passage + 1] <= position) passage++;
        meet(work, work->words[work->numbers[at]].as_name, mention, passage);
        meet(work, work->words[work->numbers[at]].as_narrator, mention, passage);
    }
    for (; tie < work->n_ties; tie++) work->ties[tie].behind = work->people[work->ties[tie].person].n_met;
}

/* What is the same for everyone. */
typedef struct {
    const double *likely;   /* (n_passages,) */
    double usual;           /* Their mean. */
    u32 darkest[N_DARKEST]; /* The likeliest passages, the first before others, or NONE. */
    u32 n_in_darkest;       /* Mentions of anyone in them. */
} Head;

static void add_darkest(Head *head, u32 passage) {
    u32 at = N_DARKEST;
    for (; at > 0; at--) {
        u32 other = head->darkest[at - 1];
        if (other != NONE && head->likely[other] >= head->likely[passage]) break;
        if (at < N_DARKEST) head->darkest[at] = other;
    }
    if (at < N_DARKEST) head->darkest[at] = passage;
}

static Head head_of(const Work *work, u32 which) {
    Head head = {.likely = work->likely + which * work->n_passages, .darkest = {NONE, NONE, NONE}};
    double sum = 0;
    for (u32 passage = 0; passage < work->n_passages; passage++) {
        sum += head.likely[passage];
        add_darkest(&head, passage);
    }
    head.usual = higher(sum / work->n_passages, LEAST_USUAL);
    for (u32 at = 0; at < N_DARKEST; at++)
        if (head.darkest[at] != NONE) head.n_in_darkest += work->of_passage[head.darkest[at]];
    return head;
}

static inline bool is_darkest(const Head *head, u32 passage) {
    for (u32 at = 0; at < N_DARKEST; at++)
        if (head->darkest[at] == passage) return true;
    return false;
}

static void describe_of_death(const Work *work, const Head *head, const Person *person, OfDeath *of_death) {
    Highest told = {0}, shares = {0};
    double sum = 0, met = 0;
    u32 n_in_darkest = 0, last = 0;
    for (const Entry *entry = work->entries + person->begin, *end = entry + person->n_entries; entry < end; entry++) {
        last = entry->passage;
        double likely = head->likely[last], share = likely * entry->n_mentions / work->of_passage[last];
        met += entry->n_mentions;
        double behind = met / person->n_mentions, squared = behind * behind;
        bool is_late = last >= 3 * (u64)work->n_passages / 4;
        add_value(&told, likely);
        add_value(&shares, share);
        sum += likely * entry->n_mentions;
        if (is_darkest(head, last)) n_in_darkest += entry->n_mentions;
        of_death->strongest_near_end_of_presence = higher(of_death->strongest_near_end_of_presence, likely * squared);
        of_death->strongest_at_end_of_presence =
            higher(of_death->strongest_at_end_of_presence, likely * squared * squared);
        if (is_late) of_death->strongest_late = higher(of_death->strongest_late, likely);
        if (is_late) of_death->strongest_share_late = higher(of_death->strongest_share_late, share);
    }
    of_death->strongest = told.values[0];
    of_death->three_strongest = sum_of(&told) / N_DARKEST;
    of_death->strongest_share = shares.values[0];
    of_death->three_strongest_shares = sum_of(&shares);
    of_death->lift = sum / person->n_mentions / head->usual;
    of_death->share_of_darkest = n_in_darkest / higher(head->n_in_darkest, 1);
    of_death->last_passage = head->likely[last];
    of_death->passage_after_last = head->likely[last + 1 < work->n_passages ? last + 1 : last];
}

static void describe_mentions(const Work *work, const Person *person, u32 total, Signals *signals) {
    u32 tenth = work->n_passages < 20 ? 1 : work->n_passages / 10, n_last = 0, n_first = 0;
    for (const Entry *entry = work->entries + person->begin, *end = entry + person->n_entries; entry < end; entry++) {
        if (entry->passage >= work->n_passages - tenth) n_last += entry->n_mentions;
        if (entry->passage < tenth) n_first += entry->n_mentions;
    }
    double mentions = person->n_mentions;
    signals->mentions = log_of(mentions);
    signals->share_of_mentions = log_of(mentions / total);
    signals->mentioned_in_last_tenth = n_last / mentions;
    signals->mentioned_in_first_tenth = n_first / mentions;
    signals->passages = (double)person->n_entries / work->n_passages;
}

/* In which passages both the passage and the words beside the name say that they die. A name that is mentioned again
   and again says more than once what it says: the sum of so many mentions varies by the root of their number. */
static void describe_company(const Work *work, const Person *person, Signals *signals) {
    const double *likely = work->likely + MAJOR * work->n_passages;
    Highest told = {0};
    for (const Entry *entry = work->entries + person->begin, *end = entry + person->n_entries; entry < end; entry++)
        add_value(&told, log_of(likely[entry->passage] + LEAST_LIKELY) + entry->said / __builtin_sqrt(entry->n_mentions));
    signals->company_strongest = told.values[0];
    signals->company_three_strongest = mean_of(&told);
}

static inline double within(double value, double most) { return value > most ? most : value > -most ? value : -most; }

static void add_pulls(const Work *work) {
    __builtin_memset(work->pull, 0, work->n_passages * sizeof(double));
    for (u32 number = 0; number < work->n_people; number++) {
        const Person *person = work->people + number;
        for (Entry *entry = work->entries + person->begin, *end = entry + person->n_entries; entry < end; entry++) {
            double mentions = __builtin_sqrt(entry->n_mentions), said = entry->said / mentions;
            entry->share = mentions * exp_of(within(said, MOST_SAID));
            work->pull[entry->passage] += entry->share;
        }
    }
}

/* Whoever is in a passage shares the death that it may tell of, by how strongly the words beside their names say so; and
   in which passages whoever may die there takes leave of the story. */
void take_leave(const Work *work) {
    add_pulls(work);
    __builtin_memset(work->farewells, 0, work->n_passages * sizeof(double));
    for (u32 number = 0; number < work->n_people; number++) {
        const Person *person = work->people + number;
        double met = 0;
        for (Entry *entry = work->entries + person->begin, *end = entry + person->n_entries; entry < end; entry++) {
            double behind = (met += entry->n_mentions) / person->n_mentions;
            entry->share /= work->pull[entry->passage];
            work->farewells[entry->passage] += entry->share * behind * behind;
        }
    }
}

/* The deaths that fall to a person, over the work. */
static void describe_shares(const Work *work, const Person *person, Signals *signals) {
    const double *major = work->likely + MAJOR * work->n_passages, *any = work->likely + ANY * work->n_passages;
    double of_major = 0, of_any = 0, strongest = 0;
    for (const Entry *entry = work->entries + person->begin, *end = entry + person->n_entries; entry < end; entry++) {
        of_major += major[entry->passage] * entry->share;
        of_any += any[entry->passage] * entry->share;
        strongest = higher(strongest, major[entry->passage] * entry->share);
    }
    signals->company_share = log_of(of_major + LEAST_SHARED);
    signals->company_share_any = log_of(of_any + LEAST_SHARED);
    signals->company_share_strongest = log_of(strongest + LEAST_SHARED);
}

void describe_presence(const Work *work) {
    u32 total = 0;
    for (u32 number = 0; number < work->n_people; number++) total += work->people[number].n_mentions;
    for (u32 number = 0; number < work->n_people; number++) {
        describe_mentions(work, work->people + number, total, work->signals + number);
        describe_company(work, work->people + number, work->signals + number);
        describe_shares(work, work->people + number, work->signals + number);
    }
    for (u32 which = MAJOR; which <= ANY; which++) {
        Head head = head_of(work, which);
        for (u32 number = 0; number < work->n_people; number++)
            describe_of_death(work, &head, work->people + number, work->signals[number].of_death + which);
    }
}
