"""How hard a text is to read, as a school grade; measured by textstat, without a network.

Knows text, not conversations.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from bot.content.braces import PLACEHOLDER

ENOUGH_WORDS = 25  # below that one long name swings the measure by several grades

# The promise is grade 6. textstat counts syllables by hyphenation when it is asked for "en-US" (for "en" it would
# download a dictionary), and hyphenation finds fewer of them: measured on 71 texts of our own, 0.4 of a grade less than
# with the CMU dictionary on average, 2.2 at most. So 5 here stands for 6 there.
HARDEST = 5.0

# Fernández Huerta's scale for Spanish (1959), where more is easier: 70 to 80 is what grade 6 reads, 80 to 90 grade 5
# (https://legible.es/blog/lecturabilidad-fernandez-huerta/). Hyphenation finds fewer syllables than are spoken here too
# ("reu-nión" for re-u-nión): measured on 66 texts of our own, that is worth 7.5 points on average. So 78 here stands
# for 70 there.
EASIEST_SPANISH = 78.0

_TAG = re.compile(r"<[^>]*>")
_BULLET = re.compile(r"^\s*(•|\d+\.)\s+")
_ENDING = (".", "!", "?")


def sentences(markup: str) -> str:
    """The running text of HTML, each line a sentence, each placeholder a short word; lines with only those go."""
    lines = []
    for line in _TAG.sub("", markup).split("\n"):
        bare = _BULLET.sub("", html.unescape(line)).strip()
        if not re.search(r"\w", PLACEHOLDER.sub("", bare)):
            continue
        text = PLACEHOLDER.sub("Sam", bare).rstrip(":;, ")
        lines.append(text if text.endswith(_ENDING) else text + ".")
    return "\n".join(lines)


def too_hard(markup: str, language: str) -> str:
    """In words how far a text is above grade 6, or nothing: easy enough, too short, or a language not measured."""
    measure = _MEASURES.get(language.partition("-")[0])
    text = sentences(markup)
    if measure is None or len(text.split()) < ENOUGH_WORDS:
        return ""
    return measure(text)


def _english(text: str) -> str:
    from textstat.textstat import textstatistics  # its import takes a second; only the check needs it

    statistics = textstatistics()
    statistics.set_lang("en-US")
    grade = float(statistics.flesch_kincaid_grade(text))
    return (
        f"the text is hard to read (grade {grade:.1f} as we measure, {HARDEST:.1f} is good)" if grade > HARDEST else ""
    )


def _spanish(text: str) -> str:
    from textstat.textstat import textstatistics

    statistics = textstatistics()
    statistics.set_lang("es")
    ease = float(statistics.fernandez_huerta(text))
    return (
        f"the text is hard to read (ease {ease:.0f}, {EASIEST_SPANISH:.0f} is good)" if ease < EASIEST_SPANISH else ""
    )


_MEASURES: Mapping[str, Callable[[str], str]] = {"en": _english, "es": _spanish}
