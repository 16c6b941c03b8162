"""The labels that Forewarn judges, their severity scales, and their names in archives' vocabularies.

Data only: this is the one place where a label, a level, a tag or a rating is spelled.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """A warning that fires when a label's severity reaches ``fires_at``.

    Attributes
    ----------
    name
        The tag's name in answers, for example ``"explicit_content"``.
    fires_at
        The lowest level of the label's scale at which the tag holds (1 to the top of the scale).
    archive_warning
        AO3's name for the warning, or None where AO3 has none.
    archive_warning_at
        The lowest level that AO3's warning asks for (it may be higher than ``fires_at``).
    """

    name: str
    fires_at: int
    archive_warning: str | None = None
    archive_warning_at: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """One thing to judge, on an ordered scale of severity.

    Attributes
    ----------
    name
        The label's name in corpora and in answers.
    levels
        Names of the scale's steps, from nothing (0) to the most severe.
    tag
        The warning that follows from it, or None where it only counts towards the rating.
    """

    name: str
    levels: tuple[str, ...]
    tag: Tag | None = None


GRAPHIC_VIOLENCE = "Graphic Depictions Of Violence"
MAJOR_CHARACTER_DEATH = "Major Character Death"
RAPE_NON_CON = "Rape/Non-Con"
UNDERAGE = "Underage Sex"
NO_WARNINGS_APPLY = "No Archive Warnings Apply"
CHOSE_NOT_TO_WARN = "Creator Chose Not To Use Archive Warnings"
ARCHIVE_WARNINGS = (
    CHOSE_NOT_TO_WARN,
    GRAPHIC_VIOLENCE,
    MAJOR_CHARACTER_DEATH,
    NO_WARNINGS_APPLY,
    RAPE_NON_CON,
    UNDERAGE,
)

LABELS = (
    Label("sexual_content", ("none", "suggestive", "moderate", "graphic"), Tag("explicit_content", 3)),
    Label(
        "violence",
        ("none", "mild", "moderate", "graphic"),
        Tag("violence", 2, GRAPHIC_VIOLENCE, 3),
    ),
    Label(
        "death",
        ("none", "peripheral", "major"),
        Tag("major_character_death", 2, MAJOR_CHARACTER_DEATH, 2),
    ),
    Label("language", ("mild", "some", "strong")),
)

WARNED_OF = (
    Label("rape_non_con", ("none", "present"), Tag("rape_non_con", 1, RAPE_NON_CON, 1)),
    Label("underage", ("none", "present"), Tag("underage", 1, UNDERAGE, 1)),
)
"""AO3's other warnings. The shipped model has not learned them; one trained on an archive's declared warnings may."""

GENERAL = "General Audiences"
TEEN = "Teen And Up Audiences"
MATURE = "Mature"
EXPLICIT = "Explicit"
NOT_RATED = "Not Rated"
RATINGS = (GENERAL, TEEN, MATURE, EXPLICIT)
"""AO3's ratings in rising order; a corpus's ``rating`` of 0 to 3 is an index into it."""

OPENAI_CATEGORIES: dict[str, tuple[str, int] | None] = {
    "harassment": None,
    "harassment/threatening": None,
    "hate": None,
    "hate/threatening": None,
    "illicit": None,
    "illicit/violent": None,
    "self-harm": None,
    "self-harm/instructions": None,
    "self-harm/intent": None,
    "sexual": ("sexual_content", 2),
    "sexual/minors": None,
    "violence": ("violence", 2),
    "violence/graphic": ("violence", 3),
}
"""OpenAI's moderation categories, with the label and the level that come closest: sex that takes place, people hurt,
gore. Of the others Forewarn knows nothing."""
