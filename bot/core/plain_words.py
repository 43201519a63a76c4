"""A text as bare words, without case, accents and punctuation, and whether two words are meant to be the same one.

Knows no language and nothing of what the words are for.
"""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.distance import OSA

ENDING = 3  # letters by which the forms of a word may differ at its end: form, forms; llamar, llamada
STEM = 5  # letters that two forms share at least when both have an ending of their own
ONE_TYPO, TWO_TYPOS = 5, 8  # from this many letters on; shorter words are too alike (form, from)

_WORD = re.compile(r"[^\W_]+")  # letters and numbers
_APOSTROPHE = re.compile(r"['’`´](?<=[^\W\d_].)(?=[^\W\d_])")  # between two letters


def words_of(text: str) -> tuple[str, ...]:
    """`Mañana, don't!` -> `manana`, `dont`."""
    bare = _APOSTROPHE.sub("", text)
    if bare.isascii():  # there are no accents to take off
        return tuple(_WORD.findall(bare.lower()))
    bare = unicodedata.normalize("NFKD", bare).casefold()
    return tuple(_WORD.findall("".join(mark for mark in bare if not unicodedata.combining(mark))))


def mistyped(written: str, meant: str, slips: int = 2) -> bool:
    """Whether one slip of the finger, at most `slips` in a long word, lies between them. The first letter is never the
    slip, and in a word of four neither is the last, or `than` would be `thank`."""
    if written == meant:
        return True
    most = min((len(meant) >= ONE_TYPO) + (len(meant) >= TWO_TYPOS), slips)
    if not most or written[:1] != meant[:1] or abs(len(written) - len(meant)) > most:
        return False
    if len(written) < ONE_TYPO and written[-1:] != meant[-1:]:
        return False
    return OSA.distance(written, meant, score_cutoff=most) <= most


def same_word(written: str, meant: str) -> bool:
    """Whether they are the same word: in another form, or mistyped."""
    if written == meant:
        return True
    shared = _shared(written, meant)
    if shared == len(meant) >= STEM - 1 and len(written) - shared <= ENDING:
        return True
    if shared >= STEM and len(written) - shared <= ENDING and len(meant) - shared <= ENDING:
        return True
    return mistyped(written, meant)


def _shared(written: str, meant: str) -> int:
    """How many letters they have in common at their beginning."""
    pairs = enumerate(zip(written, meant, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(written), len(meant)))
