"""The words that speak of death, and the words around them that matter.

While a work is read, every word of death is noted with the words around it (`model.cast`).
"""

from typing import Final

BEFORE: Final = 40
AFTER: Final = 12
"""Words noted to either side of a word of death."""

WIDTH: Final = BEFORE + 1 + AFTER

MAX_NOTES: Final = 20_000
"""Notes kept of one work, the first ones: several times what a long novel holds."""

CUES: Final = {
    "dies": "died dies dying die perished expired succumbed drowned suffocated starved bled choked collapsed",
    "dead": "dead lifeless deceased slain murdered gone pulse unmoving stiff motionless cold limp",
    "killed": (
        "killed kill kills killing slew slay murder murdering strangled stabbed shot executed hanged beheaded "
        "poisoned assassinated butchered slaughtered decapitated crushed"
    ),
    "body": "corpse body remains cadaver skeleton skull ashes bones blood",
    "rites": (
        "funeral burial grave coffin tomb buried bury cremated mourning mourned mourn widow obituary eulogy "
        "tombstone gravestone hearse morgue cemetery casket undertaker"
    ),
    "ends": "last death breathed breathing breath heartbeat suicide murderer loss lost killer eyes fell silent",
}
"""Words of death by kind. Some say little alone ("fell", "cold", "eyes"): how much each kind says is learned."""

IRREALIS: Final = (
    "not never no didn't don't wasn't isn't won't wouldn't couldn't if would could might may should almost nearly "
    "dream dreamed dreamt nightmare pretend pretended fake faked play game stage threat threatened afraid fear feared "
    "wish hope hoped perhaps maybe thought imagine imagined like as unless until alive survived survive recovered "
    "years ago once story legend hypothetical someday going want wanted tried"
)
"""Words that tell that a death is denied, supposed, compared, dreamt, threatened or long ago."""

PRONOUNS: Final = "he she him her his hers they them their it"
SIDES: Final = ("subject", "object", "pronoun")
MOODS: Final = ("stated", "irrealis", "spoken")

MOOD_BEFORE: Final = 12
MOOD_AFTER: Final = 6
"""Words before and from a word of death on among which a word of mood counts."""

SENTENCES: Final = 3
"""Sentences back that are kept for what a pronoun means; what follows the sentence says nothing."""
