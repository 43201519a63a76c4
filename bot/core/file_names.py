"""What the files that a family gets are called: in the language of what is inside, in letters that travel everywhere.

Telegram passes any name on, but a file goes further: into e-mails, old phones and a school's computers. So a name has
only small letters of ASCII, digits and hyphens; the accents of a translation are taken off, `Después de la reunión`
becomes `despues-de-la-reunion`. Where a letter has no plain form, as in Arabic, the English name
stands. It holds no child's name: a file's name is seen by people who do not open it. The ending is given by whoever
makes the file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date

import regex

from bot.core.capability import mark
from bot.core.turn import Speaker

FILES: Mapping[str, str] = {
    "profile": mark("About my child"),
    "voice": mark("My own page"),
    "questions": mark("Our questions"),
    "availability": mark("When we can meet"),
    "communication": mark("How to reach us"),
    "culture": mark("About our family"),
    "views": mark("How we see it"),
    "expectations": mark("Expectations"),
    "agreement": mark("Agreement"),
    "homework": mark("School work"),
    "progress": mark("Progress"),
    "statement": mark("Our page for the meeting"),
    "follow-up": mark("After our meeting"),
    "binder": mark("Our binder"),
    "trend": mark("How we team up"),
    "school-work": mark("A month of school work"),
    "meeting": mark("IEP meeting"),
    "copy": mark("SameSide copy"),
}
_BETWEEN = regex.compile(r"[^a-z0-9]+")


def file_name(speaker: Speaker, what: str, day: date | None = None) -> str:
    """The name for one of `FILES` without its ending, with the day it was made: `our-binder-2026-11-24`."""
    english = FILES[what]
    name = _in_plain_letters(speaker.label(english)) or _in_plain_letters(english)
    return f"{name}-{day.isoformat()}" if day else name


def _in_plain_letters(words: str) -> str:
    """Empty where not all of the words can be written so."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    if any(each.isalpha() and not each.isascii() for each in bare):
        return ""
    return _BETWEEN.sub("-", bare).strip("-")
