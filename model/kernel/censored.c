/* Which word is written with letters hidden. Only of these words a reader knows which letters are missing. */

#include "censored.h"

enum { FEWEST_SHOWN = 3 }; /* Letters beside a star that may stand for more than one. */

/* What is mostly hidden, by its first letter; of words that could be meant the likelier comes first. */
static const char *const CRUDE[26] = {
    ['a' - 'a'] = "ass asses asshole assholes arse arsehole arseholes apeshit",
    ['b' - 'a'] = "bitch bitches bitching bitchy bastard bastards bullshit badass batshit bollocks boobs blowjob blowjobs "
                  "bugger",
    ['c' - 'a'] = "cunt cunts cock cocks cocksucker cocksuckers cocksucking cockblock cum cumming clit crap crappy "
                  "clusterfuck chickenshit",
    ['d' - 'a'] = "damn damned damnit dammit dick dicks dickhead dickheads dumbass dumbasses dipshit dumbfuck dogshit "
                  "dildo douchebag dyke dykes",
    ['f' - 'a'] = "fuck fucking fucked fucker fuckers fucks fuckin fuckup fuckface fuckwit fuckery fuckboy fag fags faggot "
                  "faggots fatass",
    ['g' - 'a'] = "goddamn goddamned goddamnit goddammit",
    ['h' - 'a'] = "hell horseshit horny handjob",
    ['j' - 'a'] = "jackass jackasses",
    ['m' - 'a'] = "motherfucker motherfuckers motherfucking motherfuckin motherfucked mindfuck",
    ['n' - 'a'] = "nigger niggers nigga niggas",
    ['p' - 'a'] = "pussy pussies piss pissed pissing pisses porn porno prick pricks",
    ['r' - 'a'] = "retard retarded retards",
    ['s' - 'a'] = "shit shits shitty shitting shithead shitheads shithole shitless shitshow slut sluts slutty smartass",
    ['t' - 'a'] = "tits titties tranny trannies twat twats",
    ['w' - 'a'] = "whore whores whoring wanker wankers wanking wank",
};

/* What is mostly hidden from machines, and only between letters: "K***" is somebody's name. */
static const char *const GRIM[26] = {
    ['a' - 'a'] = "anal anus abuse abused abuser assault assaulted",
    ['b' - 'a'] = "blood bloody bleeding breasts",
    ['c' - 'a'] = "corpse corpses",
    ['d' - 'a'] = "dead death deaths die died dies dying drugs",
    ['e' - 'a'] = "ejaculate erection",
    ['g' - 'a'] = "gun guns gore",
    ['h' - 'a'] = "heroin",
    ['i' - 'a'] = "incest",
    ['k' - 'a'] = "kill killed killing kills killer killers kike kikes",
    ['m' - 'a'] = "murder murdered murderer murderers murdering murders molest molested masturbate masturbating",
    ['n' - 'a'] = "nipple nipples nude nudes naked",
    ['o' - 'a'] = "orgasm orgasms overdose overdosed",
    ['p' - 'a'] = "penis penises pedo pedophile pedophiles",
    ['r' - 'a'] = "rape raped rapes raping rapist rapists",
    ['s' - 'a'] = "sex sexual sexually sexy suicide suicidal stab stabbed stabbing strangled shot slaughter semen",
    ['t' - 'a'] = "torture tortured",
    ['v' - 'a'] = "vagina vaginas",
};

/* The letters that a character looks like. */
static const char *looks_of(u32 code) {
    switch (code) {
    case '0': return "o";
    case '1': case '!': case 0xA1: case 0xFF01: return "il";
    case '3': case 0x20AC: return "e";
    case '4': case '@': return "a";
    case '5': case '$': return "s";
    case '6': case '9': return "g";
    case '7': return "t";
    case '8': return "b";
    default: return "";
    }
}

static bool looks_like(u32 code, u8 letter) {
    const char *looks = looks_of(code);
    while (*looks && *looks != letter) looks++;
    return *looks;
}

bool is_star(u32 code) { return code == '*' || (code > 0x7F && !*looks_of(code)); }

/* The beginning of a stretch, and what is hidden of it. */
typedef struct {
    const Stretch *stretch;
    u32 length;
    u32 first, last; /* Of the marks. */
    u32 n_marks;
    bool has_only_stars;
} Pattern;

static Pattern pattern_of(const Stretch *stretch, u32 length) {
    Pattern pattern = {.stretch = stretch, .length = length, .first = length, .has_only_stars = true};
    for (u32 at = length; at-- > 0;) {
        if (is_letter(stretch->bytes[at])) continue;
        if (!pattern.n_marks++) pattern.last = at;
        pattern.first = at;
        pattern.has_only_stars &= stretch->bytes[at] == MASK && is_star(stretch->codes[at]);
    }
    return pattern;
}

/* A full stop hides a vowel alone: elsewhere it parts sentences ("the dogs.it", "let it go.damn"). */
static bool hides_vowel(const Stretch *stretch, u32 at, u8 letter) {
    bool is_vowel = letter == 'a' || letter == 'e' || letter == 'i' || letter == 'o' || letter == 'u';
    return is_vowel && !*looks_of(stretch->codes[at]) && is_letter(stretch->bytes[at - 1]) &&
           is_letter(stretch->bytes[at + 1]);
}

/* Whether a mark may stand for a letter; `is_long` is whether the word is crude and not short. */
static bool may_hide(const Stretch *stretch, u32 at, u8 letter, bool is_long) {
    u32 code = stretch->codes[at];
    if (looks_like(code, letter)) return true;
    if (stretch->bytes[at] == SENTENCE_END) return is_long && hides_vowel(stretch, at, letter);
    return is_star(code) || (code == '#' && is_long);
}

/* "Three A*s". */
static bool is_plural(const Stretch *stretch, u32 length) {
    return length == 3 && stretch->codes[1] == '*' && stretch->bytes[2] == 's' &&
           stretch->capitals[0] > stretch->capitals[2];
}

/* Whether a word is as long as a pattern and the same where letters stand. */
static bool fits(const Pattern *pattern, const char *word, u32 length, bool is_crude) {
    const Stretch *stretch = pattern->stretch;
    bool is_long = is_crude && length >= LEAST_LETTERS;
    if (length != pattern->length || !(is_crude || is_letter(stretch->bytes[length - 1]))) return false;
    if (is_plural(stretch, length)) return false;
    if (stretch->codes[0] == '$' && !(is_long && pattern->n_marks == 1)) return false; /* More often it is money. */
    if (pattern->n_marks > length / 2 + 1 && !(is_crude && pattern->has_only_stars)) return false;
    for (u32 at = 0; at < length; at++) {
        u8 letter = word[at];
        if (is_letter(stretch->bytes[at]) ? stretch->bytes[at] != letter : !may_hide(stretch, at, letter, is_long))
            return false;
    }
    return true;
}

/* Whether a word is what a pattern has before and after stars, however many; one star hides more than one letter
   ("f*ing") only where enough are shown: "a*i + b*j + c*k" is no word. */
static bool fits_around(const Pattern *pattern, const char *word, u32 length) {
    const u8 *bytes = pattern->stretch->bytes;
    u32 n_before = pattern->first, n_after = pattern->length - pattern->last - 1, n_shown = n_before + n_after;
    if (!pattern->has_only_stars || pattern->n_marks != pattern->last - pattern->first + 1 || !n_after) return false;
    if (length < LEAST_LETTERS || n_shown >= length || n_shown < length / 2) return false;
    if (length - n_shown > pattern->n_marks + 1 && n_shown < LEAST_LETTERS) return false;
    if (pattern->n_marks == 1 && n_shown < FEWEST_SHOWN) return false;
    for (u32 at = 0; at < n_before; at++)
        if (bytes[at] != (u8)word[at]) return false;
    for (u32 at = 1; at <= n_after; at++)
        if (bytes[pattern->length - at] != (u8)word[length - at]) return false;
    return true;
}

typedef enum { FITS, FITS_AROUND } Way;

static bool find_among(const char *const *words, const Pattern *pattern, Way way, Plain *plain) {
    u8 first = pattern->stretch->bytes[0];
    if (!pattern->first) first = pattern->stretch->codes[0] == '$' ? 's' : 'a'; /* "$hit", "@ss". */
    if (first > 'z' || !words[first - 'a']) return false;
    for (const char *word = words[first - 'a']; *word;) {
        u32 length = 0;
        while (word[length] && word[length] != ' ') length++;
        if (way == FITS ? fits(pattern, word, length, words == CRUDE) : fits_around(pattern, word, length)) {
            *plain = (Plain){.length = length};
            __builtin_memcpy(plain->letters, word, length);
            return true;
        }
        word += length + (word[length] == ' ');
    }
    return false;
}

bool find_plain(const Stretch *stretch, u32 length, Plain *plain) {
    Pattern pattern = pattern_of(stretch, length);
    return pattern.n_marks && (find_among(CRUDE, &pattern, FITS, plain) || find_among(GRIM, &pattern, FITS, plain) ||
                               find_among(CRUDE, &pattern, FITS_AROUND, plain));
}
