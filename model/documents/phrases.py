"""How authors speak to their readers in and around a story: notes, disclaimers, thanks, polls.

Collected from the habits that https://fanlore.org/wiki/Author%27s_Note describes. Every pattern is bounded or
possessive, so that none takes more than linear time.
"""

import re

_QUOTES = "\"'“”‘’«»„"
_DECORATION = r"[\s*_~=<>{\[(\#\-–—:]{0,8}+"
_READERS = re.IGNORECASE | re.VERBOSE

_NOTE = re.compile(
    _DECORATION
    + r"""(?:
      a\s?[/\\]\s?n(?![\w/])
    | (?-i:AN)\s{0,2}[*_]{0,2}[:\-–—]
    | a\.n\.?\s?:
    | [btn]/n\s?:
    | (?:(?:pre|post|end(?:ing)?|beginning|opening|closing|top|bottom|final|quick|important|short)[\s-]{0,2})?
      (?:author(?:['’]?s?['’]?)?\s?-?\s?notes?|a/n|(?-i:AN)|(?:translator|beta)(?:['’]s)?\s+notes?)
      [\s*_]{0,4}(?:[:.\-–—)\]!]|$)
    )""",
    _READERS,
)
BRACKETED_NOTE = re.compile(
    r"""[(\[]\s{0,3}(?:a\s?/\s?n\b|(?-i:AN)\s?[:\-–—]|author(?:['’]?s?['’]?)?\s+note\b)
    (?:[^()\[\]]|\([^()]{0,300}\)){0,2000}+[)\]]""",
    _READERS,
)
_DISCLAIMER = re.compile(
    _DECORATION
    + r"""(?:
      (?:standard\s|usual\s)?disclaimers?\b\s*[:.\-–—*_]
    | (?:(?:as\s(?:always|usual)|sadly|unfortunately|alas|obviously),?\s)?
      i\s(?:still\s|sadly\s|unfortunately\s)?(?:do\s?not|don['’]?t)\sown\s
      (?: any(?:thing|\sof|\srights) | nothing | these | the\s(?:characters|rights|series|show|books|story)
        | (?-i:[A-Z])\S{1,20}(?:\s(?-i:[A-Z])\S{0,20}){0,3}[.,!;]
        | \S{1,20}(?:\s\S{1,20}){0,3}\sor\s )
    | i\sown\s(?:nothing|none|no\s(?:rights|characters))\b
    | (?:all\s|the\s|these\s|most\s(?:of\sthe\s)?)?(?:recogni[sz]able\s)?(?:characters|rights)\s
      (?:are\snot\smine|aren['’]t\smine|belong\sto|do(?:n['’]t|\snot)\sbelong\sto)
    | not\smine\.?,?\s(?:never|no\s(?:money|profit)|just|don['’]t\ssue)
    | no\s(?:copyright|trademark)\sinfringement
    )""",
    _READERS,
)
_TAIL = re.compile(
    _DECORATION
    + r"""(?:
      r\s?(?:&|and|n|\+)\s?r\b | read\s(?:and|&)\sreview
    | (?:so\s|and\s|now\s|also,?\s)?(?:please|pls|plz)[\s,]{1,3}(?:do\s)?
      (?: r\s?& | re?view | comment\b | vote\b
        | (?:leave|drop)\s(?:me\s)?(?:a\s|your\s|some\s|any\s)?(?:re?view|comment|kudos|feedback|vote)
        | let\sme\sknow\s(?:what|how|if)\syou|(?:follow|fav\w{0,6})\s(?:and|&|/) )
    | (?:don['’]?t|do\snot)\sforget\sto\s(?:re?view|comment|vote|leave\s(?:a|me|your)|like\s|subscribe)
    | (?:many\s|so\smany\s)?(?:thanks|thank\s(?:you|u))\b.{0,40}
      \b(?:for\s(?:all\s)?(?:the\s|your\s)?(?:reading|re?views?|comments?|kudos|support)\b|reviewers\b)
    | let\sme\sknow\swhat\syou\s(?:think|thought)
    | (?:reviews?|comments?|kudos|feedback|concrit|constructive\scriticism)\b.{0,30}
      \b(?:(?:is|are)\s(?:always\s|much\s|very\s|greatly\s)?(?:love|loved|welcome|appreciated|adored)|make\sme|feed\s(?:me|the))
    | (?:comments?|kudos|reviews?)\s(?:and|&)\s(?:kudos|comments?|reviews?)\b
    | (?:reviews?|comments?|kudos|feedback|thoughts)\s?[?!:]
    | (?:leave|drop)\s(?:me\s)?(?:a|your|some)\s.{0,20}(?:re?view|comment|kudos|vote)
    | (?:find|follow|catch|join|come)\b.{0,50}\b(?:tumblr|twitter|discord|patreon|instagram|bluesky|ko-fi)\b
    | (?:i\s)?hope\sy(?:ou|['’]all)\s(?:all\s|guys\s)?(?:enjoyed|liked)\s(?:it|this|the|that)\b
    | (?:next\s(?:chapter|update|part)|new\schapters?)\b.{0,60}
      \b(?:up|soon|out|coming|posted|week|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b
    | stay\stuned | until\snext\s(?:time|chapter|week)\b
    | see\sy(?:ou|a)(?:\sall|\sguys)?\s(?:next\s(?:chapter|update)|in\sthe\snext\s(?:chapter|one))
    | (?:reader\s)?polls?\b\s?(?:time)?\s?[:!\-–—] | vote\s(?:now|below|in\sthe\scomments)
    | (?:cast|leave)\syour\svotes?\b | question\sof\sthe\s(?:day|chapter) | qot[dc]\b
    | see\sthe\send\sof\sthe\s(?:chapter|work)\sfor\b
    )""",
    _READERS,
)
# Searched for in small letters, which takes a third of the time that a pattern for any case takes.
_CHATTER = re.compile(
    r"""\b(?:
      (?:this|next|last|previous)\schap(?:ter|pie)?\b | this\s(?:fan)?fic\b | fan\s?fic(?:s|tion)?\b
    | one-?shot\b | kudos\b | reviewers\b | your\s(?:lovely\s|kind\s|nice\s)?(?:reviews|comments|feedback|support)\b
    | please\s(?:re?view|comment) | plot\s?bunn(?:y|ies)\b | writer['’]s\sblock
    | (?:un-?)?beta(?:['’]?ed|['’]d|\sread(?:er)?)\b
    | thank(?:s|\syou)\b.{0,40}\b(?:for\sreading|re?view|comment|support)
    | (?:you|y['’]all)\s(?:guys|readers)\b | dear\sreaders?\b | let\sme\sknow\s(?:what|how|if)\syou
    | hope\s(?:you|y['’]all)\s(?:all\s|guys\s)?(?:like|enjoy)
    | (?:on|back)\s(?:with|to)\sthe\s(?:story|show|fic|chapter)\b | (?:please\s)?enjoy!
    | (?:i|we)(?:['’]ll|\swill|\stry\sto|['’]m\sgoing\sto)?\s(?:update|post)\b
    | (?:ao3|ff\.net|ffnet|wattpad|tumblr|patreon|discord)\b
    )""",
    re.VERBOSE,
)
_WARNS = re.compile(
    r"\b(?:this|chapter|contains?|mentions?|violence|death|gore|blood|abuse|language|swearing|slash|smut|sex|lemon"
    r"|suicide|rape|non-?con|triggers?|spoilers?|ooc|au|none)\b",
    re.IGNORECASE,
)
_OPTION = re.compile(r"[\s*_\-–—]{0,4}[(\[]?(?:[a-h]|\d{1,2})[).:\]]\s+\S", re.IGNORECASE)


def is_note(line: str) -> bool:
    """Tell whether an author's note starts here: "A/N: ", "[Author's Note ..."."""
    return _NOTE.match(line) is not None


def is_disclaimer(block: str) -> bool:
    """Tell whether a paragraph gives the rights to someone else."""
    return len(block) <= 1200 and _DISCLAIMER.match(block) is not None


def is_tail(block: str) -> bool:
    """Tell whether a paragraph at a chapter's end speaks to the readers: thanks, pleas, polls."""
    return len(block) <= 600 and block[:1] not in _QUOTES and _TAIL.match(block) is not None


def is_chatter(block: str) -> bool:
    """Tell whether a paragraph next to a note goes on with it; one in which someone speaks is story."""
    speaks = any(quote in block for quote in '"“”«')
    return len(block) <= 1500 and not speaks and _CHATTER.search(_in_small_letters(block)) is not None


def _in_small_letters(text: str) -> str:
    """Fold a text's case as ``re.IGNORECASE`` does, as far as English has letters."""
    return text.replace("İ", "i").lower().replace("ſ", "s").replace("ı", "i")


def warns(words: str) -> bool:
    """Tell whether what follows "Warning:" is an author's, not a character's."""
    return _WARNS.search(words) is not None


def is_option(block: str) -> bool:
    """Tell whether a paragraph is one choice of a poll: "b) Sam"."""
    return len(block) <= 120 and _OPTION.match(block) is not None
