"""Help near the family, from the operator's directory: each entry says whether somebody has checked it.

What is in the directory is the operator's business; nothing is assumed about which places there are.
"""

from __future__ import annotations

import unicodedata

import regex

from bot.core.capability import Capability
from bot.core.child import Note
from bot.core.conversation import Place
from bot.core.text import Html, escape, join
from bot.core.turn import Turn

NATIONAL = "US"
FIELD = "help.region"

# Words around a name that say nothing about which region it is.
_AROUND = regex.compile(
    r"^(?:(?:i|we) (?:live|am|are) (?:in )?|in |the |state of |commonwealth of "
    r"|(?:vivo|vivimos|estoy|estamos) |en |el |estado de )+|(?: state| usa| us| united states| ee uu| eeuu)+$"
)


def places_for(places: tuple[Place, ...], region: str) -> tuple[Place, ...]:
    """The entries of the region that somebody has named in words of their own, else none.

    Big and small letters, accents, dots and words around the name do not matter: `va`, `Virginia, USA` and
    `Richmond, V.A.` all find Virginia. A name has to be the region's whole name: `West Virginia` is not Virginia.
    """
    for wanted in _readings(region):
        found = tuple(each for each in places if wanted in {_key(name) for name in (each.region, *each.names)})
        if found:
            return found
    return ()


def _readings(region: str) -> list[str]:
    """The whole, then what stands between commas, the last first: a state comes after its city."""
    keys = [_key(part) for part in (region, *reversed(regex.split(r"[,;/()\n]", region)))]
    return [each for key in keys for each in dict.fromkeys((key, _AROUND.sub("", key))) if each]


def _key(name: str) -> str:
    letters = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(regex.sub(r"[^\p{L}\p{N}]+", " ", letters.replace(".", "").casefold()).split())


def _directory(turn: Turn) -> Html:
    places = tuple(turn.content.places)
    region = " ".join(turn.child.notes.get(FIELD, Note()).words).strip()
    national = tuple(each for each in places if each.region == NATIONAL)
    found = places_for(places, region)
    parts = [_entry(turn, each) for each in found or national]
    if not parts:
        return turn._("I have no address yet. The school office can tell you where your Parent Center is.")
    if region and not found:
        parts.insert(0, turn._("I do not have {region} yet. Here is help for the whole country:", region=region))
    return join(parts)


def _entry(turn: Turn, place: Place) -> Html:
    checked = (
        turn._("<i>Checked on {day}.</i>", day=turn.words.day(place.checked))
        if place.checked
        else turn._("<i>No one here has checked this yet. Please see if it is still right.</i>")
    )
    title = place.titles.get(turn.words.language, place.title)
    about = place.abouts.get(turn.words.language, place.about)
    return join([Html(f"<b>{escape(title)}</b>"), *map(escape, (about, place.url, place.phone)), checked], "\n")


DIRECTORY = Capability(name="directory", views={"directory": _directory})
