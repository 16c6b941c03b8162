/* Which word is written with letters hidden. Only of these words a reader knows which letters are missing. */

#include "censored.h"

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
    case '7': case '+': return "t";
    case '8': return "b";
    case 0xA3: return "le";
    case 0xA5: case 0xFFE5: return "y";
    default: return "";
    }
}

static bool looks_like(u32 code, u8 letter) {
    const char *looks = looks_of(code);
    while (*looks && *looks != letter) looks++;
    return *looks;
}

bool is_star(u32 code) { return code == '*' || (code > 0x7F && !*looks_of(code)); }

static bool is_digit(u32 code) { return code >= '0' && code <= '9'; }

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
    return is_vowel && is_letter(stretch->bytes[at - 1]) && is_letter(stretch->bytes[at + 1]);
}

/* Whether a mark may stand for a letter of a word that is so long. */
static bool may_hide(const Stretch *stretch, u32 at, u8 letter, u32 length, bool is_crude) {
    u32 code = stretch->codes[at];
    if (stretch->bytes[at] == SENTENCE_END) {
        if (stretch->capitals[at + 1] > stretch->capitals[at - 1]) return false; /* It begins a sentence. */
        return looks_like(code, letter) || (is_crude && length >= LEAST_LETTERS && hides_vowel(stretch, at, letter));
    }
    if (is_star(code) || looks_like(code, letter)) return true;
    return !is_digit(code) && length >= LEAST_LETTERS;
}

/* Whether a word is as long as a pattern and the same where letters stand. */
static bool fits(const Pattern *pattern, const char *word, u32 length, bool is_crude) {
    const Stretch *stretch = pattern->stretch;
    if (length != pattern->length || !(is_crude || is_letter(stretch->bytes[length - 1]))) return false;
    if (length < LEAST_LETTERS && stretch->capitals[0] > stretch->capitals[length - 1]) return false; /* "Three A*s". */
    if (pattern->n_marks > length / 2 + 1 && !(is_crude && pattern->has_only_stars)) return false;
    for (u32 at = 0; at < length; at++) {
        u8 letter = word[at];
        if (is_letter(stretch->bytes[at]) ? stretch->bytes[at] != letter
                                          : !may_hide(stretch, at, letter, length, is_crude))
            return false;
    }
    return true;
}

/* Whether a word is what a pattern has before and after stars, however many; few hide many letters ("f*ing") only where
   enough are shown. */
static bool fits_around(const Pattern *pattern, const char *word, u32 length) {
    const u8 *bytes = pattern->stretch->bytes;
    u32 n_before = pattern->first, n_after = pattern->length - pattern->last - 1, n_shown = n_before + n_after;
    if (!pattern->has_only_stars || pattern->n_marks != pattern->last - pattern->first + 1 || !n_after) return false;
    if (length < LEAST_LETTERS || n_shown >= length || n_shown < length / 2) return false;
    if (length - n_shown > pattern->n_marks + 1 && n_shown < LEAST_LETTERS) return false;
    for (u32 at = 0; at < n_before; at++)
        if (bytes[at] != (u8)word[at]) return false;
    for (u32 at = 1; at <= n_after; at++)
        if (bytes[pattern->length - at] != (u8)word[length - at]) return false;
    return true;
}

typedef enum { FITS, FITS_AROUND } Way;

static bool find_among(const char *const *words, const Pattern *pattern, Way way, Plain *plain) {
    u8 first = pattern->first ? pattern->stretch->bytes[0] : 'a'; /* In "@ss" the first letter is hidden. */
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
