"""Words as a paper can show them: verbatim, except for what is no letter or what no typeface has.

PDF/UA allows no sign without a glyph (ISO 14289-1, 7.21.8), so one that nobody has drawn becomes an empty square.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import regex

from bot.documents.faces import Faces

SQUARE = "□"
LONG = 40  # letters without a place to break the line, from which places are made
BREAK = "\u200b"

_NAMED = regex.compile(r'text `"(.+?)"` could not', regex.DOTALL)
_ESCAPED = regex.compile(r"\\u\{([0-9a-f]+)\}")
_NOT_PLAIN = regex.compile("[^\n -~\u00a1-\u00ac\u00ae-\u017f\u200b]")
_CLUSTERS = regex.compile(r"\X")
_ENDS_OF_LINES = regex.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNBROKEN = regex.compile(rf"[^\s\u200b\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{{{LONG},}}")
# What steers other letters and has no shape. Overrides could make words read as others: they are left out.
_STEERING = regex.compile("[\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_SHAPELESS = regex.compile(r"\p{Default_Ignorable_Code_Point}|\s")


# A telephone number in a line that runs from right to left: without this its groups change places.
_NUMBER = regex.compile(r"(?<![\p{L}\p{N}])[+(]?\d[\d ()./-]{4,}\d")
_RIGHT_TO_LEFT = regex.compile(r"[\p{bc=R}\p{bc=AL}]")
ISOLATE, END = "\u2066", "\u2069"
OGHAM_SPACE = "\u1680"  # the one space that has a shape


def legible(faces: Faces) -> Callable[[str], str]:
    """A function that makes any string one that these typefaces can set."""

    @lru_cache(4096)
    def shown(cluster: str) -> str:
        if faces.have(_shapes(cluster)):
            return cluster
        composed = unicodedata.normalize("NFC", cluster)
        if faces.have(_shapes(composed)):
            return composed
        kept = "".join(each for each in cluster if faces.have(_shapes(each)) and not unicodedata.combining(each))
        return kept if kept.strip() else SQUARE

    def clean(text: str) -> str:
        text = _STEERING.sub("", without_controls(text)).replace("\t", "    ").replace(OGHAM_SPACE, " ")
        text = _CLUSTERS.sub(lambda found: shown(found[0]), text)
        if _RIGHT_TO_LEFT.search(text):
            text = _NUMBER.sub(lambda found: f"{ISOLATE}{found[0]}{END}", text)
        return _UNBROKEN.sub(_breakable, text)

    return clean


def without_controls(text: str) -> str:
    """The text with its lines, and without control characters and lone surrogates, which no file may hold."""
    text = _ENDS_OF_LINES.sub("\n", text)
    return "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs"))


def each_string(value: Any, change: Callable[[str], str]) -> Any:
    """Plain data with every string changed; names in mappings stay."""
    match value:
        case str():
            return change(value)
        case dict():
            return {key: each_string(each, change) for key, each in value.items()}
        case list() | tuple():
            return [each_string(each, change) for each in value]
        case _:
            return value


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen."""
    return all(_SHAPELESS.match(each) for each in text)


def letters_without_glyph(complaint: str) -> frozenset[str]:
    """The letters that Typst's complaint names, when that is what it is about."""
    named = _NAMED.search(complaint)
    return frozenset(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), named[1])) if named else frozenset()


def without(text: str, letters: frozenset[str]) -> str:
    """The text with a square for each of these letters."""
    return "".join(SQUARE if each in letters else each for each in text)


def only_plain(text: str) -> str:
    """What is left when a text cannot be set otherwise: Latin letters and signs."""
    return "".join(
        each if each == "\n" or " " <= each <= "~" or "\xa1" <= each <= "\u017f" else SQUARE for each in text
    )


def _shapes(cluster: str) -> frozenset[int]:
    return frozenset(ord(each) for each in cluster if not _SHAPELESS.match(each))


def _breakable(found: regex.Match[str]) -> str:
    clusters = _CLUSTERS.findall(found[0])
    return BREAK.join("".join(clusters[n : n + LONG // 2]) for n in range(0, len(clusters), LONG // 2))
