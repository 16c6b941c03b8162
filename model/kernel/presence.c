/* In which passages each person is mentioned, and what those that tell of death say of them.

   Words of death beside a name are one half of the proof; the other is who is there when the story is at its darkest,
   and who is met no more afterwards. */

#include "characters.h"

#define N_DARKEST 3
#define LEAST_USUAL 1e-9

static void start(Describing *task) {
    __builtin_memset(task->of_passage, 0, task->n_passages * sizeof(u32));
    for (u32 number = 0, begin = 0; number < task->n_people; number++) {
        Person *person = task->people + number;
        person->begin = begin;
        begin += person->n_mentions < task->n_passages ? person->n_mentions : task->n_passages;
    }
}

static void meet(Describing *task, u32 number, u32 position, u32 passage) {
    if (number == NOBODY) return;
    Person *person = task->people + number;
    Entry *entry = task->entries + person->begin + person->n_entries;
    person->last = position;
    person->n_met++;
    task->of_passage[passage]++;
    if (person->n_entries && entry[-1].passage == passage) {
        entry[-1].n_mentions++;
    } else {
        *entry = (Entry){passage, 1};
        person->n_entries++;
    }
}

/* Go through the work once more, now that it is known which words are people. */
void follow_people(Describing *task) {
    u32 tie = 0, passage = 0;
    start(task);
    for (u32 at = 0; at < task->n_mentions; at++) {
        u32 position = task->mentions[at].position;
        for (; tie < task->n_ties && task->notes[task->ties[tie].note].position < position; tie++)
            task->ties[tie].behind = task->people[task->ties[tie].person].n_met;
        while (task->bounds[passage + 1] <= position) passage++;
        meet(task, task->words[task->numbers[at]].as_name, position, passage);
        meet(task, task->words[task->numbers[at]].as_narrator, position, passage);
    }
    for (; tie < task->n_ties; tie++) task->ties[tie].behind = task->people[task->ties[tie].person].n_met;
}

/* What is the same for everyone. */
typedef struct {
    const double *likely; /* (n_passages,) */
    double usual;         /* Their mean. */
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

static Head head_of(const Describing *task, u32 which) {
    Head head = {.likely = task->likely + which * task->n_passages, .darkest = {NONE, NONE, NONE}};
    double sum = 0;
    for (u32 passage = 0; passage < task->n_passages; passage++) {
        sum += head.likely[passage];
        add_darkest(&head, passage);
    }
    head.usual = higher(sum / task->n_passages, LEAST_USUAL);
    for (u32 at = 0; at < N_DARKEST; at++)
        if (head.darkest[at] != NONE) head.n_in_darkest += task->of_passage[head.darkest[at]];
    return head;
}

/* The three highest values so far, the highest first. */
typedef struct {
    double values[N_DARKEST];
} Highest;

static inline void add_value(Highest *highest, double value) {
    for (u32 at = 0; at < N_DARKEST && value > 0; at++) {
        double other = highest->values[at];
        if (value <= other) continue;
        highest->values[at] = value;
        value = other;
    }
}

static inline double sum_of(const Highest *highest) {
    double sum = 0;
    for (u32 at = 0; at < N_DARKEST; at++) sum += highest->values[at];
    return sum;
}

static inline bool is_darkest(const Head *head, u32 passage) {
    for (u32 at = 0; at < N_DARKEST; at++)
        if (head->darkest[at] == passage) return true;
    return false;
}

static void describe_of_death(const Describing *task, const Head *head, const Person *person, OfDeath *of_death) {
    Highest told = {0}, shares = {0};
    double sum = 0, met = 0;
    u32 n_in_darkest = 0, last = 0;
    for (const Entry *entry = task->entries + person->begin, *end = entry + person->n_entries; entry < end; entry++) {
        last = entry->passage;
        double likely = head->likely[last], share = likely * entry->n_mentions / task->of_passage[last];
        met += entry->n_mentions;
        double behind = met / person->n_mentions, squared = behind * behind;
        bool is_late = last >= 3 * (u64)task->n_passages / 4;
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
    of_death->passage_after_last = head->likely[last + 1 < task->n_passages ? last + 1 : last];
}

static void describe_mentions(const Describing *task, const Person *person, u32 total, Signals *signals) {
    u32 tenth = task->n_passages < 20 ? 1 : task->n_passages / 10, n_last = 0, n_first = 0;
    for (const Entry *entry = task->entries + person->begin, *end = entry + person->n_entries; entry < end; entry++) {
        if (entry->passage >= task->n_passages - tenth) n_last += entry->n_mentions;
        if (entry->passage < tenth) n_first += entry->n_mentions;
    }
    double mentions = person->n_mentions;
    signals->mentions = log_of(mentions);
    signals->share_of_mentions = log_of(mentions / total);
    signals->mentioned_in_last_tenth = n_last / mentions;
    signals->mentioned_in_first_tenth = n_first / mentions;
    signals->passages = (double)person->n_entries / task->n_passages;
}

void describe_presence(const Describing *task) {
    u32 total = 0;
    for (u32 number = 0; number < task->n_people; number++) total += task->people[number].n_mentions;
    for (u32 number = 0; number < task->n_people; number++)
        describe_mentions(task, task->people + number, total, task->signals + number);
    for (u32 which = MAJOR; which <= ANY; which++) {
        Head head = head_of(task, which);
        for (u32 number = 0; number < task->n_people; number++)
            describe_of_death(task, &head, task->people + number, task->signals[number].of_death + which);
    }
}
