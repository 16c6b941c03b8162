/* Who is in a story: from words that may be names to people.

   Names are words that the text writes with a capital inside sentences; names that mostly stand side by side are one
   person. Beside them stand the narrator and the nouns that can be a character's only name ("mother", "the captain"). */

#include "work.h"

#define LEAST_MENTIONS 2
#define LEAST_CAPITALS 0.8 /* Share of a name's mentions that have a capital, at least. */
#define LEAST_BESIDE 0.4   /* How often two names stand side by side, as a share of the rarer one's mentions. */
#define MOST_JOINED 4

static void count(const Work *work, const Mention *mention, Word *word) {
    word->n_mentions++;
    word->n_capitals += mention->capital;
    word->n_after[mention->after]++;
    word->n_before_verb += mention->before_verb;
    /* It is spelled as where it first has a capital inside a sentence, if that is where it was first met. */
    bool is_early = mention->position < word->block_end;
    if (mention->inside && !word->n_inside && is_early) word->shown = mention - work->mentions;
    word->n_inside += mention->inside;
}

static void number_words(Work *work) {
    start_numbering(&work->met);
    for (u32 at = 0, block = 0; at < work->n_mentions; at++) {
        const Mention *mention = work->mentions + at;
        while (work->blocks[block] <= mention->position) block++;
        u32 fresh = work->met.count, number = number_of(&work->met, mention->word);
        if (number == fresh)
            work->words[number] = (Word){
                .classes = class_of(work->lexicon, mention->word),
                .first = at,
                .block_end = work->blocks[block],
                .shown = at,
                .leader = number,
                .next = NONE,
                .before = NONE,
                .after = NONE,
                .as_name = NOBODY,
                .as_narrator = NOBODY,
            };
        count(work, mention, work->words + number);
        work->numbers[at] = number;
    }
}

static bool is_name(const Word *word) {
    return word->n_inside && word->n_mentions >= LEAST_MENTIONS &&
           word->n_capitals >= LEAST_CAPITALS * word->n_mentions && !(word->classes & NO_NAME);
}

static u32 length_of(const Word *words, u32 number) {
    u32 length = 0;
    for (; number != NONE; number = words[number].next) length++;
    return length;
}

static void join(Word *words, u32 left, u32 right) {
    u32 first = words[left].leader, second = words[right].leader;
    if (first == second || length_of(words, first) + length_of(words, second) > MOST_JOINED) return;
    u32 last = first;
    while (words[last].next != NONE) last = words[last].next;
    words[last].next = second;
    for (u32 number = second; number != NONE; number = words[number].next) words[number].leader = first;
}

/* How often two names have to stand side by side to be one. */
static bool are_one(const Work *work, u32 pair) {
    u32 one = work->words[work->beside.keys[pair] >> 32].n_mentions;
    u32 other = work->words[(u32)work->beside.keys[pair]].n_mentions;
    return work->times[pair] >= LEAST_BESIDE * (one < other ? one : other);
}

static inline bool is_nearer(const Work *work, u32 pair, u32 than) {
    return than == NONE || work->times[pair] > work->times[than];
}

/* Join names that mostly stand side by side ("Mary Ellen Vance"): each with the one that most often stands before it and
   after it, and only where that holds for both. The name of a family is the one's whom it is said of most, since two who
   bear it are not one. */
static void join_names(Work *work) {
    Word *words = work->words;
    start_numbering(&work->beside);
    for (u32 at = 0; at < work->n_pairs; at++) {
        u32 left = find_number(&work->met, work->pairs[at][0]), right = find_number(&work->met, work->pairs[at][1]);
        if (left == right || left == NOT_MET || right == NOT_MET) continue;
        if (!is_name(words + left) || !is_name(words + right)) continue;
        u32 fresh = work->beside.count, number = number_of(&work->beside, (u64)left << 32 | right);
        work->times[number] = number == fresh ? 1 : work->times[number] + 1;
    }
    for (u32 pair = 0; pair < work->beside.count; pair++) {
        Word *left = words + (work->beside.keys[pair] >> 32), *right = words + (u32)work->beside.keys[pair];
        if (!are_one(work, pair)) continue;
        if (is_nearer(work, pair, left->after)) left->after = pair;
        if (is_nearer(work, pair, right->before)) right->before = pair;
    }
    for (u32 pair = 0; pair < work->beside.count; pair++) {
        u32 left = work->beside.keys[pair] >> 32, right = (u32)work->beside.keys[pair];
        if (words[left].after == pair && words[right].before == pair) join(words, left, right);
    }
}

static void take_in(const Work *work, Person *person, const Word *word) {
    u32 first = work->mentions[word->first].position;
    if (!person->n_mentions || first < person->first) person->first = first;
    person->n_mentions += word->n_mentions;
    for (u32 kind = 0; kind < N_WORDS_BEFORE; kind++) person->n_after[kind] += word->n_after[kind];
    person->n_before_verb += word->n_before_verb;
}

static bool is_before(const Person *one, const Person *other) {
    if (one->n_mentions != other->n_mentions) return one->n_mentions > other->n_mentions;
    return one->first < other->first;
}

/* Keep the most mentioned, of two that are mentioned as often the one who comes first. */
static void rank(Work *work, Person person) {
    u32 at = work->n_people;
    for (; at > 0 && is_before(&person, work->people + at - 1); at--) work->people[at] = work->people[at - 1];
    work->people[at] = person;
    if (work->n_people < MOST_PEOPLE) work->n_people++;
}

static void rank_people(Work *work) {
    Person narrator = {.kind = NARRATOR, .leader = NONE};
    work->n_people = 0;
    for (u32 number = 0; number < work->met.count; number++) {
        const Word *word = work->words + number;
        if (word->classes & NARRATOR) take_in(work, &narrator, word);
        bool is_named = is_name(word);
        if (word->leader != number || !(is_named || word->classes & ROLE)) continue;
        Person person = {.kind = is_named ? 0 : ROLE, .leader = number};
        for (u32 own = number; own != NONE; own = work->words[own].next) take_in(work, &person, work->words + own);
        rank(work, person);
    }
    /* Last: where a name is the narrator's only word ("Me"), the name goes before. */
    if (narrator.n_mentions) rank(work, narrator);
}

/* Give each word of the people who were kept to them. */
static void own_words(Work *work) {
    for (u32 number = 0; number < work->n_people; number++)
        for (u32 own = work->people[number].leader; own != NONE; own = work->words[own].next)
            work->words[own].as_name = number;
    for (u32 number = 0; number < work->n_people; number++)
        if (work->people[number].kind == NARRATOR)
            for (u32 own = 0; own < work->met.count; own++)
                if (work->words[own].classes & NARRATOR) work->words[own].as_narrator = number;
}

static void show(const Work *work, const Person *person, Shown *shown) {
    *shown = (Shown){.kind = person->kind, .passage = NONE};
    for (u32 own = person->leader; own != NONE && shown->n_shown < WORDS_SHOWN; own = work->words[own].next) {
        const Mention *mention = work->mentions + work->words[own].shown;
        shown->spans[shown->n_shown][0] = mention->start;
        shown->spans[shown->n_shown++][1] = mention->end;
    }
}

void meet_people(Work *work) {
    number_words(work);
    join_names(work);
    rank_people(work);
    own_words(work);
    for (u32 number = 0; number < work->n_people; number++) show(work, work->people + number, work->shown + number);
}
